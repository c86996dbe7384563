"""What a slot and its engine know of each other while a chunk is in work."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from voicefarm.errors import (
    SynthesisCancelled,
    SynthesisFailed,
)


@dataclass(slots=True)
class Watch:
    """The control of one chunk, shared by its slot and its engine. Safe to use from any thread.

    The slot sets `cancelled`; the engine calls `advance` at every step that it gets further, and
    `check` between steps. When `steps` hasn't grown for long, the lease isn't renewed
    any more. So an engine that hangs loses its chunk.
    """

    deadline: float = float("inf")
    """`time.monotonic()` seconds after which the chunk counts as failed."""
    cancelled: bool = False
    steps: int = 0
    waiting: bool = False
    """Whether the slot waits for something other than its engine. That doesn't count as hanging."""
    hung: bool = False
    """Whether the heartbeat has seen no step for so long that it doesn't renew the lease."""

    @contextmanager
    def excused(self) -> Iterator[None]:
        """Keep the lease through the block, in which the engine has nothing to do."""
        before, self.waiting = self.waiting, True
        try:
            yield
        finally:
            self.waiting = before
            self.advance()

    def advance(self) -> None:
        """Say that work on the chunk went on."""
        self.steps += 1

    def check(self) -> None:
        """Raise SynthesisCancelled or, past the deadline, SynthesisFailed."""
        if self.cancelled:
            raise SynthesisCancelled("The job was cancelled while this chunk was in synthesis.")
        if time.monotonic() > self.deadline:
            raise SynthesisFailed(
                "The chunk ran past its deadline; give the worker fewer slots or a faster model."
            )
