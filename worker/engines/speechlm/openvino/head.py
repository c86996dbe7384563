"""The output head, cut down to the rows of the speech codes and END.

A GGUF's head has a row for every token, and the reader keeps it as groups of 4 or 8 bits with
scales. The rows that are wanted are unfolded, and packed again as OpenVINO multiplies fastest.
"""

from typing import Any

import numpy as np

from worker.engines.speechlm.openvino.library import openvino
from worker.engines.speechlm.openvino.offsets import Offsets
from worker.engines.speechlm.openvino.packing import EightBits, Rows, unfolded, weights_constant
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens

AT_ONCE = 4096
"""Rows that are unfolded at once: 16 MB at a hidden size of 1,024."""


def cut_head(model: Any, tokens: SpeechTokens, offsets: Offsets) -> None:
    """Leave in `model` the logits of codes 0, 1, … and END, in this order.

    A head in 16 or 32 bits stays so. One in fewer becomes 8 bits with a scale for each group.
    """
    head = output_head(model)
    weights = head.input_value(1).get_node()
    rows = tokens.columns()
    is_plain = weights_constant(weights).get_element_type().is_real()
    packed = _plain(weights, rows) if is_plain else _packed(weights, rows, offsets)
    head.input(1).replace_source_output(packed.output(0))
    model.validate_nodes_and_infer_types()


def output_head(model: Any) -> Any:
    """The last product, of hidden rows [rows, 1, hidden] and weights [tokens, hidden]."""
    head = model.get_results()[0].input_value(0).get_node()
    while head.get_type_name() != "MatMul":
        head = head.input_value(0).get_node()
    return head


def _plain(weights: Any, rows: Rows) -> Any:
    op = openvino().opset13
    kept = op.constant(np.ascontiguousarray(weights_constant(weights).data[rows]))
    return op.convert(kept, "f32")


def _packed(weights: Any, rows: Rows, offsets: Offsets) -> Any:
    missing = offsets.missing(weights)
    packed = None
    for begin in range(0, len(rows), AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        floats = unfolded(weights, some)
        if missing is not None:
            floats += np.repeat(missing[some], floats.shape[1] // missing.shape[1], axis=1)
        packed = packed or EightBits(len(rows), floats.shape[1])
        packed.put(begin, floats)
    assert packed is not None
    return packed.node()
