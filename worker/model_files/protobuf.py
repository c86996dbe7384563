"""Protobuf's wire format, as far as ONNX files need it: reading fields in place, writing them."""

import mmap
from collections.abc import Iterator

_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5

Span = tuple[int, int]
"""Begin and end of a message in the file."""


class WireMessage:
    """Walks over a mapped file; strings and messages are spans, not copies.

    Malformed content raises ValueError or IndexError.
    """

    def __init__(self, content: "mmap.mmap | bytes") -> None:
        self.content = content

    @property
    def whole(self) -> Span:
        """The span of the whole file."""
        return 0, len(self.content)

    def fields(self, span: Span) -> Iterator[tuple[int, int | Span]]:
        """The fields of a message: number, and a value or the span of a nested one."""
        at, end = span
        while at < end:
            key, at = self._varint(at)
            number, wire = key >> 3, key & 7
            if wire == _VARINT:
                value, at = self._varint(at)
                yield number, value
                continue
            length, at = self._length(wire, at)
            if at + length > end:
                raise ValueError("a field reaches past its message")
            yield number, (at, at + length)
            at += length

    def span(self, value: int | Span) -> Span:
        """The value of a field that must be a message or a string."""
        if isinstance(value, int):
            raise ValueError("a number where a message should be")
        return value

    def text(self, value: int | Span) -> str:
        """A string."""
        begin, end = self.span(value)
        return self.content[begin:end].decode("utf-8", "replace")

    def inside(self, value: int | Span | None) -> dict[int, int | Span]:
        """The fields of a nested message by number; empty when there is none."""
        return {} if value is None else dict(self.fields(self.span(value)))

    def _length(self, wire: int, at: int) -> tuple[int, int]:
        if wire == _BYTES:
            return self._varint(at)
        if wire in (_EIGHT, _FOUR):
            return (8 if wire == _EIGHT else 4), at
        raise ValueError("no protobuf")

    def _varint(self, at: int) -> tuple[int, int]:
        value = shift = 0
        while True:
            byte = self.content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, at
            shift += 7
            if shift > 63:
                raise ValueError("no protobuf")


def number_field(number: int, value: int) -> bytes:
    """A field that holds a number."""
    return _encoded(number << 3 | _VARINT) + _encoded(value)


def bytes_field(number: int, *parts: bytes) -> bytes:
    """A field that holds a string, or a message of these parts."""
    return b"".join((_encoded(number << 3 | _BYTES), _encoded(sum(map(len, parts))), *parts))


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
