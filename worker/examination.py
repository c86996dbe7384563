"""A take is examined before it counts; one that fails is made again, and the best is kept."""

import dataclasses
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field

from voicefarm.errors import Runaway, SynthesisFailed
from voicefarm.messages import Finding, Recipe, Sound
from voicefarm.takes import Pcm, to_pcm
from worker.checks import Evidence, examine
from worker.checks.evidence import estimated_phonemes, finding, repeats_itself
from worker.checks.habits import Habits
from worker.checks.length import pace_of
from worker.engines import Speech, Utterance
from worker.sound import Wave, to_wave
from worker.sound.loudness import block_loudness, in_tenths
from worker.sound.peaks import true_peak
from worker.sound.speech import Speech as Speaking
from worker.sound.speech import find_speech

RETAKES = 2
"""How often a take that fails is made again."""
SEED_STEP = 0x9E3779B1
"""Leads from one attempt's seed to the next: the 32-bit golden ratio, so that no two texts that
have neighbouring seeds meet."""

Speak = Callable[[Utterance], Speech]


@dataclass(frozen=True, slots=True)
class Examined:
    """A take's audio, and what was found out about it."""

    speech: Speech
    pcm: Pcm
    sound: Sound
    findings: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    """Of the findings, those that don't depend on what this worker heard before."""
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Findings of the takes that were made before it and thrown away."""
    synthesis_s: float = 0.0
    """Engine time of all of them."""

    @property
    def badness(self) -> float:
        """How far from sound, to compare takes of one text; 0 is sound."""
        return sum(fault.weight for fault in self.faults)

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Why it is thrown away, if it is."""
        return self.findings or self.faults


@dataclass(frozen=True, slots=True)
class Lost:
    """An attempt of which nothing is left but what was wrong with it."""

    error: Runaway
    synthesis_s: float

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """What was wrong, graver than anything in a take."""
        return (finding("runaway", str(self.error).partition(":")[0], 1000),)


@dataclass(slots=True)
class Examiner:
    """Examines the takes of one worker and remembers its voices' habits. Thread-safe."""

    sample_rate: int
    habits: Habits = field(default_factory=Habits)

    def best_take(self, utterance: Utterance, recipe: Recipe, speak: Speak) -> Examined:
        """Speak until a take has no faults, RETAKES times more at most; the best of them.

        Which one doesn't depend on the worker, so a take that was lost is made again alike.
        Raises what `speak` raises; Runaway only when no seed led to a take.
        """
        voice = (recipe.fingerprint, recipe.language, recipe.speed)
        tried: list[Examined | Lost] = []
        for attempt in self._attempts(utterance, voice, speak):
            tried.append(attempt)
            if isinstance(attempt, Examined) and _settled(tried, attempt):
                break
        best = _best(tried)
        return dataclasses.replace(
            best,
            rejected=tuple(attempt.reasons for attempt in tried if attempt is not best),
            synthesis_s=sum(attempt.synthesis_s for attempt in tried),
        )

    def _attempts(
        self, utterance: Utterance, voice: Hashable, speak: Speak
    ) -> Iterator[Examined | Lost]:
        made = False
        for number in range(1 + RETAKES):
            seed = (utterance.seed + number * SEED_STEP) % 2**32
            started = time.perf_counter()
            try:
                speech = speak(dataclasses.replace(utterance, seed=seed))
            except Runaway as error:
                yield Lost(error, time.perf_counter() - started)
                if not error.dice:
                    return
                continue
            except SynthesisFailed:
                if not made:
                    raise
                return  # a flagged take is better than none
            elapsed, made = time.perf_counter() - started, True
            examined = self._examine(speech, utterance, voice)
            yield dataclasses.replace(examined, synthesis_s=elapsed)

    def _examine(self, speech: Speech, utterance: Utterance, voice: Hashable) -> Examined:
        pcm = to_pcm(speech.samples)
        wave = to_wave(pcm)
        found = find_speech(wave, self.sample_rate)
        sound = _sound_of(wave, self.sample_rate, found)
        if not speech.is_speech:
            return Examined(speech, pcm, sound)
        phonemes = speech.facts.get("phonemes")
        habits = self.habits.of(voice)
        evidence = Evidence(
            wave=wave,
            rate=self.sample_rate,
            speech=found,
            phonemes=phonemes or estimated_phonemes(utterance.text, utterance.language),
            pace=habits.pace,
            level=habits.level,
            repeats=repeats_itself(utterance.text),
        )
        verdict = examine(evidence)
        if not verdict.findings:
            self.habits.learn(voice, pace_of(evidence), found.level)
        return Examined(speech, pcm, sound, verdict.findings, verdict.faults)


def _settled(tried: list[Examined | Lost], last: Examined) -> bool:
    """Whether the last take is sound, or no other would come of another seed."""
    before = tried[-2] if len(tried) > 1 else None
    same = isinstance(before, Examined) and before.pcm.tobytes() == last.pcm.tobytes()
    return same or not last.faults or not last.speech.dice


def _best(tried: list[Examined | Lost]) -> Examined:
    """The soundest take. Raises Runaway, the last one, if there is none."""
    made = [attempt for attempt in tried if isinstance(attempt, Examined)]
    if made:
        return min(made, key=lambda attempt: attempt.badness)
    raise next(attempt.error for attempt in reversed(tried) if isinstance(attempt, Lost))


def measured(wave: Wave, rate: int) -> Sound:
    """What a stitcher needs to know of a take."""
    return _sound_of(wave, rate, find_speech(wave, rate))


def _sound_of(wave: Wave, rate: int, found: Speaking) -> Sound:
    if not found.found:
        return Sound(start=found.start, end=found.end, level=found.level, true_peak=0.0)
    loudness = in_tenths(block_loudness(wave, rate))
    return Sound(
        start=found.start,
        end=found.end,
        level=round(found.level, 2),
        true_peak=round(true_peak(wave, rate), 5),
        loudness=tuple(loudness.tolist()),
    )
