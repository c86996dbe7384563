"""One big object written front to back in constant memory, with a head that may be patched.

A sound file's header holds lengths that are known only at its end, and an uploaded part can't be
changed. So the first 8 MiB stay in memory until the end: libsndfile rewrites its header there,
and the head goes out last.
"""

import io
from types import TracebackType
from typing import Protocol, Self

from voicefarm.errors import VoicefarmError

Bytes = bytes | bytearray | memoryview

PART_SIZE = 8 * 2**20
"""Bytes of the head and of a part; S3 wants at least 5 MiB for all parts but the last."""

MAX_PARTS = 10_000
"""S3's limit for one upload, the head included."""

EVEN_PARTS = 1_000
"""The first parts have one size, as some providers require: enough for 7.8 GiB."""


def part_size(number: int) -> int:
    """Return the bytes of part `number` (the head is 1) such that 10,000 parts pass 5 TiB."""
    return PART_SIZE * (1 + max(0, number - EVEN_PARTS) // 60)


class Sink(Protocol):
    """Where a StreamWriter's bytes go. A store makes one for each object."""

    def put_whole(self, data: Bytes) -> None:
        """Write a small object in one go, instead of all the other calls."""

    def append(self, number: int, part: Bytes) -> None:
        """Take part `number`, from 2 up; all but the last have `part_size(number)` bytes."""

    def finish(self, head: Bytes) -> None:
        """Take part 1, `PART_SIZE` bytes, and make the object visible."""

    def abort(self) -> None:
        """Leave nothing behind; never raises an error of the store."""


class StreamWriter:
    """A binary file for one new object, visible whole or not at all.

    Use it in a `with` block: leaving it normally commits, leaving it by an exception aborts.
    Positions are bytes. Writing is at the end, or inside the head (the first 8 MiB, which may
    also be read). Memory is two parts: 16 MiB up to 7.8 GiB of data. For one thread.

    A failed write raises StoreUnreachable and aborts. It is raised again on leaving the block,
    because libsndfile swallows what its callbacks raise.
    """

    def __init__(self, sink: Sink, name: str, *, equal_parts: bool = False) -> None:
        """With `equal_parts` all but the last have one size, and there is room for 78 GiB."""
        self.name = name
        self._part_size = (lambda _: PART_SIZE) if equal_parts else part_size
        self._sink = sink
        self._head = bytearray()
        # One buffer for all parts: grown piece by piece, each would leave holes in the heap.
        self._tail = bytearray()
        self._filled = 0
        self._sent = 0
        self._next_part = 2
        self._position = 0
        self._closed = False
        self._failure: VoicefarmError | None = None

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return len(self._head) + self._sent + self._filled

    @property
    def closed(self) -> bool:
        """Whether the object was committed or aborted."""
        return self._closed

    def readable(self) -> bool:
        """Say yes: the head can be read back."""
        return True

    def writable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes: into the head and to the end."""
        return True

    def flush(self) -> None:
        """Do nothing: bytes leave when a part is full."""

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go into the head or to the end; elsewhere raises io.UnsupportedOperation."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        target = base + offset
        # A closed writer has no bytes any more; the next write raises its error.
        if not (0 <= target <= len(self._head) or target == self.size or self._closed):
            raise io.UnsupportedOperation(
                f"Position {target} of '{self.name}' has left memory; seek to the first"
                f" {len(self._head)} bytes or to the end."
            )
        self._position = target
        return target

    def read(self, count: int = -1) -> bytes:
        """Return up to `count` bytes of the head from the position; b"" past it."""
        stop = len(self._head) if count < 0 else self._position + count
        data = bytes(self._head[self._position : stop])
        self._position += len(data)
        return data

    def write(self, data: Bytes) -> int:
        """Write all of `data` at the position and return its length in bytes."""
        if self._closed:
            raise self._failure or ValueError(f"'{self.name}' was closed; open another writer.")
        rest = memoryview(data).cast("B")
        count = len(rest)
        rest = self._write_head(rest)
        if rest:
            self._write_tail(rest)
        return count

    def abort(self) -> None:
        """Drop everything; safe to call twice and after a commit."""
        if not self._closed:
            self._closed = True
            self._sink.abort()
            self._release()

    def commit(self) -> None:
        """Make the object visible; leaving the `with` block does it."""
        if self._closed:
            raise self._failure or ValueError(f"'{self.name}' was closed; open another writer.")
        try:
            self._commit()
        except BaseException as error:
            self._fail(error)
            raise
        self._closed = True
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        failure = self._failure
        if failure and error is not failure and isinstance(error, Exception | None):
            raise failure from error
        if kind is None and not self._closed:
            self.commit()
        else:
            self.abort()

    def _write_head(self, data: memoryview) -> memoryview:
        """Put what belongs into the head there, and return the rest."""
        if self._position >= PART_SIZE:
            return data
        inside = data[: PART_SIZE - self._position]
        self._head[self._position : self._position + len(inside)] = inside
        self._position += len(inside)
        return data[len(inside) :]

    def _write_tail(self, data: memoryview) -> None:
        if self._position != self.size:
            raise io.UnsupportedOperation(
                f"'{self.name}' is written at its end or in its first {PART_SIZE} bytes only."
            )
        while data:
            if not self._tail:
                self._tail = bytearray(self._part_size(self._next_part))
            taken = data[: len(self._tail) - self._filled]
            self._tail[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            data = data[len(taken) :]
            # A full part waits for the next byte: the last part must not be empty.
            if data:
                self._send_tail()
        self._position = self.size

    def _send_tail(self) -> None:
        del self._tail[self._filled :]  # the last part may be a shorter one
        try:
            self._sink.append(self._next_part, self._tail)
        except BaseException as error:
            self._fail(error)
            raise
        self._sent += self._filled
        self._next_part += 1
        self._filled = 0
        if len(self._tail) != self._part_size(self._next_part):
            self._tail = bytearray()

    def _commit(self) -> None:
        if self.size <= PART_SIZE:
            self._sink.put_whole(self._head)
            return
        if self._filled:
            self._send_tail()
        self._sink.finish(self._head)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, VoicefarmError):
            self._failure = error
        self.abort()

    def _release(self) -> None:
        self._head = bytearray()
        self._tail = bytearray()
