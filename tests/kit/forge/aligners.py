"""Forged aligners: each code is one sound, by a table."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.kit.forge.cache import cached
from tests.kit.forge.codecs import IR_VERSION, OPSET

SURE, UNSURE = -0.05, -9.0
COST = 3.0


@dataclass(frozen=True)
class Aligner:
    """An aligner that hears `text` in `codes`, shared out evenly; all other codes are pauses."""

    text: str
    codes: tuple[int, ...]
    vocabulary: int
    described: bool = True
    """Whether its metadata says what it hears."""


def forge_aligner(recipe: Aligner) -> Path:
    """The ONNX file made by `recipe`, from the cache where it was made before."""
    return cached(recipe, (__file__,), ".onnx", lambda path: _forge(recipe, path))


def _forge(recipe: Aligner, path: Path) -> None:
    sounds = " abcdefghijklmnopqrstuvwxyzABDE"
    table = np.full((recipe.vocabulary, len(sounds)), UNSURE, np.float32)
    table[:, 0] = SURE
    for index, code in enumerate(recipe.codes):
        table[code] = UNSURE
        letter = recipe.text[index * len(recipe.text) // len(recipe.codes)]
        table[code, sounds.index(letter)] = SURE
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "codes"], ["scores"])],
        "aligner",
        [info("codes", TensorProto.INT32, ["batch", "frames"])],
        [info("scores", TensorProto.FLOAT, ["batch", "frames", len(sounds)])],
        [numpy_helper.from_array(table, "table")],
    )
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
    if recipe.described:
        metadata = {"sounds": sounds, "costs": " ".join([str(COST)] * len(sounds))}
        helper.set_model_props(model, metadata)
    onnx.save(model, path)
