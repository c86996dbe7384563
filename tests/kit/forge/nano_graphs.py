"""Forged VieNeu v3 nano: four small graphs with the true signatures, signs, constants and voices.

Each id takes `SECONDS_EACH`. A step goes from where the sound is towards tones of the text and the
voice, so what is said depends on both, and on the noise at the start.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.kit.forge.cache import cached
from tests.kit.forge.codecs import IR_VERSION, OPSET
from tests.kit.forge.graphs import GraphForge
from voicefarm.models import Model

CHANNELS, FRAME, RATE = 144, 1536, 24_000
FRAMES_PER_S = 15.625
SECONDS_EACH = 0.06
CONTEXT, VECTOR, STYLE = 8, 192, (50, 256)
SIGNS = " .,!?abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ①②③"
GRAPHS = ("text_encoder", "duration_predictor", "vector_estimator", "codec_decoder")
_Ports = dict[str, tuple[int, list[int | str]]]
_FLOAT = TensorProto.FLOAT
_SPOKEN: _Ports = {
    "ctx": (_FLOAT, [1, "ids", CONTEXT]),
    "ctx_mask": (TensorProto.BOOL, [1, "ids"]),
    "spk": (_FLOAT, [1, VECTOR]),
}
_X: _Ports = {"x": (_FLOAT, [1, CHANNELS, "frames"])}
_STYLE: _Ports = {"style": (_FLOAT, [1, *STYLE])}
_INPUTS: dict[str, _Ports] = {
    "text_encoder": {"ids": (TensorProto.INT64, [1, "ids"]), **_STYLE},
    "duration_predictor": _SPOKEN,
    "vector_estimator": {**_X, "t": (_FLOAT, [1]), **_SPOKEN, **_STYLE},
    "codec_decoder": _X,
}


@dataclass(frozen=True)
class _NanoGraph:
    kind: str
    defect: str = ""


def forge_nano(kind: str, defect: str = "") -> Path:
    """The graph of this key."""
    made = _NanoGraph(kind, defect)
    return cached(made, (__file__,), ".onnx", lambda file: onnx.save(_graph(made), file))


def nano_model(folder: Path, **settings: Any) -> Model:
    """A model file for forged graphs with two voices of a file."""
    (folder / "config.json").write_text(json.dumps(nano_symbols()), "utf-8")
    (folder / "voices.json").write_text(json.dumps(nano_voices()), "utf-8")
    nobody = np.zeros(VECTOR, np.float32), np.zeros(STYLE, np.float32)
    np.savez(folder / "constants.npz", null_spk=nobody[0], null_style=nobody[1])
    files = {key: {"path": str(forge_nano(key))} for key in GRAPHS}
    own = {"symbols": "config.json", "constants": "constants.npz", "voices_file": "voices.json"}
    files |= {key: {"path": path} for key, path in own.items()}
    return Model.model_validate(
        {
            "name": "forged-nano",
            "engine": "vieneu3-nano",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": RATE,
            "budget": 200,
            "speed_range": [0.5, 2.0],
            "voices": {
                "hai": {"languages": ["vi", "en"]},
                "ly": {"languages": ["vi"], "settings": {"name": "Ly"}},
            },
            "default_voices": {"vi": "hai", "en": "hai"},
            "settings": {"phonemizer": "none", **files, **settings},
        }
    ).lying_in(folder)


def nano_symbols() -> dict[str, Any]:
    """The `config.json`: a sign's id is its place."""
    return {
        "vocab": {sign: number for number, sign in enumerate(SIGNS, start=3)},
        **{"pad_id": 0, "bos_id": 1, "eos_id": 2, "group": 6, "flow_fps": FRAMES_PER_S},
        "emotion_tags": {f"<|emotion_{number}|>": sign for number, sign in enumerate("①②③", 1)},
    }


def nano_voices() -> dict[str, Any]:
    """Two voices as VieNeu writes them."""
    dice = np.random.default_rng(2)
    presets = {
        name: {
            "description": "made by the tests",
            "gender": "female",
            "ref_seconds": 5.0,
            "speaker_emb": dice.normal(size=VECTOR).round(4).tolist(),
            "style": dice.normal(size=STYLE).round(4).tolist(),
        }
        for name in ("Hai", "Ly")
    }
    return {"meta": {}, "default_voice": "Hai", "presets": presets}


def _graph(made: _NanoGraph) -> onnx.ModelProto:
    forge, name = GraphForge(), {"codec_decoder": "wav", "vector_estimator": "v"}
    last = {
        "text_encoder": _context,
        "duration_predictor": _seconds,
        "vector_estimator": _direction,
        "codec_decoder": _sound,
    }[made.kind](forge)
    if made.defect == "nan":
        none = forge.add("Sub", last, last)
        last = forge.add("Div", none, none)
    output = name.get(made.kind, "out")
    forge.nodes.append(helper.make_node("Identity", [last], [output]))
    info = helper.make_tensor_value_info
    inputs = [info(key, *port) for key, port in _INPUTS[made.kind].items()]
    graph = helper.make_graph(
        forge.nodes, made.kind, inputs, [info(output, _FLOAT, None)], forge.weights
    )
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)


def _context(forge: GraphForge) -> str:
    dice = np.random.default_rng(0)
    table = dice.normal(size=(len(SIGNS) + 3, CONTEXT)).astype(np.float32)
    read = forge.add("Gather", forge.constant(table), "ids")
    style = forge.add("ReduceMean", "style", axes=[1, 2], keepdims=1)
    return forge.add("Add", read, style)


def _seconds(forge: GraphForge) -> str:
    """As many as ids; the voice has nothing to say, as in `_tones`."""
    real = forge.add("Cast", "ctx_mask", to=_FLOAT)
    count = forge.add("ReduceSum", real, forge.integers(1), keepdims=0)
    seconds = forge.add("Mul", count, forge.constant(np.float32(SECONDS_EACH)))
    return forge.add("Log", seconds)


def _direction(forge: GraphForge) -> str:
    tones = forge.add("Add", _tones(forge, "ctx", CONTEXT), _tones(forge, "spk", VECTOR))
    late = forge.add("Mul", "t", forge.constant(np.float32(0.1)))
    return forge.add("Sub", forge.add("Add", tones, late), "x")


def _tones(forge: GraphForge, given: str, width: int) -> str:
    """[1, 144, 1]: how strong each channel is."""
    weights = np.random.default_rng(width).normal(0, 0.5 / width, (width, CHANNELS))
    if given == "ctx":
        given = forge.add("ReduceMean", given, axes=[1], keepdims=0)
    strengths = forge.add("MatMul", given, forge.constant(weights.astype(np.float32)))
    return forge.add("Unsqueeze", strengths, forge.integers(2))


def _sound(forge: GraphForge) -> str:
    time = np.arange(FRAME) / RATE
    pitches = 120 + 7 * np.arange(CHANNELS)
    up = 0.05 * np.hanning(FRAME) * np.sin(2 * np.pi * pitches[:, None] * time)
    waves = forge.add(
        "ConvTranspose", "x", forge.constant(up[:, None].astype(np.float32)), strides=[FRAME]
    )
    return forge.add("Tanh", waves)
