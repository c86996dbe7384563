"""Boxes, of which an MP4 file consists: a size, a kind, and content or further boxes.

ISO/IEC 14496-12, 4.2. Sizes come first in the file, so a box is described before it is written.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

MOST_IN_MEMORY = 2**20
"""Bytes of a table that wait in memory; a longer one waits in a temporary file."""
BLOCK = 2**18
HEADER_BYTES = 8
U32_MAX = 2**32 - 1


def u8(value: int) -> bytes:
    """An unsigned number in one byte."""
    return value.to_bytes(1, "big")


def u16(value: int) -> bytes:
    """An unsigned number in two bytes."""
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    """An unsigned number in four bytes."""
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    """An unsigned number in eight bytes."""
    return value.to_bytes(8, "big")


class NumberTable:
    """32-bit numbers, appended one by one and read back once, in constant memory."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - see close
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes."""
        return self._size

    def append(self, number: int) -> None:
        """Add a number at the end."""
        self._file.write(u32(number))
        self._size += 4

    def blocks(self) -> Iterator[bytes]:
        """The table's bytes, from its beginning."""
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            yield block

    def close(self) -> None:
        """Forget the numbers."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Box:
    """A box, described and not yet written; its size is known."""

    kind: bytes
    """Four bytes."""
    content: tuple["bytes | NumberTable | Box", ...]

    @classmethod
    def of(cls, kind: bytes, *content: "bytes | NumberTable | Box | None") -> Self:
        """A box with that content, one after the other; what is None is left out."""
        return cls(kind, tuple(part for part in content if part is not None))

    @classmethod
    def full(
        cls,
        kind: bytes,
        *content: "bytes | NumberTable | Box | None",
        version: int = 0,
        flags: int = 0,
    ) -> Self:
        """A box that begins with a version and flags."""
        return cls.of(kind, u32(version << 24 | flags), *content)

    @property
    def size(self) -> int:
        """Bytes, with the header. No box but the sound itself comes near 4 GiB."""
        return HEADER_BYTES + sum(
            len(part) if isinstance(part, bytes) else part.size for part in self.content
        )

    def blocks(self) -> Iterator[bytes]:
        """The box's bytes in order."""
        yield u32(self.size) + self.kind
        for part in self.content:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.blocks()
