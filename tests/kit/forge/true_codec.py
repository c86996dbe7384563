"""The graph of a decoder of NeuCodec's true size: 12 transformer blocks, convolutions, a head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from tests.kit.forge.codecs import TrueCodec

FRAME = 480


class _Graph:
    """A graph in the making: nodes, weights, and names for what lies between."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._rng = np.random.default_rng(0)
        self._count = 0

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Append a node and return its output's name."""
        self._count += 1
        name = f"{kind.lower()}_{self._count}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def constant(self, value: NDArray[np.generic] | np.generic) -> str:
        """Append a constant and return its name."""
        self._count += 1
        name = f"constant_{self._count}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def random(self, *shape: int, over: int) -> str:
        """Append random weights scaled for sums `over` so many inputs."""
        values = self._rng.standard_normal(shape, dtype=np.float32)
        return self.constant(values / np.float32(over**0.5))

    def linear(self, x: str, inner: int, outer: int) -> str:
        """x [.., inner] → [.., outer]."""
        return self.add("MatMul", x, self.random(inner, outer, over=inner))

    def norm(self, x: str, width: int) -> str:
        """Layer norm over the last axis."""
        ones, zeros = np.ones(width, np.float32), np.zeros(width, np.float32)
        return self.add("LayerNormalization", x, self.constant(ones), self.constant(zeros))

    def shape(self, *sizes: int) -> str:
        """A shape constant for Reshape; 0 keeps an axis, -1 infers one."""
        return self.constant(np.array(sizes, np.int64))


def true_codec_graph(recipe: TrueCodec) -> onnx.GraphProto:
    """codes int32 [B,1,F] → audio f32 [B,1,480·F−480]."""
    graph = _Graph()
    x = _embed(graph, recipe.hidden)
    x = _convolve(graph, x, recipe.hidden, recipe.convolutions // 2)
    for _ in range(recipe.layers):
        x = _attend(graph, x, recipe.hidden, recipe.heads)
        x = _feed(graph, x, recipe.hidden, recipe.ffn)
    x = _convolve(graph, x, recipe.hidden, recipe.convolutions - recipe.convolutions // 2)
    x = graph.add("Tanh", graph.linear(graph.norm(x, recipe.hidden), recipe.hidden, FRAME))
    whole = graph.add("Reshape", x, graph.shape(0, 1, -1))
    ends = [graph.constant(np.array([n], np.int64)) for n in (FRAME // 2, -(FRAME // 2), 2)]
    graph.nodes.append(helper.make_node("Slice", [whole, *ends], ["audio"]))
    return helper.make_graph(
        graph.nodes,
        "true-codec",
        [helper.make_tensor_value_info("codes", TensorProto.INT32, ["batch", 1, "frames"])],
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["batch", 1, "samples"])],
        graph.weights,
    )


def _embed(graph: _Graph, hidden: int) -> str:
    """Codes to their eight digits in base 4, and those to states [B,F,hidden]."""
    frames = graph.add("Transpose", "codes", perm=[0, 2, 1])
    powers = graph.constant(4 ** np.arange(8, dtype=np.int32))
    digits = graph.add("Mod", graph.add("Div", frames, powers), graph.constant(np.int32(4)))
    return graph.linear(graph.add("Cast", digits, to=TensorProto.FLOAT), 8, hidden)


def _convolve(graph: _Graph, x: str, hidden: int, count: int) -> str:
    """`count` residual convolutions of width 3 over time."""
    x = graph.add("Transpose", x, perm=[0, 2, 1])
    for _ in range(count):
        kernel = graph.random(hidden, hidden, 3, over=3 * hidden)
        turned = graph.add("Conv", graph.add("Tanh", x), kernel, pads=[1, 1])
        x = graph.add("Add", x, turned)
    return graph.add("Transpose", x, perm=[0, 2, 1])


def _attend(graph: _Graph, x: str, hidden: int, heads: int) -> str:
    normed = graph.norm(x, hidden)
    split = graph.shape(0, 0, heads, hidden // heads)

    def projected(perm: list[int]) -> str:
        flat = graph.add("Reshape", graph.linear(normed, hidden, hidden), split)
        return graph.add("Transpose", flat, perm=perm)

    query, key = projected([0, 2, 1, 3]), projected([0, 2, 3, 1])
    scale = graph.constant(np.float32((hidden // heads) ** -0.5))
    scores = graph.add("Mul", graph.add("MatMul", query, key), scale)
    weighed = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), projected([0, 2, 1, 3]))
    joined = graph.add("Transpose", weighed, perm=[0, 2, 1, 3])
    flat = graph.add("Reshape", joined, graph.shape(0, 0, hidden))
    return graph.add("Add", x, graph.linear(flat, hidden, hidden))


def _feed(graph: _Graph, x: str, hidden: int, ffn: int) -> str:
    inner = graph.linear(graph.norm(x, hidden), hidden, ffn)
    active = graph.add("Mul", inner, graph.add("Sigmoid", inner))
    return graph.add("Add", x, graph.linear(active, ffn, hidden))
