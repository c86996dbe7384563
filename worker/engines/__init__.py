"""Speech engines: what the worker asks of one, and how one is found.

An engine is a class with `load`, named in the entry-point group `voicefarm.engines`; it is
imported only when a model names it, so that a worker carries the libraries of its own engine alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Protocol, Self, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from voicefarm.errors import (
    BadSetting,
    EngineUnavailable,
    UnknownName,
)
from voicefarm.extras import install_advice
from voicefarm.languages import Language
from voicefarm.messages import Finding, Word
from voicefarm.models import Model
from voicefarm.validation import first_fault
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

Settings = TypeVar("Settings", bound=BaseModel)
Samples = NDArray[np.float32]
"""Mono audio, float32 [N], full scale ±1.0."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What to say and how: all that an engine may let shape the sound, beside its model."""

    text: str
    """May hold words with their phonemes (`voicefarm.phonemes`), if the model lists any."""
    language: Language
    voice: str
    """A key of the model's `voices`."""
    speed: float = 1.0
    """Speaking rate; 1.0 is the voice's own."""
    seed: int = 0
    enrolled: bytes | None = None
    """The voice's JSON, if it is an enrolled one and no key of the model's `voices`."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine made of an utterance, at the model's sample rate."""

    samples: Samples
    facts: Mapping[str, float] = field(default_factory=dict)
    """Figures for the report and the metrics: `tokens`, `prompt_tokens`, …; with `phonemes` (those
    of the text, and two for each word) a take's length is checked more strictly."""
    words: tuple[Word, ...] = ()
    """When the words of the text are said, as `Take.words` has it; empty if nobody can tell."""
    findings: tuple[Finding, ...] = ()
    """What the engine itself holds against it, beside what the checks will hear."""
    is_speech: bool = True
    """False for audio that says nothing on purpose: it is not examined."""
    dice: bool = True
    """Whether another seed would speak otherwise; where not, nothing is made a second time."""


class Engine(Protocol):
    """A loaded model that speaks.

    `synthesize` is called from up to `slots` threads at once: an engine whose library can't do
    that takes a lock, one that gains by it decodes the waiting utterances as one batch.
    """

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """How many utterances at once serve best on `threads` cores; nothing is loaded for it."""
        ...

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Load and warm the model for `slots` utterances at once on `threads` cores.

        Raises EngineUnavailable when a library or weights are missing, BadSetting when the
        model's settings don't fit the engine.
        """
        ...

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. Raises SynthesisFailed or, by `watch`, SynthesisCancelled.

        Runaway is the SynthesisFailed of a take that went wrong by chance: another seed is
        tried at once.
        """
        ...

    def close(self) -> None:
        """Free the model; no call is in flight any more."""
        ...


class AudioSink(Protocol):
    """Whoever hears an utterance while it is made. Called from the utterance's own thread."""

    def wanted(self) -> bool:
        """Whether a piece would be heard now: without that, none is made."""
        ...

    def write(self, samples: Samples) -> None:
        """Take the next piece; the first one begins the utterance."""
        ...


@runtime_checkable
class StreamingEngine(Protocol):
    """An engine that can hand out the beginning of an utterance before its end is made."""

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """Speak as `synthesize` does, bit for bit, and let `sink` hear it meanwhile.

        The pieces follow one another without seams; those of an ear that listened to the end are
        together as long as the speech. They are a preview: alike to it, not equal.
        """
        ...


@runtime_checkable
class EngineWithFiles(Protocol):
    """An engine whose models have files to fetch and to check. Nothing is loaded for it."""

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """The files that a model needs, by their key in its settings. Raises BadSetting."""
        ...

    @classmethod
    def check(cls, model: Model, *, slots: int) -> list[Problem]:
        """All that doesn't fit, in a sentence each; an empty list is a model that can speak.

        Raises BadSetting when the model's settings can't be read at all.
        """
        ...

    @classmethod
    def memory(cls, model: Model, *, slots: int) -> int:
        """Bytes that a worker with `slots` slots needs, estimated from the files on this machine.

        Raises EngineUnavailable when they aren't here, BadSetting as `load` does.
        """
        ...


def read_settings(model: Model, kind: type[Settings]) -> Settings:
    """The model's `settings` as its engine knows them. Raises BadSetting with the key.

    The validation's context has `folder`, where the model's file lies.
    """
    try:
        return kind.model_validate(model.settings, context={"folder": model.folder})
    except ValidationError as error:
        fault = first_fault(error, kind).inside("settings")
        raise BadSetting(f"Model '{model.name}': {fault}; correct its file.") from error


def engine_class(name: str) -> type[Engine]:
    """Import the engine called `name`. Raises UnknownName or EngineUnavailable."""
    points = {point.name: point for point in entry_points(group="voicefarm.engines")}
    if name not in points:
        raise UnknownName.of("Engine", name, points)
    try:
        loaded: type[Engine] = points[name].load()
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"Engine '{name}' needs '{error.name}', which is not installed; {install_advice(name)}."
        ) from error
    return loaded
