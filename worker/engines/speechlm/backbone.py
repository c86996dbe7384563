"""What runs a speech language model's steps: requests in, codes out.

A backbone decodes many requests at once as a continuous batch. How it does that, and by which
library, is its own affair; `registries` names those that there are.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voicefarm.errors import BadSetting, SynthesisFailed
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.registries import BACKBONES
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.engines.speechlm.tape import Tape
from worker.model_files.problem import Problem
from worker.slots.watch import Watch


@dataclass(frozen=True, slots=True)
class Request:
    """What to generate: a prompt, and when it counts as too long."""

    prompt: tuple[int, ...]
    """Token ids; END of the prompt is where speech begins."""
    most: int
    """The budget: codes after which the sequence stops, ended or not."""
    seed: int = 0
    least: int = 0
    """END is forbidden before this many codes."""
    tape: Tape | None = None
    """Where the codes go as they are drawn, for somebody who can't wait."""


@dataclass(frozen=True, slots=True)
class Generation:
    """What came out of a request."""

    codes: tuple[int, ...]
    ended: bool
    """Whether the model ended by itself; otherwise the budget was reached."""
    decode_s: float
    """Seconds from the prompt's first token to the last code, shared with the neighbours."""
    waited_s: float
    """Seconds in the queue before."""


@dataclass(slots=True)
class DecodeStats:
    """What a backbone did so far; written by its own thread, read by anybody."""

    steps: int = 0
    codes: int = 0
    prompt_tokens: int = 0
    busy_slots: int = 0
    """Sum over the steps of the slots in use."""
    prompt_tokens_held: int = 0
    """Prompt tokens that needed no work, because a slot's cache held them."""
    decode_s: float = 0.0
    """Seconds in the library that computes the steps."""
    sample_s: float = 0.0
    """Seconds in drawing tokens."""


class Backbone(Protocol):
    """A language model at work. Safe from any thread."""

    stats: DecodeStats

    def submit(self, request: Request, watch: Watch) -> "Future[Generation]":
        """Ask for a generation. Its future raises SynthesisFailed or SynthesisCancelled.

        Raises SynthesisFailed at once when the request can't fit a slot's cache, EngineUnavailable
        when the backbone is broken or closed.
        """
        ...

    @property
    def free_slots(self) -> int:
        """Slots that no request has."""
        ...

    def close(self) -> None:
        """Fail what is in flight, and free all but the weights."""
        ...


class Weights(Protocol):
    """The weights in memory, with their vocabulary."""

    def tokenize(self, text: str) -> list[int]:
        """The ids of a text, special tokens read as such, BOS in front as the file asks."""
        ...

    def close(self) -> None:
        """Free them."""
        ...


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A speech language model in memory."""

    weights: Weights
    tokens: SpeechTokens
    backbone: Backbone
    library: str
    """The name of the backbone's library in the registry."""

    def close(self) -> None:
        """Fail what is in flight and free the memory."""
        self.backbone.close()
        self.weights.close()


@dataclass(frozen=True, slots=True)
class BackboneMemory:
    """Bytes that a model takes on the CPU."""

    weights: int
    caches: int
    """Of all slots together, with what a step needs for each of them."""
    process: int | None = None
    """Of Python and the libraries, where it isn't what the default backbone takes."""


class BackboneLibrary(Protocol):
    """What is known of a backbone without its library, and how it loads a model.

    Asking needs no import of the library: a machine without it can still check and list models.
    """

    modules: tuple[str, ...]
    """Python modules that it needs."""
    packages: tuple[str, ...]
    """The packages that bring them, whose versions may change its speed."""
    most_slots: int
    slots_per_core: int
    """Slots beyond which more gain little."""

    def likely(self, weights: Path, settings: SpeechLMSettings) -> "BackboneLibrary":
        """The backbone that would compute this file: itself, unless it stands for others."""
        ...

    def check(self, weights: Path, settings: SpeechLMSettings) -> list[Problem]:
        """Everything in the file's header that doesn't fit, and whether the library is missing."""
        ...

    def memory(self, weights: Path, settings: SpeechLMSettings, slots: int) -> BackboneMemory:
        """What a model with `slots` slots takes, estimated from the file's header alone.

        Raises EngineUnavailable when the file is none that the library reads, BadSetting when the
        settings ask for what it can't do with this file.
        """
        ...

    def load(
        self, weights: Path, settings: SpeechLMSettings, *, slots: int, threads: int
    ) -> LoadedModel:
        """Load the weights and make room for `slots` requests at once on `threads` cores.

        Raises EngineUnavailable when the library is missing, can't read the file or finds no
        memory; BadSetting when settings and file don't fit each other.
        """
        ...


def backbone_library(name: str) -> BackboneLibrary:
    """The one called `name`. Raises UnknownName."""
    library: BackboneLibrary = BACKBONES.load(name)
    return library


def check_context(settings: SpeechLMSettings, trained: int) -> None:
    """Raise BadSetting when the model was trained for fewer tokens than the settings ask for."""
    if settings.context > trained:
        raise BadSetting(
            f"'settings.context' is {settings.context}, but the model was trained for {trained} "
            "tokens; set it to that or less."
        )


def check_request(request: Request, context: int) -> None:
    """Raise SynthesisFailed for a request that says nothing, or doesn't fit `context` tokens."""
    if not request.prompt or request.most < 1:
        raise SynthesisFailed("There is nothing to say in this chunk; give it text.")
    if len(request.prompt) + request.most > context:
        raise SynthesisFailed(
            f"The prompt's {len(request.prompt)} tokens and the budget of {request.most} don't "
            f"fit a context of {context}: cut shorter chunks, or raise the model's 'context'."
        )
