"""Bytes that wait on the disk when they are many: a long upload, the pages of a long job.

They are gone with the last who holds them, however the process ends.
"""

import threading
import weakref
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import overload

IN_MEMORY_BYTES = 1_000_000
"""Up to this size they stay in memory; larger ones are on the disk."""


class TemporaryBytes:
    """Bytes that are written once, at the end, and read anywhere. Thread-safe."""

    def __init__(self, data: bytes = b"") -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - outlives a block
        self._lock = threading.Lock()
        self._size = 0
        weakref.finalize(self, self._file.close)
        self.write(data)

    def __len__(self) -> int:
        return self._size

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        with self._lock:
            self._file.seek(self._size)
            self._size += self._file.write(data)

    def read(self, start: int, size: int) -> bytes:
        """The bytes from `start` on, at most `size`; none behind the end."""
        with self._lock:
            self._file.seek(start)
            return self._file.read(size)

    def blocks(self) -> Iterator[bytes]:
        """All the bytes, some at a time."""
        for start in range(0, len(self), IN_MEMORY_BYTES):
            yield self.read(start, IN_MEMORY_BYTES)

    def whole(self) -> bytes:
        """All the bytes, in memory."""
        return self.read(0, self._size)


class TemporaryPages(Sequence[bytes]):
    """Pages of bytes in order, of which the memory holds a few only. Thread-safe."""

    def __init__(self) -> None:
        self._bytes = TemporaryBytes()
        self._ends = [0]

    def append(self, page: bytes) -> None:
        """Add a page at the end."""
        self._bytes.write(page)
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> list[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | list[bytes]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        start = self._ends[:-1][place]
        return self._bytes.read(start, self._ends[1:][place] - start)
