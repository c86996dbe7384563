"""A model that speaks in this process, for one caller: no farm, no checks, no takes."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voicefarm.artifacts.takes import Pcm, to_pcm
from voicefarm.artifacts.voices import read_enrolled, with_voice
from voicefarm.languages import Language
from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from voicefarm.settings import Settings
from voicefarm.store import Store
from worker.engines import Engine, Utterance, engine_class
from worker.slots.watch import Watch

LONGEST_S = 600.0
"""For one text."""


@dataclass(frozen=True, slots=True)
class Solo:
    """A text that was spoken, and what that took."""

    pcm: Pcm
    rate: int
    """Hz."""
    text: str
    """As it was spoken: figures and abbreviations are words."""
    wall_s: float
    core_s: float
    """CPU time of this process, seconds."""

    @property
    def seconds(self) -> float:
        """Of the sound."""
        return len(self.pcm) / self.rate


@dataclass(frozen=True, slots=True)
class Soloist:
    """A loaded model. `load_s` is how long loading it took."""

    model: Model
    engine: Engine
    store: Store
    load_s: float

    def speak(
        self, text: str, language: Language, voice: str, *, seed: int = 0, speed: float = 1.0
    ) -> Solo:
        """Speak a text as a job would. Raises UnknownName for the voice, SynthesisFailed."""
        model = with_voice(self.model, self.store, voice)
        model.voice_for(language, voice, field=("voice",))
        is_own = voice in self.model.voices
        enrolled = None if is_own else read_enrolled(self.store, self.model, voice)
        said = read_text(text, language).spoken
        watch = Watch()
        watch.deadline = time.monotonic() + LONGEST_S
        utterance = Utterance(said, language, voice, speed, seed, enrolled)
        began, cores = time.monotonic(), time.process_time()
        speech = self.engine.synthesize(utterance, watch)
        wall_s, core_s = time.monotonic() - began, time.process_time() - cores
        return Solo(to_pcm(speech.samples), model.sample_rate, said, wall_s, core_s)


@contextmanager
def soloist(settings: Settings, model: Model, store: Store) -> Iterator[Soloist]:
    """Load the model for one text at a time, and free it with the block.

    Raises EngineUnavailable, BadSetting.
    """
    threads = settings.threads or len(os.sched_getaffinity(0))
    began = time.monotonic()
    engine = engine_class(model.engine).load(model, slots=1, threads=threads)
    try:
        yield Soloist(model, engine, store, time.monotonic() - began)
    finally:
        engine.close()
