"""ONNX graphs in the making, and what forged voices have in common."""

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class GraphForge:
    """A graph in the making."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Append a node and return its output's name."""
        name = f"/{kind}_{len(self.nodes)}_output_0"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, value: Any) -> str:
        """Append a weight and return its name."""
        name = f"weight.{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        """A weight of int64."""
        return self.constant(np.array(values, np.int64))


def path(graph: GraphForge, durations: str) -> str:
    """[1, ids, frames]: 1 where a frame is of an id."""
    ends = graph.add("CumSum", durations, graph.constant(np.int64(2)))
    begins = graph.add("Sub", ends, durations)
    total = graph.add("ReduceMax", ends, keepdims=0)
    zero, one = (graph.constant(np.float32(value)) for value in (0, 1))
    frames = graph.add("Range", zero, total, one)  # [frames]
    columns = [graph.add("Transpose", edge, perm=[0, 2, 1]) for edge in (begins, ends)]
    after = graph.add("GreaterOrEqual", frames, columns[0])
    inside = graph.add("And", after, graph.add("Less", frames, columns[1]))
    return graph.add("Cast", inside, to=TensorProto.FLOAT)
