"""How a voice usually speaks, measured on a few fixed sentences.

This is done once for each voice, language and speed, when a take of it is first examined. The
profile is kept in the store for all workers. It depends on the model file and the voice alone.
"""

import dataclasses
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from pydantic import ValidationError

from voicefarm.artifacts.keys import profile_key
from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import ObjectMissing, SynthesisFailed
from voicefarm.languages import Language, record_of
from voicefarm.messages import Recipe
from voicefarm.store import JSON, Store
from worker.engines import Speech, Utterance
from worker.quality.checks import examine
from worker.quality.checks.evidence import Evidence, evidence_of
from worker.quality.checks.length import pace_of
from worker.quality.checks.voice_profile import VoiceProfile
from worker.slots.outages import Outages
from worker.slots.watch import Watch
from worker.sound import to_wave

log = structlog.get_logger()

VERSION = 2
"""Part of a profile's store key: raised when the measurement or its sentences change."""
ENOUGH = 3
"""A profile needs at least this many sound takes of them."""
TRIES = 2
"""How often a sentence is spoken until it is sound."""
LOOK_S = 1.0
"""Seconds between two looks at the watch, while a slot waits for another one's calibration."""

Speak = Callable[[Utterance], Speech]
Place = tuple[str, Language, float]


class Calibration:
    """The profiles of the voices that a worker speaks with. Thread-safe."""

    def __init__(self, store: Store, sample_rate: int, outages: Outages) -> None:
        self._store = store
        self._rate = sample_rate
        self._outages = outages
        self._known: dict[Place, VoiceProfile] = {}
        self._locks: dict[Place, threading.Lock] = {}

    def profile(
        self, recipe: Recipe, utterance: Utterance, speak: Speak, watch: Watch
    ) -> VoiceProfile:
        """The voice's profile: remembered, from the store, or measured now with `speak`.

        It is empty for a voice that can't speak the sentences, until the worker restarts. Raises
        what the store raises and, by `watch`, SynthesisCancelled.
        """
        place = (recipe.fingerprint, recipe.language, recipe.speed)
        if place not in self._known:
            with _patiently(self._locks.setdefault(place, threading.Lock()), watch):
                if place not in self._known:
                    self._known[place] = self._kept_or_measured(place, utterance, speak, watch)
        return self._known[place]

    def _kept_or_measured(
        self, place: Place, utterance: Utterance, speak: Speak, watch: Watch
    ) -> VoiceProfile:
        key, wait_out = profile_key(VERSION, *place), self._outages.wait_out
        try:
            kept = wait_out(self._store.get, key, watch=watch)
            return VoiceProfile.model_validate_json(kept, extra="ignore")
        except (ObjectMissing, ValidationError):
            with _uncounted(watch):
                profile = measured_profile(utterance, speak, self._rate)
        if profile.pace is None:
            if record_of(utterance.language).calibration_sentences:
                log.warning(
                    "a voice could not be calibrated: its takes are judged mildly", voice=place
                )
            return profile
        data = profile.model_dump_json().encode()
        wait_out(self._store.put, key, data, JSON, watch=watch)
        return profile


def measured_profile(utterance: Utterance, speak: Speak, rate: int) -> VoiceProfile:
    """The profile of the voice of `utterance`, from its takes of the fixed sentences."""
    sound = [
        evidence
        for number, sentence in enumerate(record_of(utterance.language).calibration_sentences)
        if (evidence := _sound_take(utterance, sentence, number, speak, rate))
    ]
    if len(sound) < ENOUGH:
        return VoiceProfile()
    return VoiceProfile.seen(
        [pace_of(evidence) for evidence in sound],
        [evidence.phonemes for evidence in sound],
        [evidence.speech.level for evidence in sound],
        [evidence.tail_s for evidence in sound],
    )


def _sound_take(
    utterance: Utterance, sentence: str, number: int, speak: Speak, rate: int
) -> Evidence | None:
    """What a sound take of the sentence shows, or None if there is none."""
    for attempt in range(TRIES):
        spoken = dataclasses.replace(utterance, text=sentence, seed=attempt * 100 + number)
        try:
            speech = speak(spoken)
        except SynthesisFailed:
            continue
        evidence = evidence_of(
            to_wave(to_pcm(speech.samples)), rate, spoken.text, spoken.language, speech.facts
        )
        if not examine(evidence):
            return evidence
    return None


@contextmanager
def _uncounted(watch: Watch) -> Iterator[None]:
    """Move the chunk's deadline by the time of the block, which is not the chunk's own."""
    began, deadline = time.monotonic(), watch.deadline
    watch.deadline = math.inf
    try:
        yield
    finally:
        watch.deadline = deadline + time.monotonic() - began


@contextmanager
def _patiently(lock: threading.Lock, watch: Watch) -> Iterator[None]:
    """Hold the lock; the wait for it counts as progress. Raises as `watch.check` does."""
    while not lock.acquire(timeout=LOOK_S):
        watch.check()
        watch.advance()
    try:
        yield
    finally:
        lock.release()
