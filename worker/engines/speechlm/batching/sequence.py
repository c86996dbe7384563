"""One utterance on its way through the language model: what was asked, how far it is."""

from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from worker.engines.speechlm.batching.sampler import Voicing
from worker.engines.speechlm.llamacpp.batch import Tokens
from worker.engines.speechlm.streaming import Tape
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
    """END is forbidden before so many codes."""
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


@dataclass(slots=True, eq=False)
class Sequence:
    """A request in flight. The decode thread alone touches it, but for the future."""

    request: Request
    watch: Watch
    future: "Future[Generation]"
    asked: float
    """`time.monotonic()` when it was asked for."""
    slot: int = -1
    began: float = 0.0
    """`time.monotonic()` when it got its slot."""
    fed: int = 0
    """Prompt tokens in the cache."""
    prompt: Tokens = field(init=False)
    voicing: Voicing = field(init=False)

    def __post_init__(self) -> None:
        self.prompt = np.asarray(self.request.prompt, np.int32)
        self.voicing = Voicing(self.request.seed, self.request.least)

    @property
    def unfed(self) -> int:
        """Prompt tokens that are still to be fed; 0 once speech is made."""
        return len(self.prompt) - self.fed

    @property
    def position(self) -> int:
        """Where in its cache the next token goes."""
        return self.fed + max(0, len(self.voicing.codes) - 1)
