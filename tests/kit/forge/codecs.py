"""Forged codec decoders as ONNX: the true signatures, with sound in which codes can be read."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tests.kit.forge.cache import cached
from tests.kit.forge.true_codec import __file__ as true_codec_file
from tests.kit.forge.true_codec import true_codec_graph

FRAME = 480
"""Samples that one code makes."""
SNAC_FRAME = 2048
"""Samples that seven codes of SNAC make."""
SNAC_WEIGHTS = (0.9 / 4096, 0.09 / 4096, 0.009 / 4096)
"""What the codes of each level are worth in the sound of a forged SNAC."""
FULL = 65_536
"""A code c sounds as the constant c / 65,536."""
IR_VERSION, OPSET = 10, 17

Defect = Literal["", "int64-codes", "one-batch", "no-audio", "nan"]


@dataclass(frozen=True)
class NeuCodec:
    """A decoder with NeuCodec's signature: `codes` int32 [B,1,F] → `audio` f32 [B,1,480·F−480].

    Every frame is constant and says its code. As in the true one, 240 samples are missing at both
    ends.
    """

    defect: Defect = ""


@dataclass(frozen=True)
class VieneuCodec:
    """A decoder with VieNeu-Codec's signature: `content_ids` int64 [1,T], `voice_embedding` f32
    [1,128] → audio [1,1,frame·T], constant per code, times the embedding's first value."""

    frame: int = FRAME
    odd: int = 0
    """Samples that it makes beside those of the codes, at its end."""


@dataclass(frozen=True)
class SnacCodec:
    """A decoder with SNAC's signature: three levels of codes int64 → audio f32 [B,1,2048·L].

    A quarter of a frame is the constant of its finest code, plus those of the other levels times
    the books that they come after: all codes of a frame can be read from its sound.
    """

    one_batch: bool = False


@dataclass(frozen=True)
class ContextCodec:
    """A decoder with NeuCodec's signature whose sound depends on all codes of a call.

    A code is the loudness of a 250 Hz tone, smoothed over `reach` codes on both sides, sloping from
    one code to the next; and the louder the whole call, the softer each part of it, as a norm over
    time does. So a window's sound differs from the whole's, most at its ends.
    """

    reach: int = 4
    norm: float = 0.2


@dataclass(frozen=True)
class TrueCodec:
    """A decoder of NeuCodec's size and signature with random weights, for the benchmark."""

    layers: int = 12
    hidden: int = 1024
    ffn: int = 4096
    heads: int = 16
    convolutions: int = 8
    int8: bool = True
    """Dynamic int8 in the matrix products, as in the published int8 file; convolutions stay."""


Forged = NeuCodec | VieneuCodec | SnacCodec | ContextCodec | TrueCodec


def forge_codec(recipe: Forged) -> Path:
    """The ONNX file made by `recipe`, from the cache where it was made before."""
    true = isinstance(recipe, TrueCodec)
    sources = (true_codec_file,) if true else (__file__,)
    return cached(recipe, sources, ".onnx", lambda path: _forge(recipe, path))


def sounding(code: int, *, loudness: float = 1.0) -> float:
    """The sample value that says `code`."""
    return code / FULL * loudness


def heard(samples: NDArray[np.float32]) -> list[int]:
    """The codes said by the sound of a forged codec, whose frames are aligned."""
    middles = samples[FRAME // 2 :: FRAME]
    return [round(float(value) * FULL) for value in middles]


def _forge(recipe: Forged, path: Path) -> None:
    match recipe:
        case TrueCodec():
            _forge_true(recipe, path)
        case NeuCodec():
            onnx.save(_model(_neucodec(recipe)), path)
        case VieneuCodec():
            onnx.save(_model(_vieneu_codec(recipe)), path)
        case SnacCodec():
            onnx.save(_model(_snac(recipe)), path)
        case ContextCodec():
            onnx.save(_model(_context_codec(recipe)), path)


def _model(graph: onnx.GraphProto) -> onnx.ModelProto:
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)


