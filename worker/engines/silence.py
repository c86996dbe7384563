"""An engine that says nothing, or hisses, as long as the text would take: to try out a farm."""

import os
import signal
import time
import zlib
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from voicefarm.errors import SynthesisFailed
from voicefarm.models import Model
from worker.engines import (
    Samples,
    Speech,
    Utterance,
    check_voice,
    closed_error,
    read_settings,
)
from worker.slots.watch import Watch

STEP_S = 0.05
"""How often the pretended work checks its watch."""


class SilenceSettings(BaseModel):
    """The `settings` of a model of this engine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seconds_per_character: float = Field(0.06, gt=0)
    """Audio made per character of text; 0.06 is an unhurried reader."""
    work_s: float = Field(0.0, ge=0)
    """Time that a take pretends to cost."""
    noise: float = Field(0.0, ge=0, le=1)
    """Peak of a noise that is each text's own, instead of silence: to tell takes apart."""
    deadly_text: str | None = None
    """A text that contains this kills the worker, as a crash in a library would."""
    failing_text: str | None = None
    """A text that contains this fails, to show what the farm does about it."""


class SilenceEngine:
    """Makes zeros. Thread-safe: an utterance changes nothing in it."""

    def __init__(self, model: Model, settings: SilenceSettings) -> None:
        self._model = model
        self._settings = settings
        self._closed = False

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """Two a core: a slot mostly waits for the store."""
        return 2 * threads

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Nothing to load."""
        return cls(model, read_settings(model, SilenceSettings))

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Zeros for the time that the text would take. Raises SynthesisFailed on `failing_text`."""
        if self._closed:
            raise closed_error()
        check_voice(self._model, utterance)
        failing = self._settings.failing_text
        if failing and failing in utterance.text:
            raise SynthesisFailed(f"The text contains '{failing}'; take it out.")
        self._pretend_to_work(watch)
        if self._settings.deadly_text and self._settings.deadly_text in utterance.text:
            os.kill(os.getpid(), signal.SIGKILL)
        seconds = len(utterance.text) * self._settings.seconds_per_character / utterance.speed
        samples = self._sound(utterance.text, max(1, round(seconds * self._model.sample_rate)))
        return Speech(samples, is_speech=False, dice=False)

    def close(self) -> None:
        """Refuse further calls. There is nothing to free."""
        self._closed = True

    def _sound(self, text: str, count: int) -> Samples:
        if not self._settings.noise:
            return np.zeros(count, np.float32)
        noise = np.random.default_rng(zlib.crc32(text.encode())).uniform(-1, 1, count)
        return (noise * self._settings.noise).astype(np.float32)

    def _pretend_to_work(self, watch: Watch) -> None:
        watch.check()
        left = self._settings.work_s
        while left > 0:
            time.sleep(min(left, STEP_S))
            left -= STEP_S
            watch.advance()
            watch.check()
        watch.advance()
