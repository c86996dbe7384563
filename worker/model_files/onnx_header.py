"""The signature and the metadata of an ONNX file, without its weights.

Read by hand from the protobuf, which takes milliseconds. A session on an 800 MB codec takes seconds
to open, and as much memory. Field numbers are those of `onnx.proto`.
"""

import mmap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.model_files.protobuf import Span, WireMessage

_GRAPH, _METADATA = 7, 14  # in ModelProto
_INITIALIZER, _INPUT, _OUTPUT = 5, 11, 12  # in GraphProto
_TYPES = {
    1: "float32", 2: "uint8", 3: "int8", 6: "int32", 7: "int64", 9: "bool", 10: "float16",
    11: "float64", 16: "bfloat16",
}  # fmt: skip


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
            return _header(WireMessage(content))
    except OSError as error:
        raise EngineUnavailable(
            f"{path} can't be read ({error.strerror or error}); correct its path."
        ) from error
    except (ValueError, IndexError) as error:
        raise EngineUnavailable(f"{path} is not a complete ONNX file; fetch it again.") from error


def _header(message: WireMessage) -> OnnxHeader:
    fields = list(message.fields(message.whole))
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


def _entry(message: WireMessage, value: int | Span) -> tuple[str, str]:
    """StringStringEntryProto: key = 1, value = 2."""
    fields = message.inside(value)
    key, text = (message.text(fields[number]) if number in fields else "" for number in (1, 2))
    return key, text


def _tensor_name(message: WireMessage, span: Span) -> str:
    names = [message.text(value) for number, value in message.fields(span) if number == 8]
    return names[0] if names else ""


def _port(message: WireMessage, span: Span) -> Port:
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


def _size(message: WireMessage, value: int | Span) -> int | str:
    """Dimension: dim_value = 1, dim_param = 2."""
    fields = message.inside(value)
    if 1 in fields:
        size = fields[1]
        return size if isinstance(size, int) else ""
    return message.text(fields[2]) if 2 in fields else ""
