"""Weights in groups of 16, which Q6_K has, become 8 bits in groups of 32.

OpenVINO multiplies them three times as fast then. Q4_K_M files have them in half of their layers.
"""

from typing import Any

import numpy as np

from worker.engines.speechlm.openvino.packing import (
    GROUP,
    EightBits,
    unfolded,
    weights_constant,
)


def widen_groups(model: Any) -> None:
    """Pack the weights of all products whose groups are shorter than those that run fast."""
    for product in model.get_ordered_ops():
        if product.get_type_name() == "MatMul":
            weights = product.input_value(1).get_node()
            if _is_narrow(weights):
                product.input(1).replace_source_output(_packed(weights).output(0))
    model.validate_nodes_and_infer_types()


def _is_narrow(weights: Any) -> bool:
    constant = weights_constant(weights)
    if constant is None or constant.get_element_type().is_real():
        return False
    shape = tuple(constant.shape)
    return len(shape) == 3 and shape[2] < GROUP and shape[1] * shape[2] % GROUP == 0


def _packed(weights: Any) -> Any:
    floats = unfolded(weights, np.arange(weights_constant(weights).shape[0]))
    packed = EightBits(*floats.shape)
    packed.put(0, floats)
    return packed.node()
