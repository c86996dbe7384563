"""Weights in few bits: unfolded to floats, and packed again as OpenVINO multiplies them fastest.

A file's weights are constants of 4 or 8 bits in groups, with a scale for each group. OpenVINO's
fast products want groups of at least 32: those of 16, which Q6_K has, take three times as long.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.openvino.library import openvino

GROUP = 32
"""Values that share a scale. With one scale a row the house voice lost twice the agreement."""
MOST = 127
"""Largest value of a signed byte, used on both sides of zero."""
SMALLEST = 1e-7
"""Of a scale in 16 bits: a group of zeros has it."""
Rows = NDArray[np.intp]
Floats = NDArray[np.float32]


class EightBits:
    """A matrix in 8 bits, filled in a part at a time."""

    def __init__(self, rows: int, width: int) -> None:
        self._group = GROUP if width % GROUP == 0 else width
        shape = (rows, width // self._group, self._group)
        self._codes = np.zeros(shape, np.int8)
        self._scales = np.zeros((*shape[:2], 1), np.float16)

    def put(self, first: int, floats: Floats) -> None:
        """Pack `floats` as the rows from `first` on."""
        groups = floats.reshape(len(floats), -1, self._group)
        scales = np.maximum(np.abs(groups).max(2, keepdims=True) / MOST, SMALLEST)
        part = slice(first, first + len(floats))
        self._scales[part] = scales
        steps = self._scales[part].astype(np.float32)
        self._codes[part] = np.clip(np.round(groups / steps), -MOST, MOST)

    def node(self) -> Any:
        """What gives the matrix in a graph, in floats. OpenVINO keeps it packed."""
        op = openvino().opset13
        # Constants made from arrays are copies: nothing has to be kept alive for them.
        codes = op.convert(op.constant(self._codes), "f16")
        scaled = op.multiply(codes, op.constant(self._scales))
        size = np.array([len(self._codes), -1], np.int64)
        return op.convert(op.reshape(scaled, op.constant(size), False), "f32")


def weights_constant(node: Any) -> Any:
    """The constant at the bottom of a chain that unfolds weights; None if it is another chain."""
    while node.get_type_name() in ("Convert", "Reshape", "Multiply", "Subtract"):
        node = node.input_value(0).get_node()
    return node if node.get_type_name() == "Constant" else None


def unfolded(node: Any, rows: Rows) -> Floats:
    """Rows of what a chain of constants and arithmetic gives, in floats."""
    kind = node.get_type_name()
    if kind == "Constant":
        return _constant(node, rows)
    first = unfolded(node.input_value(0).get_node(), rows)
    if kind == "Convert":
        return first
    if kind == "Reshape":
        return first.reshape(len(rows), -1)
    second = unfolded(node.input_value(1).get_node(), rows)
    if kind == "Multiply":
        return first * second
    if kind == "Subtract":
        return first - second
    raise ValueError(f"Weights are unfolded by a {kind}, which is not known here.")


def _constant(node: Any, rows: Rows) -> Floats:
    """Rows of a constant; a constant with fewer rows, such as a single zero point, as it is."""
    shape = tuple(node.shape)
    packed = node.get_element_type().get_type_name() == "u4"
    values = _nibbles(node, shape) if packed else node.data
    whole = not shape or shape[0] == 1
    taken: Floats = (values if whole else values[rows]).astype(np.float32)
    return taken


def _nibbles(node: Any, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A constant of 4 bits a value, the lower half of each byte first."""
    packed = np.asarray(node.data).view(np.uint8).reshape(-1)
    both = np.stack([packed & 15, packed >> 4], axis=1)
    return both.reshape(-1)[: int(np.prod(shape))].reshape(shape)
