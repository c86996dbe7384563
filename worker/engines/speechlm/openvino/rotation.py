"""The frequencies by which positions rotate keys and queries, exact.

The reader rounds them to 16 bits. That turns position 1,000 of a sequence up to a quarter of a
radian too far. It cost a tenth of all greedy choices in a trial (docs/performance.md).
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.openvino.library import openvino
from worker.model_files.gguf_header import GgufHeader, read_gguf_header

USUAL_BASE = 10_000.0
DIVISORS = "rope_freqs.weight"
"""The tensor with a divisor for each frequency, in Llama 3's files."""
Floats = NDArray[np.float32]


def restore_frequencies(model: Any, weights: Path) -> None:
    """Put the frequencies of the GGUF file `weights` where `model` has rounded ones.

    Raises ValueError when the graph holds none of their number.
    """
    op = openvino().opset13
    for rounded in _rounded(model):
        exact = frequencies(weights, rounded.data.size).reshape(tuple(rounded.shape))
        constant = op.constant(exact)
        for target in _wide(rounded).output(0).get_target_inputs():
            target.replace_source_output(constant.output(0))
    model.validate_nodes_and_infer_types()


def frequencies(weights: Path, count: int) -> Floats:
    """Radians a position, of each pair of values in a head."""
    header = read_gguf_header(weights)
    base = header.metadata.get(f"{header.architecture}.rope.freq_base", USUAL_BASE)
    exact = float(base) ** -(np.arange(count, dtype=np.float64) / count)
    return (exact / _divisors(header, weights, count)).astype(np.float32)


def _divisors(header: GgufHeader, weights: Path, count: int) -> Floats:
    for tensor in header.tensors:
        if tensor.name == DIVISORS and tensor.type == 0:
            start = header.data_start + tensor.offset
            return np.fromfile(weights, np.float32, count, offset=start)
    return np.ones(count, np.float32)


def _rounded(model: Any) -> list[Any]:
    """The constants behind every cosine and sine, each once."""
    turning = [op for op in model.get_ordered_ops() if op.get_type_name() in ("Cos", "Sin")]
    constants = {node.get_friendly_name(): node for op in turning for node in _behind(op)}
    if not constants:
        raise ValueError("The graph has no frequencies of positions.")
    return list(constants.values())


def _behind(node: Any) -> list[Any]:
    """Constants of real numbers that `node` is computed from."""
    if node.get_type_name() == "Constant":
        return [node] if node.get_element_type().is_real() and node.data.size > 1 else []
    return [
        constant
        for entry in node.inputs()
        for constant in _behind(entry.get_source_output().get_node())
    ]


def _wide(constant: Any) -> Any:
    """The node that widens `constant`, or itself."""
    targets = [target.get_node() for target in constant.output(0).get_target_inputs()]
    return targets[0] if targets and targets[0].get_type_name() == "Convert" else constant
