"""Which chunks may be in the engine at once: all together, or a suspect one alone."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from worker.slots.watch import Watch

LOOK_S = 0.5
"""Seconds between two looks, during a wait, whether the chunk is still wanted."""


class EngineGate:
    """A lock for the engine: many at once, or one alone. Thread-safe.

    A chunk's last attempt runs alone. If it ends the worker, no neighbour is lost with it. If a
    neighbour ended the worker before, that one can't do so again. The gate doesn't wait for a chunk
    that hangs inside: its lease is lost already.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: dict[int, Watch] = {}
        self._alone_wanted = 0
        self._alone: Watch | None = None

    @contextmanager
    def shared(self, watch: Watch) -> Iterator[None]:
        """Be inside with others. Raises SynthesisCancelled when the job ends meanwhile."""
        with self._changed:
            self._wait(lambda: self._nobody_is_alone() and not self._alone_wanted, watch)
            self._inside[id(watch)] = watch
        try:
            yield
        finally:
            with self._changed:
                del self._inside[id(watch)]
                self._changed.notify_all()

    @contextmanager
    def exclusive(self, watch: Watch) -> Iterator[None]:
        """Be inside when the others have left. Raises SynthesisCancelled too."""
        with self._changed:
            self._alone_wanted += 1
            try:
                self._wait(lambda: self._nobody_is_alone() and self._nobody_is_inside(), watch)
                self._alone = watch
            finally:
                self._alone_wanted -= 1
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                if self._alone is watch:
                    self._alone = None
                self._changed.notify_all()

    def _nobody_is_alone(self) -> bool:
        return self._alone is None or self._alone.hung

    def _nobody_is_inside(self) -> bool:
        return all(watch.hung for watch in self._inside.values())

    def _wait(self, free: Callable[[], bool], watch: Watch) -> None:
        with watch.excused():
            while not self._changed.wait_for(free, LOOK_S):
                watch.check()
                watch.advance()
