"""A blocking iterator as an asynchronous one: it runs in a thread, a few pieces ahead at most."""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from typing import Generic, TypeVar

T = TypeVar("T")

AHEAD = 4
"""Pieces that wait for a slow reader; after them the thread waits for it."""


class Pump(Generic[T]):
    """One iterator in a thread. `pieces` is for one reader, who must call `close` in the end."""

    def __init__(self, pieces: Callable[[], Iterator[T]], stop: Callable[[], None]) -> None:
        """`stop` lets the iterator end soon; it is called from the loop's thread."""
        self._make = pieces
        self._stop = stop
        self._waiting: deque[T] = deque()
        self._room = threading.Semaphore(AHEAD)
        self._news = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._ended = False
        self._closed = False
        self._error: BaseException | None = None
        threading.Thread(target=self._run, name="pump", daemon=True).start()

    async def pieces(self) -> AsyncIterator[T]:
        """The pieces in order. Raises what the iterator raised."""
        while True:
            while self._waiting:
                piece = self._waiting.popleft()
                self._room.release()
                yield piece
            if self._ended and not self._waiting:
                break
            self._news.clear()
            if not (self._waiting or self._ended):
                await self._news.wait()
        if self._error:
            raise self._error

    def close(self) -> None:
        """Let the thread end; what is left of the iterator is not read."""
        if not self._closed:
            self._closed = True
            self._stop()
            self._room.release()

    def _run(self) -> None:
        try:
            with closing(self._make()) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    self._room.acquire()
                    if self._closed:
                        break
                    self._waiting.append(piece)
                    self._tell()
        except Exception as error:  # noqa: BLE001 - the reader gets it
            self._error = error
        self._ended = True
        self._tell()

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop has been closed
            self._loop.call_soon_threadsafe(self._news.set)