def _neucodec(recipe: NeuCodec) -> onnx.GraphProto:
    kind = TensorProto.INT64 if recipe.defect == "int64-codes" else TensorProto.INT32
    nodes = [
        helper.make_node("Cast", ["codes"], ["plain"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["plain", "quiet"], ["value"]),
        helper.make_node("Unsqueeze", ["value", "axes"], ["frames"]),
        helper.make_node("Tile", ["frames", "repeats"], ["tiled"]),
        helper.make_node("Reshape", ["tiled", "flat"], ["whole"]),
        helper.make_node("Slice", ["whole", "start", "end", "time"], ["audio"]),
    ]
    if recipe.defect == "nan":
        nodes[1] = helper.make_node("Div", ["zero", "zero_"], ["nothing"])
        nodes.insert(2, helper.make_node("Mul", ["plain", "nothing"], ["value"]))
    # A batch of one is what a traced export leaves: the reshape then fails for two.
    batch = 1 if recipe.defect == "one-batch" else 0
    constants = {
        "quiet": np.float32(1 / FULL),
        "axes": np.array([3], np.int64),
        "repeats": np.array([1, 1, 1, FRAME], np.int64),
        "flat": np.array([batch, 1, -1], np.int64) if not batch else np.array([1, 1, -1], np.int64),
        "start": np.array([FRAME // 2], np.int64),
        "end": np.array([-(FRAME // 2)], np.int64),
        "time": np.array([2], np.int64),
        "zero": np.float32(0),
        "zero_": np.float32(0),
    }
    name = "sound" if recipe.defect == "no-audio" else "audio"
    nodes[-1].output[0] = name
    shape = ["batch", 1, "frames"] if not batch else [1, 1, "frames"]
    return helper.make_graph(
        nodes,
        "neucodec",
        [helper.make_tensor_value_info("codes", kind, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [shape[0], 1, "samples"])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )


def _context_codec(recipe: ContextCodec) -> onnx.GraphProto:
    width = 2 * recipe.reach + 1
    nodes = [
        helper.make_node("Cast", ["codes"], ["plain"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["plain", "quiet"], ["value"]),
        helper.make_node("Conv", ["value", "smooth"], ["near"], pads=[recipe.reach, recipe.reach]),
        helper.make_node("ReduceMean", ["near"], ["mean"], axes=[2], keepdims=1),
        helper.make_node("Mul", ["mean", "norm"], ["share"]),
        helper.make_node("Add", ["share", "one"], ["force"]),
        helper.make_node("Div", ["near", "force"], ["loudness"]),
        # A triangle two codes wide slopes from one code to the next.
        helper.make_node(
            "ConvTranspose",
            ["loudness", "slope"],
            ["sloping"],
            strides=[FRAME],
            pads=[FRAME // 2, FRAME // 2 - 1],
        ),
        helper.make_node("Reshape", ["sloping", "by_code"], ["frames"]),
        helper.make_node("Mul", ["frames", "tone"], ["loud"]),
        helper.make_node("Reshape", ["loud", "flat"], ["whole"]),
        helper.make_node("Slice", ["whole", "start", "end", "time"], ["audio"]),
    ]
    triangle = 1 - np.abs(np.arange(1 - FRAME, FRAME) / FRAME)
    constants = {
        "quiet": np.float32(1 / FULL),
        "smooth": np.full((1, 1, width), 1 / width, np.float32),
        "norm": np.float32(recipe.norm),
        "one": np.float32(1),
        "slope": triangle.astype(np.float32)[None, None],
        "by_code": np.array([0, -1, FRAME], np.int64),
        "tone": np.cos(2 * np.pi * 5 * np.arange(FRAME) / FRAME).astype(np.float32),
        "flat": np.array([0, 1, -1], np.int64),
        "start": np.array([FRAME // 2], np.int64),
        "end": np.array([-(FRAME // 2)], np.int64),
        "time": np.array([2], np.int64),
    }
    shape = ["batch", 1, "frames"]
    return helper.make_graph(
        nodes,
        "context-codec",
        [helper.make_tensor_value_info("codes", TensorProto.INT32, shape)],
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["batch", 1, "samples"])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )


def _vieneu_codec(recipe: VieneuCodec) -> onnx.GraphProto:
    nodes = [
        helper.make_node("Cast", ["content_ids"], ["plain"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["plain", "quiet"], ["value"]),
        helper.make_node("Slice", ["voice_embedding", "zero", "one", "one"], ["loudness"]),
        helper.make_node("Mul", ["value", "loudness"], ["loud"]),
        helper.make_node("Unsqueeze", ["loud", "axes"], ["frames"]),
        helper.make_node("Tile", ["frames", "repeats"], ["tiled"]),
        helper.make_node("Reshape", ["tiled", "flat"], ["exact"]),
        helper.make_node("Pad", ["exact", "beside"], ["audio"]),
    ]
    constants = {
        "quiet": np.float32(1 / FULL),
        "axes": np.array([2], np.int64),
        "zero": np.array([0], np.int64),
        "one": np.array([1], np.int64),
        "repeats": np.array([1, 1, recipe.frame], np.int64),
        "beside": np.array([0, 0, 0, 0, 0, recipe.odd], np.int64),
        "flat": np.array([1, 1, -1], np.int64),
    }
    return helper.make_graph(
        nodes,
        "vieneu-codec",
        [
            helper.make_tensor_value_info("content_ids", TensorProto.INT64, [1, "codes"]),
            helper.make_tensor_value_info("voice_embedding", TensorProto.FLOAT, [1, 128]),
        ],
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, [1, 1, "samples"])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )


def _snac(recipe: SnacCodec) -> onnx.GraphProto:
    """Each level is held over its share of a frame, weighed, and added."""
    nodes, levels = [], range(3)
    flat = np.array([1 if recipe.one_batch else 0, 1, -1], np.int64)
    constants: dict[str, NDArray[Any] | np.float32] = {"flat": flat}
    for level in levels:
        held = SNAC_FRAME >> level
        constants |= {
            f"axis{level}": np.array([1, 3], np.int64),
            f"held{level}": np.array([1, 1, 1, held], np.int64),
            f"weight{level}": np.float32(SNAC_WEIGHTS[level]),
        }
        nodes += [
            helper.make_node("Cast", [f"audio_codes.{level}"], [f"plain{level}"], to=1),
            helper.make_node("Mul", [f"plain{level}", f"weight{level}"], [f"value{level}"]),
            helper.make_node("Unsqueeze", [f"value{level}", f"axis{level}"], [f"wide{level}"]),
            helper.make_node("Tile", [f"wide{level}", f"held{level}"], [f"tiled{level}"]),
            helper.make_node("Reshape", [f"tiled{level}", "flat"], [f"level{level}"]),
        ]
    nodes.append(helper.make_node("Sum", [f"level{level}" for level in levels], ["audio_values"]))
    return helper.make_graph(
        nodes,
        "snac",
        [
            helper.make_tensor_value_info(
                f"audio_codes.{level}", TensorProto.INT64, ["batch", f"codes{level}"]
            )
            for level in levels
        ],
        [helper.make_tensor_value_info("audio_values", TensorProto.FLOAT, ["batch", 1, "samples"])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )


def _forge_true(recipe: TrueCodec, path: Path) -> None:
    plain = path.with_suffix(".f32.onnx")
    onnx.save(_model(true_codec_graph(recipe)), plain if recipe.int8 else path)
    if not recipe.int8:
        return
    from onnxruntime.quantization import QuantType, quantize_dynamic  # Slow to import.

    quantize_dynamic(plain, path, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
    plain.unlink()
