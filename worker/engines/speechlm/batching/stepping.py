"""A loop with a thread, which steps while there is work and sleeps while there is none."""

import threading
from abc import ABC, abstractmethod

import structlog

log = structlog.get_logger()


class SteppingLoop(ABC):
    """What has a thread of its own take one step after the other.

    Work is added, and looked for, under `_awake`; whoever adds some notifies.
    """

    def __init__(self, name: str) -> None:
        """Make the thread; `_start` begins, once all is there that a step needs."""
        self._awake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def close(self) -> None:
        """Stop the thread after its step; what is in flight fails."""
        with self._awake:
            self._closing = True
            self._awake.notify()
        self._thread.join()

    @abstractmethod
    def _has_work(self) -> bool:
        """Whether anything is in flight or waits."""

    @abstractmethod
    def _step(self) -> None:
        """Get everything in flight further."""

    @abstractmethod
    def _give_up_step(self) -> None:
        """Fail what is in flight, after a step that raised."""

    @abstractmethod
    def _end(self) -> None:
        """Fail all that is left, as the thread's last act."""

    def _start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        try:
            while self._wait():
                try:
                    self._step()
                except Exception:
                    self._give_up_step()
                    log.exception("a decode step failed; what is in it is given up")
        finally:  # nobody waits for a thread that has ended, whatever ended it
            with self._awake:
                self._closing = True
            self._end()

    def _wait(self) -> bool:
        """Sleep until there is work; False when the end has come."""
        with self._awake:
            while not (self._closing or self._has_work()):
                self._awake.wait()
            return not self._closing
