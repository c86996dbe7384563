"""The signature and the metadata of an ONNX file, without its weights.

Read by hand from the protobuf, which takes milliseconds. A session on an 800 MB codec takes seconds
to open, and as much memory. Field numbers are those of `onnx.proto`.
"""

import mmap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable

_GRAPH, _METADATA = 7, 14  # in ModelProto
_INITIALIZER, _INPUT, _OUTPUT = 5, 11, 12  # in GraphProto
_VARINT, _EIGHT, _BYTES, _FOUR = 0, 1, 2, 5
_TYPES = {
    1: "float32", 2: "uint8", 3: "int8", 6: "int32", 7: "int64", 9: "bool", 10: "float16",
    11: "float64", 16: "bfloat16",
}  # fmt: skip

_Span = tuple[int, int]
"""Begin and end of a message in the file."""


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output."""

    name: str
    type: str
    """As numpy calls it, or "type N" for a rare one."""
    shape: tuple[int | str, ...]
    """Sizes; a name for one that is free, "" for one that isn't named."""

    def __str__(self) -> str:
        return f"{self.name} {self.type} [{', '.join(str(size or '?') for size in self.shape)}]"


@dataclass(frozen=True, slots=True)
class OnnxHeader:
    """What goes into a graph and comes out, and what its maker wrote about it."""

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    metadata: Mapping[str, str]


def read_onnx_header(path: Path) -> OnnxHeader:
    """Read the signature and the metadata of the file at `path`.

    Raises EngineUnavailable if there is no such file, if it isn't ONNX, or if it breaks off.
    """
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            return _header(_Message(content))
    except OSError as error:
        raise EngineUnavailable(
            f"{path} can't be read ({error.strerror or error}); correct its path."
        ) from error
    except (ValueError, IndexError) as error:
        raise EngineUnavailable(f"{path} is not a complete ONNX file; fetch it again.") from error


def _header(message: "_Message") -> OnnxHeader:
    fields = list(message.fields((0, len(message.content))))
    graphs = [value for number, value in fields if number == _GRAPH]
    metadata = dict(_entry(message, value) for number, value in fields if number == _METADATA)
    if not graphs:
        raise ValueError("no graph")
    ports: dict[int, list[Port]] = {_INPUT: [], _OUTPUT: []}
    constants: set[str] = set()
    for number, value in message.fields(message.span(graphs[0])):
        if number in ports:
            ports[number].append(_port(message, message.span(value)))
        elif number == _INITIALIZER:
            constants.add(_tensor_name(message, message.span(value)))
    # Old exporters list the weights among the inputs.
    inputs = tuple(port for port in ports[_INPUT] if port.name not in constants)
    return OnnxHeader(inputs, tuple(ports[_OUTPUT]), metadata)


def _entry(message: "_Message", value: "int | _Span") -> tuple[str, str]:
    """StringStringEntryProto: key = 1, value = 2."""
    fields = message.inside(value)
    key, text = (message.text(fields[number]) if number in fields else "" for number in (1, 2))
    return key, text


def _tensor_name(message: "_Message", span: _Span) -> str:
    names = [message.text(value) for number, value in message.fields(span) if number == 8]
    return names[0] if names else ""


def _port(message: "_Message", span: _Span) -> Port:
    """ValueInfoProto: name = 1, type = 2 → tensor_type = 1 → elem_type = 1, shape = 2."""
    fields = dict(message.fields(span))
    name = message.text(fields[1]) if 1 in fields else ""
    kind = message.inside(fields.get(2)).get(1)
    tensor = message.inside(kind)
    number = tensor.get(1, 0)
    shape = message.span(tensor[2]) if 2 in tensor else (0, 0)
    sizes = tuple(_size(message, value) for field, value in message.fields(shape) if field == 1)
    return Port(
        name, _TYPES.get(number, f"type {number}") if isinstance(number, int) else "", sizes
    )


def _size(message: "_Message", value: "int | _Span") -> int | str:
    """Dimension: dim_value = 1, dim_param = 2."""
    fields = message.inside(value)
    if 1 in fields:
        size = fields[1]
        return size if isinstance(size, int) else ""
    return message.text(fields[2]) if 2 in fields else ""


class _Message:
    """Protobuf's wire format over a mapped file; strings and messages are spans, not copies."""

    def __init__(self, content: mmap.mmap) -> None:
        self.content = content

    def fields(self, span: _Span) -> Iterator[tuple[int, "int | _Span"]]:
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

    def span(self, value: "int | _Span") -> _Span:
        if isinstance(value, int):
            raise ValueError("a number where a message should be")
        return value

    def text(self, value: "int | _Span") -> str:
        begin, end = self.span(value)
        return self.content[begin:end].decode("utf-8", "replace")

    def inside(self, value: "int | _Span | None") -> "dict[int, int | _Span]":
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
