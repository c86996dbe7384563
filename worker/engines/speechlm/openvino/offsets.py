"""The offsets of Q4_K weights, exact.

Q4_K is `scale * code - offset`, with both for each group of 32 values. OpenVINO's reader makes
`scale * (code - zero)` of it, and rounds `zero` to a whole number. That cost the house voice a
fifth of its likeliest codes (docs/performance.md). A product is linear. So what the rounding takes
from a group, times the sum of the group's inputs, is added to the product: a 32nd of its work.

The graph doesn't say which tensor a constant is. Its rows of codes are found in the file.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.openvino.library import openvino
from worker.engines.speechlm.openvino.packing import GROUP, Floats, unfolded, weights_constant
from worker.model_files.gguf_header import read_gguf_header

Q4_K = 12
"""Its number in GGUF files."""
BLOCK, BLOCK_BYTES = 256, 144
"""Values in a block: two factors of 16 bits, 12 bytes of scales and offsets, 128 of codes."""
Bytes = NDArray[np.uint8]


class Offsets:
    """The offsets of a file's Q4_K tensors, by the codes of their rows."""

    def __init__(self, weights: Path) -> None:
        self._by_codes: dict[bytes, Floats] = {}
        header = read_gguf_header(weights)
        for tensor in header.tensors:
            if tensor.type == Q4_K:
                start = header.data_start + tensor.offset
                raw = np.fromfile(weights, np.uint8, tensor.size, offset=start)
                blocks = raw.reshape(-1, tensor.dimensions[0] // BLOCK, BLOCK_BYTES)
                self._add(blocks)

    def _add(self, blocks: Bytes) -> None:
        rows = zip(_codes(blocks), _offsets(blocks), strict=True)
        self._by_codes |= {codes.tobytes(): offsets for codes, offsets in rows}

    def missing(self, node: Any) -> Floats | None:
        """What each group of weights lacks, [rows, groups]; None if they aren't Q4_K.

        `node` is the end of the chain that unfolds them.
        """
        constant = weights_constant(node)
        if constant is None or constant.get_element_type().get_type_name() != "u4":
            return None
        count = constant.shape[0]
        codes = np.asarray(constant.data).view(np.uint8).reshape(count, -1)
        found = [self._by_codes.get(row.tobytes()) for row in codes]
        if any(offsets is None for offsets in found):
            return None
        zeros, scales = _zeros_and_scales(node, count)
        missing: Floats = scales * zeros - np.array(found, np.float32)
        return missing


def restore_offsets(model: Any, offsets: Offsets, head: Any) -> None:
    """Add to each product of Q4_K weights, but `head`, what the rounding of offsets takes."""
    sums: dict[tuple[str, int], Any] = {}
    for product in model.get_ordered_ops():
        if product.get_type_name() != "MatMul" or product == head:
            continue
        missing = offsets.missing(product.input_value(1).get_node())
        if missing is not None:
            source = product.input_value(0)
            key = (source.get_node().get_friendly_name(), source.get_index())
            if key not in sums:
                sums[key] = _sums(source, missing.shape[1])
            _add_missing(product, sums[key], missing)
    model.validate_nodes_and_infer_types()


def _sums(source: Any, groups: int) -> Any:
    """The sum of each group of inputs: [rows, 1, width] becomes [rows, 1, groups]."""
    op = openvino().opset13
    shape = op.constant(np.array([0, 0, groups, GROUP], np.int64))
    grouped = op.reshape(source, shape, True)
    return op.reduce_sum(grouped, op.constant(np.array([3], np.int64)), False)


def _add_missing(product: Any, sums: Any, missing: Floats) -> None:
    op = openvino().opset13
    users = list(product.output(0).get_target_inputs())
    lacking = op.matmul(sums, op.constant(missing), False, True)
    whole = op.add(product.output(0), lacking.output(0))
    for user in users:
        user.replace_source_output(whole.output(0))


def _zeros_and_scales(node: Any, count: int) -> tuple[Floats, Floats]:
    """What the reader made of offsets and scales, [rows, groups] each."""
    while node.get_type_name() != "Multiply":
        node = node.input_value(0).get_node()
    difference, scales = (node.input_value(index).get_node() for index in (0, 1))
    rows = np.arange(count)
    zeros = unfolded(difference.input_value(1).get_node(), rows)
    return zeros.reshape(count, -1), unfolded(scales, rows).reshape(count, -1)


def _codes(blocks: Bytes) -> Bytes:
    """The codes of [rows, blocks], two in a byte and the first one in its lower half.

    In the file 32 bytes hold the codes of 64 values: the first 32 in the lower halves.
    """
    packed = blocks[:, :, 16:].reshape(len(blocks), -1, GROUP)
    halves = np.stack([packed & 15, packed >> 4], axis=2).reshape(len(blocks), -1)
    codes: Bytes = halves[:, ::2] | (halves[:, 1::2] << 4)
    return codes


def _offsets(blocks: Bytes) -> Floats:
    """The offset of each group, [rows, groups]: a factor of each block, times 6 bits a group.

    Of the 12 bytes, 4 to 7 have the offsets of groups 0 to 3 in six bits. Groups 4 to 7 have four
    bits in the upper halves of bytes 8 to 11. Two more are at the top of bytes 4 to 7.
    """
    factors = np.ascontiguousarray(blocks[:, :, 2:4]).view(np.float16).astype(np.float32)
    low, rest = blocks[:, :, 8:12], blocks[:, :, 12:16]
    bits = np.concatenate([low & 63, (rest >> 4) | (low >> 6 << 4)], axis=2)
    offsets: Floats = (factors * bits).reshape(len(blocks), -1)
    return offsets
