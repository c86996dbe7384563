"""Watches that stop an utterance in the middle of its work, or look how the work goes on."""

import time
from dataclasses import dataclass, field

from worker.slots.watch import Watch


@dataclass(slots=True)
class CancellingWatch(Watch):
    """Cancels its chunk at one step of the engine's own, so that no clock has a say."""

    last_step: int = 1

    def advance(self) -> None:
        """One step more."""
        self.steps += 1
        if self.steps == self.last_step:
            self.stop()

    def stop(self) -> None:
        """Called once, at that step."""
        self.cancelled = True


@dataclass(slots=True)
class ExpiringWatch(CancellingWatch):
    """Lets its chunk's deadline pass at that step."""

    def stop(self) -> None:
        """The deadline is now."""
        self.deadline = time.monotonic() - 1


@dataclass(slots=True)
class PacedWatch(Watch):
    """Measures how long the engine works between two steps.

    In seconds of this process's CPU, so that a busy machine makes no engine look slow.
    """

    longest_s: float = 0.0
    _before: float = field(default_factory=time.process_time)

    def advance(self) -> None:
        """One step more."""
        self.steps += 1
        now = time.process_time()
        self.longest_s = max(self.longest_s, now - self._before)
        self._before = now
