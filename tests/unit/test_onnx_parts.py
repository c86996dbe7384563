"""A graph that was cut makes what the whole makes, and what flows between can be replaced."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from voicefarm.errors import EngineUnavailable
from worker.model_files.onnx_parts import GraphCut, GraphPart, OnnxGraph

FLOAT = 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """y = 2 · (2x + noise) · w + x, where w is a weight."""
    nodes = [
        helper.make_node("Constant", [], ["two"], value_float=2.0),
        helper.make_node("Mul", ["x", "two"], ["doubled"]),
        helper.make_node("RandomNormalLike", ["doubled"], ["noise"]),
        helper.make_node("Add", ["doubled", "noise"], ["noisy"]),
        helper.make_node("Mul", ["noisy", "w"], ["weighed"]),
        helper.make_node("Mul", ["weighed", "two"], ["again"]),
        helper.make_node("Add", ["again", "x"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "whole",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n"])],
        [numpy_helper.from_array(np.array([3], np.float32), "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "whole.onnx")
    return tmp_path / "whole.onnx"


def run(part: GraphPart, values: dict[str, Any]) -> dict[str, Any]:
    session = onnxruntime.InferenceSession(part.model(dict.fromkeys(values, FLOAT)))
    made = session.run(list(part.makes), {name: values[name] for name in part.takes})
    return dict(zip(part.makes, made, strict=True))


def test_the_parts_make_what_the_whole_makes_of_the_noise_that_they_are_given(path: Path) -> None:
    graph = OnnxGraph.read(path)
    node = graph.of_kind("RandomNormalLike")[0]
    before, behind = graph.split([GraphCut(node.inputs[0], node.outputs[0])])
    values: dict[str, Any] = {"x": np.array([1, 2], np.float32)}
    values |= run(before, values)
    assert values["doubled"].tolist() == [2, 4]
    values["noise"] = np.array([10, 20], np.float32)
    assert run(behind, values)["y"].tolist() == [73, 146]


def test_a_part_has_only_its_own_nodes_and_weights(path: Path) -> None:
    before, behind = OnnxGraph.read(path).split([GraphCut("doubled", "noise")])
    assert [node.kind for node in before.nodes] == ["Constant", "Mul"]
    # What depends on no input is copied rather than handed on.
    assert [node.kind for node in behind.nodes] == ["Constant", "Add", "Mul", "Mul", "Add"]
    assert set(behind.takes) == {"x", "doubled", "noise"}
    assert not onnx.load_from_string(before.model({})).graph.initializer


def test_a_tensor_that_is_cut_at_may_be_handed_on_as_it_is(path: Path) -> None:
    cuts = [GraphCut("doubled", "noise"), GraphCut("weighed", "weighed")]
    _, middle, behind = OnnxGraph.read(path).split(cuts)
    values: dict[str, Any] = {"x": np.array([1], np.float32), "doubled": np.array([2], np.float32)}
    values |= run(middle, values | {"noise": np.array([0], np.float32)})
    assert values["weighed"].tolist() == [6]
    assert run(behind, values | {"weighed": np.array([100], np.float32)})["y"].tolist() == [201]


def test_cuts_in_the_wrong_order_are_refused(path: Path) -> None:
    graph = OnnxGraph.read(path)
    with pytest.raises(ValueError, match="'noise' is needed before it is given"):
        graph.split([GraphCut("weighed", "weighed"), GraphCut("doubled", "noise")])


@pytest.mark.parametrize("content", [b"no protobuf at all", b"\x08\x08"])
def test_what_is_not_onnx_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.onnx").write_bytes(content)
    with pytest.raises(EngineUnavailable, match="fetch it again"):
        OnnxGraph.read(tmp_path / "bad.onnx")
