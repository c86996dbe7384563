"""The codes of one utterance as they are drawn, for somebody who can't wait for the last one."""

import threading
import time


class Tape:
    """Codes in the order of their drawing. One thread writes, another reads."""

    def __init__(self) -> None:
        self._codes: list[int] = []
        self._wanted = 0
        self._ended = False
        self._changed = threading.Condition()
        self._began = 0.0

    def write(self, code: int) -> None:
        """Append a code. Called by the decode loop, so it wakes nobody before it must."""
        with self._changed:
            if not self._codes:
                self._began = time.monotonic()
            self._codes.append(code)
            if len(self._codes) == self._wanted:
                self._changed.notify()

    def end(self) -> None:
        """Say that no code comes any more, for whatever reason."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def wait(self, count: int) -> tuple[int, ...]:
        """All codes so far as soon as there are `count`; none when the tape has ended."""
        with self._changed:
            self._wanted = count
            self._changed.wait_for(lambda: self._ended or len(self._codes) >= count)
            return () if self._ended else tuple(self._codes)

    @property
    def running_s(self) -> float:
        """Seconds since the first code."""
        return time.monotonic() - self._began
