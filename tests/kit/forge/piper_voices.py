"""Forged Piper voices: small ONNX files with the true signature, and the JSON files next to them.

Each sign sounds as a tone of its own, for as many frames as its place in the map says, more or less
by chance. As in the true networks two nodes draw noise without a seed, durations are rounded up,
and a decoder of convolutions makes 256 samples of each frame.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.kit.forge.cache import cached
from tests.kit.forge.codecs import IR_VERSION, OPSET
from tests.kit.forge.graphs import GraphForge, path
from voicefarm.models import Model

HOP = 256
RATE = 22_050
CHANNELS = 4
SYMBOLS = 256
IPA = (
    " !'(),-.:;?abcdefhijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɨɪɫɬɭɮɯɰɱɲɳɴɵɸɹɺɻɽɾʀʁʂʃʈʉʊʋʌ"
    "ʍʎʏʐʑʒʔʕʝʟʲˈˌːˑβθχᵻ01234567\u0327\u0303\u032a\u032f\u0329ʰ"
)
LETTERS = " !',-.:;?abcdefghijklmnopqrstuvwxyz\u0301\u0300\u0303\u0309\u0323\u0302\u0306\u031bđ"


@dataclass(frozen=True)
class PiperVoice:
    """A forged voice."""

    speakers: int = 1
    reads: Literal["espeak", "text"] = "espeak"
    defect: Literal["", "no-durations", "int-scales", "two-decoders"] = ""


def forge_piper(recipe: PiperVoice) -> Path:
    """The ONNX file made by `recipe`, from the cache where it was made before."""
    return cached(recipe, (__file__,), ".onnx", lambda path: onnx.save(_model(recipe), path))


def voice_fields(recipe: PiperVoice) -> dict[str, Any]:
    """The content of the JSON file next to it."""
    signs = IPA if recipe.reads == "espeak" else LETTERS
    ids = {"_": [0], "^": [1], "$": [2]} | {sign: [3 + n] for n, sign in enumerate(signs)}
    speakers = {f"speaker-{number}": number for number in range(recipe.speakers)}
    return {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": "en-us"},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_type": recipe.reads,
        "phoneme_map": {},
        "phoneme_id_map": ids,
        "num_symbols": SYMBOLS,
        "num_speakers": recipe.speakers,
        "speaker_id_map": speakers if recipe.speakers > 1 else {},
        "piper_version": "1.0.0",
    }


def piper_model(
    folder: Path, recipe: PiperVoice = PiperVoice(), *, json_fields: Any = None, **settings: Any
) -> Model:
    """A model file for a forged voice, with one voice a speaker."""
    described = folder / "voice.onnx.json"
    described.write_text(json.dumps(voice_fields(recipe) | (json_fields or {})), "utf-8")
    names = [f"speaker-{number}" for number in range(recipe.speakers)]
    voices = {
        name: {"languages": ["en"], "settings": {"speaker": name} if recipe.speakers > 1 else {}}
        for name in names
    }
    return Model.model_validate(
        {
            "name": "forged-piper",
            "engine": "piper",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": RATE,
            "budget": 400,
            "speed_range": [0.5, 1.5],
            "voices": voices,
            "default_voices": {"en": names[0]},
            "settings": {
                "network": {"path": str(forge_piper(recipe))},
                "voice": {"path": str(described)},
                **settings,
            },
        }
    )


def _model(recipe: PiperVoice) -> onnx.ModelProto:
    graph = GraphForge()
    length_scale, noise_scale, noise_w = (_scale(graph, number) for number in (1, 0, 2))
    spoken = graph.add("Gather", graph.constant(_sounds()), "input")  # [1, ids, channels]
    hidden = graph.add("Transpose", spoken, perm=[0, 2, 1])
    durations = _durations(graph, length_scale, noise_w)
    if recipe.defect != "no-durations":
        durations = graph.add("Ceil", durations)
    prior = graph.add("MatMul", hidden, path(graph, durations))  # [1, channels, frames]
    noise = graph.add("Mul", graph.add("RandomNormalLike", prior), noise_scale)
    sound = graph.add("Add", prior, graph.add("Mul", noise, graph.constant(np.float32(0.05))))
    if recipe.speakers > 1:
        table = np.random.default_rng(1).uniform(0.5, 1, (recipe.speakers, CHANNELS, 1))
        speaker = graph.add("Gather", graph.constant(table.astype(np.float32)), "sid")
        sound = graph.add("Mul", sound, speaker)
    _decode(graph, sound, also=prior if recipe.defect == "two-decoders" else "")
    return _finished(graph, recipe)


def _finished(graph: GraphForge, recipe: PiperVoice) -> onnx.ModelProto:
    info = helper.make_tensor_value_info
    kind = TensorProto.INT64 if recipe.defect == "int-scales" else TensorProto.FLOAT
    inputs = [
        info("input", TensorProto.INT64, ["batch_size", "phonemes"]),
        info("input_lengths", TensorProto.INT64, ["batch_size"]),
        info("scales", kind, [3]),
    ]
    if recipe.speakers > 1:
        inputs.append(info("sid", TensorProto.INT64, ["batch_size"]))
    output = info("output", TensorProto.FLOAT, ["batch_size", "time", 1, "samples"])
    made = helper.make_graph(graph.nodes, "piper", inputs, [output], graph.weights)
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(made, opset_imports=opset, ir_version=IR_VERSION)


def _sounds() -> Sequence[Any]:
    """How strong each channel is in each sign; pads and ends are silent."""
    table = np.random.default_rng(0).uniform(-1, 1, (SYMBOLS, CHANNELS)).astype(np.float32)
    table[:4] = 0
    return table  # type: ignore[return-value]


def _scale(graph: GraphForge, number: int) -> str:
    return graph.add("Gather", "scales", graph.constant(np.int64(number)), axis=0)


def _durations(graph: GraphForge, length_scale: str, noise_w: str) -> str:
    """[1, 1, ids]: 1 to 6 frames, by the sign and by chance."""
    table = np.log(np.linspace(1.2, 5.2, SYMBOLS, dtype=np.float32))
    table[:3] = np.log(0.7)
    usual = graph.add("Gather", graph.constant(table), "input")  # [1, ids]
    zeros = graph.add("ConstantOfShape", graph.add("Concat", *_noise_shape(graph), axis=0))
    noise = graph.add("Mul", graph.add("RandomNormalLike", zeros), noise_w)
    chosen = graph.add("Gather", noise, graph.constant(np.int64(0)), axis=1)  # [1, ids]
    spread = graph.add("Mul", chosen, graph.constant(np.float32(0.2)))
    times = graph.add("Exp", graph.add("Add", usual, spread))
    scaled = graph.add("Mul", times, length_scale)
    return graph.add("Unsqueeze", scaled, graph.integers(1))


def _noise_shape(graph: GraphForge) -> tuple[str, ...]:
    """The sizes batch, 2, ids."""
    shape = graph.add("Shape", "input")
    batch, ids = (graph.add("Gather", shape, graph.integers(number)) for number in (0, 1))
    return batch, graph.integers(2), ids


def _decode(graph: GraphForge, sound: str, *, also: str = "") -> None:
    """[1, channels, frames] → `output` [1, 1, 1, samples]."""
    random = np.random.default_rng(2)
    before = random.normal(0, 0.4, (CHANNELS, CHANNELS, 3)).astype(np.float32)
    x = graph.add("Conv", sound, graph.constant(before), pads=[1, 1])
    x = graph.add("LeakyRelu", x, alpha=0.1)
    time = np.arange(2 * HOP) / RATE
    tones = [np.sin(2 * np.pi * pitch * time) for pitch in (180, 310, 520, 840)]
    up = (0.1 * np.hanning(2 * HOP) * np.stack(tones))[:, None].astype(np.float32)
    pads = [HOP // 2, HOP // 2]
    x = graph.add("ConvTranspose", x, graph.constant(up), strides=[HOP], pads=pads)
    if also:
        x = graph.add("Add", x, graph.add("ReduceMean", also))
    after = np.hanning(33)[None, None].astype(np.float32) / 16
    x = graph.add("Tanh", graph.add("Conv", x, graph.constant(after), pads=[16, 16]))
    graph.nodes.append(helper.make_node("Unsqueeze", [x, graph.integers(1)], ["output"]))
