"""The output head, cut down to the rows of the speech codes and END.

A GGUF's head has a row for every token, and the reader keeps it as groups of 4 or 8 bits with
scales. The rows that are wanted are unfolded, and packed again as OpenVINO multiplies fastest.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.engines.speechlm.openvino.library import openvino
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens

AT_ONCE = 4096
"""Rows that are unfolded at once: 16 MB at a hidden size of 1,024."""
MOST = 127
"""Largest value of a signed byte, used on both sides of zero."""
Rows = NDArray[np.intp]
Floats = NDArray[np.float32]


def cut_head(model: Any, tokens: SpeechTokens) -> None:
    """Leave in `model` the logits of codes 0, 1, … and END, in this order.

    A head in 16 or 32 bits stays so. One in fewer becomes 8 bits with a scale for each row.
    """
    head = output_head(model)
    weights = head.input_value(1).get_node()
    rows = tokens.columns()
    packed = _packed(weights, rows) if _quantized(weights) else _plain(weights, rows)
    head.input(1).replace_source_output(packed.output(0))
    model.validate_nodes_and_infer_types()


def output_head(model: Any) -> Any:
    """The last product, of hidden rows [rows, 1, hidden] and weights [tokens, hidden]."""
    head = model.get_results()[0].input_value(0).get_node()
    while head.get_type_name() != "MatMul":
        head = head.input_value(0).get_node()
    return head


def _quantized(node: Any) -> bool:
    if node.get_type_name() == "Constant":
        return not node.get_element_type().is_real()
    return _quantized(node.input_value(0).get_node())


def _plain(weights: Any, rows: Rows) -> Any:
    ov = openvino()
    constant = weights
    while constant.get_type_name() != "Constant":
        constant = constant.input_value(0).get_node()
    kept = ov.opset13.constant(np.ascontiguousarray(constant.data[rows]))
    return ov.opset13.convert(kept, "f32")


def _packed(weights: Any, rows: Rows) -> Any:
    coded, steps = np.zeros((len(rows), 0), np.int8), np.zeros((len(rows), 1), np.float32)
    for begin in range(0, len(rows), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        floats = unfolded(weights, rows[part])
        if not coded.size:
            coded = np.zeros((len(rows), floats.shape[1]), np.int8)
        steps[part] = np.maximum(np.abs(floats).max(1, keepdims=True) / MOST, 1e-12)
        coded[part] = np.round(floats / steps[part])
    op = openvino().opset13
    # Constants made from arrays are copies: nothing has to be kept alive for them.
    return op.multiply(op.convert(op.constant(coded), "f32"), op.constant(steps))


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
    raise ValueError(f"The output head has a {kind}, which is not known here.")


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
