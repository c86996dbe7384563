"""ONNX graphs, written node by node: what codec and aligner have in common."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


class Graph:
    """Nodes and constants on their way to a model; every call names what it makes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: NDArray[np.generic] | np.generic) -> str:
        """A constant."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def number(self, value: float) -> str:
        """A float32 scalar."""
        return self.constant(np.float32(value).reshape(()))

    def ints(self, *values: int) -> str:
        """An int64 vector."""
        return self.constant(np.array(values, np.int64))

    def __call__(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def cast(self, name: str, kind: int) -> str:
        """`name` as another type."""
        return self("Cast", name, to=kind)

    def cut(self, name: str, start: int, end: int, axis: int) -> str:
        """`name[start:end]` along one axis."""
        return self("Slice", name, self.ints(start), self.ints(end), self.ints(axis))

    def save(
        self,
        path: Path,
        codes: Sequence[str | int],
        output: tuple[str, Sequence[str | int]],
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Write the model: an input `codes` int32, an output float32, each with its shape."""
        info = helper.make_tensor_value_info
        name, shape = output
        made = helper.make_graph(
            self.nodes,
            path.stem,
            [info("codes", TensorProto.INT32, list(codes))],
            [info(name, TensorProto.FLOAT, list(shape))],
            self.constants,
        )
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
        model.ir_version = 8
        helper.set_model_props(model, dict(metadata or {}))
        onnx.checker.check_model(model)
        onnx.save(model, path)
