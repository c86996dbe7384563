"""Speech engines: what a worker asks of an engine, and how it finds one.

An engine is a class that fulfils `Engine`. It is named in the entry-point group
`voicefarm.engines`, so another package can bring one. It is imported only when a model file names
it: a worker needs the libraries of its own engine and no others.

- `espeak`: espeak-ng, a formant synthesizer
- `silence`: no speech at all, to try out a farm
- `kokoro/`: Kokoro-82M, a small network with many voices
- `piper/`: Piper's voices, small networks
- `speechlm/`: speech language models with a neural codec
- `vieneu3/`: VieNeu v3 turbo, frames of 16 codes on ONNX graphs, and v3 nano
- `isolated/`: engines in a Python of their own
- `recording`: an utterance while it is spoken, for engines that speak it by passages
- `testing/`: the conformance suite that every engine passes, for engines of other packages too
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
from voicefarm.wording.validation import first_fault
from worker.model_files.problem import Problem
from worker.model_files.source import Source
from worker.slots.watch import Watch

Settings = TypeVar("Settings", bound=BaseModel)
Samples = NDArray[np.float32]
"""Mono audio, float32 [N], full scale ±1.0."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What to say, and how. With the model, this is all that may shape the sound."""

    text: str
    """May hold words with their phonemes (`voicefarm.spoken.phonemes`), if the model lists any."""
    language: Language
    voice: str
    """A key of the model's `voices`, or the name of an enrolled voice."""
    speed: float = 1.0
    """Speaking rate, within the model's `speed_range`; 1.0 is the voice's own."""
    seed: int = 0
    """0 to 2³² - 1."""
    enrolled: bytes | None = None
    """The JSON of an enrolled voice; None for a voice of the model's own."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine made of an utterance, at the model's sample rate."""

    samples: Samples
    """At least one."""
    facts: Mapping[str, float] = field(default_factory=dict)
    """Figures for the report and the metrics, such as `tokens` or `decode_s`. With `phonemes` a
    take's length is checked more strictly: the phonemes of the text, and two for each word."""
    words: tuple[Word, ...] = ()
    """When each word of the text is said, as `Take.words` has it; empty if the engine can't say."""
    findings: tuple[Finding, ...] = ()
    """Faults that the engine itself found. The checks add theirs."""
    is_speech: bool = True
    """False for audio that says nothing on purpose: the checks leave it alone."""
    dice: bool = True
    """Whether another seed would give other speech. If not, no second attempt is made."""


class Engine(Protocol):
    """A loaded model that speaks.

    `synthesize` is called from up to `slots` threads at once. If the library can't do that, the
    engine takes a lock. If it gains by it, the engine decodes the waiting utterances as one batch.
    """

    @classmethod
    def suggest_slots(cls, model: Model, *, threads: int) -> int:
        """How many utterances at once are best on `threads` cores; at least 1. Loads nothing."""
        ...

    @classmethod
    def load(cls, model: Model, *, slots: int, threads: int) -> Self:
        """Load and warm the model for `slots` utterances at once on `threads` cores.

        A model may be loaded twice in one process. Raises EngineUnavailable if a library or weights
        are missing, BadSetting if the model's settings don't fit the engine.
        """
        ...

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        """Speak one utterance. The same one gives the same samples, alone or among others.

        An engine whose arithmetic depends on its batch is excused from that; its docstring says so.

        Calls `watch.advance` as the work goes on, every second or so, and `watch.check` just as
        often: it raises SynthesisCancelled, or SynthesisFailed after the deadline.

        Raises UnknownName for a voice or language that the model lacks, and SynthesisFailed for a
        text that it can't speak. Runaway is the SynthesisFailed of a take that went wrong by
        chance: another seed is tried at once. Raises EngineUnavailable after `close`.
        """
        ...

    def close(self) -> None:
        """Free the model. No call is in flight any more; a second `close` does nothing."""
        ...


class AudioSink(Protocol):
    """Takes the audio of one utterance while it is made. Called from the utterance's own thread."""

    def wanted(self) -> bool:
        """Whether somebody wants the next piece now. If not, none is made."""
        ...

    def write(self, samples: Samples) -> None:
        """Take the next piece, float32 [N]. The first one begins the utterance."""
        ...


@runtime_checkable
class StreamingEngine(Protocol):
    """An engine that can hand out the beginning of an utterance before its end is made."""

    def stream(self, utterance: Utterance, watch: Watch, sink: AudioSink) -> Speech:
        """Return what `synthesize` returns, bit for bit, and hand pieces to `sink` meanwhile.

        The pieces follow one another without seams. If the sink wants all of them, together they
        are as long as the speech. They are a preview: close to the speech, not equal to it.
        """
        ...


@runtime_checkable
class EngineWithFiles(Protocol):
    """An engine whose models have files to fetch and to check. Nothing is loaded for it."""

    @classmethod
    def files(cls, model: Model) -> Mapping[str, Source]:
        """The files that a model needs, by their key in its settings. Raises BadSetting.

        A file of one voice, without which the others speak, has the key `voices.NAME`.
        """
        ...

    @classmethod
    def check(cls, model: Model, *, slots: int) -> list[Problem]:
        """All that doesn't fit, in a sentence each; an empty list is a model that can speak.

        Raises BadSetting when the model's settings can't be read at all.
        """
        ...

    @classmethod
    def memory(cls, model: Model, *, slots: int) -> int:
        """Most resident memory of a process with the model and `slots` slots, in bytes.

        An upper estimate from the files on this machine, at most twice what is really taken.

        Raises EngineUnavailable when they aren't here, BadSetting as `load` does.
        """
        ...


@runtime_checkable
class PreparedEngine(Protocol):
    """An engine whose first load of a model takes long, because it prepares the files."""

    @classmethod
    def prepare(cls, model: Model, *, threads: int) -> Mapping[str, str]:
        """Prepare a model for workers of `threads` cores. Returns what was done, by name.

        Later calls find it done. Raises as `load` does.
        """
        ...


def check_voice(model: Model, utterance: Utterance) -> None:
    """Raise UnknownName if the utterance's voice can't speak its language in this model."""
    if utterance.enrolled is None:
        model.voice_for(utterance.language, utterance.voice)
    elif model.enrols is None or utterance.language not in model.enrols.languages:
        known = model.enrols.languages if model.enrols else ()
        where = f" to enrolled voices of model '{model.name}'"
        raise UnknownName.of("Language", utterance.language, known, where)


def closed_error() -> EngineUnavailable:
    """The error of a call after `close`."""
    return EngineUnavailable("The engine is closed; load its model again.")


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
