"""What goes over the pipes between a worker and its child: a JSON header, and bytes behind it.

Needs nothing but Python 3.10, because the child runs it in an environment of its own.
"""

import json
import struct
from typing import Any, BinaryIO

PROTOCOL = 1
"""Both sides name it first. Raise it with every change that the other side must know."""
OUT_OF_MEMORY = 70
"""Exit code of a child that had no memory left."""
LONGEST_HEADER, LONGEST_BODY = 1 << 20, 1 << 30
"""Bytes; a longer frame is none, but something that was printed into the pipe."""
_SIZES = struct.Struct(">IQ")

Header = dict[str, Any]


class BrokenFrame(Exception):
    """Something other than a frame came over the pipe."""


def write_frame(pipe: BinaryIO, header: Header, body: bytes = b"") -> None:
    """Write one frame and flush it. For one thread at a time."""
    packed = json.dumps(header).encode()
    pipe.write(_SIZES.pack(len(packed), len(body)) + packed + body)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> tuple[Header, bytes] | None:
    """The next frame; None at the end of the pipe. Raises BrokenFrame."""
    sizes = pipe.read(_SIZES.size)
    if len(sizes) < _SIZES.size:
        return None
    header_size, body_size = _SIZES.unpack(sizes)
    if header_size > LONGEST_HEADER or body_size > LONGEST_BODY:
        raise BrokenFrame("what came over the pipe is no frame")
    packed, body = pipe.read(header_size), pipe.read(body_size)
    if len(packed) < header_size or len(body) < body_size:
        return None
    try:
        header: Header = json.loads(packed)
    except ValueError as error:
        raise BrokenFrame("a frame's header is no JSON") from error
    return header, body
