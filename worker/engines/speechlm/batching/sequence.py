"""One utterance on its way through the language model: what was asked, how far it is."""

from concurrent.futures import Future
from dataclasses import dataclass, field

import numpy as np

from worker.engines.speechlm.backbone import Generation, Request
from worker.engines.speechlm.batching.rows import TokenIds
from worker.engines.speechlm.batching.sampler import Voicing
from worker.slots.watch import Watch


@dataclass(slots=True, eq=False)
class Sequence:
    """A request in flight. The decode thread alone touches it, but for the future."""

    request: Request
    watch: Watch
    future: "Future[Generation]"
    asked: float
    """`time.monotonic()` of the request."""
    slot: int = -1
    began: float = 0.0
    """`time.monotonic()` when it got its slot."""
    fed: int = 0
    """Prompt tokens in the cache."""
    prompt: TokenIds = field(init=False)
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
