"""Forged graphs of Chatterbox Turbo with the signatures of its public ONNX files.

Each letter of a text asks for a token and each token takes one away; at none left the speech ends.
The model sums up its cache, so a wrong cache gives another length. The decoder makes `HOP` samples
of each token that it gets: three of the voice, the spoken ones, and three of silence.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.kit.forge.codecs import IR_VERSION, OPSET
from tests.kit.forge.graphs import GraphForge

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CODES, START, STOP = 6563, 6561, 6562
HIDDEN, HEADS, SIZE, LAYERS = 16, 16, 64, 2
HOP = 960
PROMPT = 3
_FLOAT, _INT = TensorProto.FLOAT, TensorProto.INT64
_Ports = dict[str, tuple[int, list[int | str]]]
_PAST = [f"{layer}.{part}" for layer in range(LAYERS) for part in ("key", "value")]
_INPUTS: dict[str, _Ports] = {
    "speech_encoder": {"audio_values": (_FLOAT, [1, "samples"])},
    "embed_tokens": {"input_ids": (_INT, [1, "ids"])},
    "language_model": {
        "inputs_embeds": (_FLOAT, [1, "rows", HIDDEN]),
        "attention_mask": (_INT, [1, "all"]),
        "position_ids": (_INT, [1, "rows"]),
        **{f"past_key_values.{name}": (_FLOAT, [1, HEADS, "past", SIZE]) for name in _PAST},
    },
    "conditional_decoder": {
        "speech_tokens": (_INT, [1, "tokens"]),
        "speaker_embeddings": (_FLOAT, [1, 192]),
        "speaker_features": (_FLOAT, [1, "features", 80]),
    },
}


def save_turbo(folder: Path, ending: str = "") -> Path:
    """A folder as the hub has it."""
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    for kind, make in _MAKERS.items():
        forge = GraphForge()
        outputs = make(forge)
        info = helper.make_tensor_value_info
        inputs = [info(name, *port) for name, port in _INPUTS[kind].items()]
        made = [info(name, type_, None) for name, type_ in outputs.items()]
        graph = helper.make_graph(forge.nodes, kind, inputs, made, forge.weights)
        opset = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
        onnx.save(model, folder / "onnx" / f"{kind}{ending}.onnx")
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()), "utf-8")
    return folder


def _named(forge: GraphForge, made: dict[str, str], type_: int = _FLOAT) -> dict[str, int]:
    for name, value in made.items():
        forge.nodes.append(helper.make_node("Identity", [value], [name]))
    return dict.fromkeys(made, type_)


def _encoder(forge: GraphForge) -> dict[str, int]:
    """The voice's loudness is all that is known of it."""
    loud = forge.add("ReduceMean", forge.add("Abs", "audio_values"), axes=[1], keepdims=1)
    empty = {"cond": (1, 2, HIDDEN), "embedding": (1, 192), "features": (1, 2 * PROMPT, 80)}
    shapes = {key: forge.constant(np.zeros(shape, np.float32)) for key, shape in empty.items()}
    prompt = forge.constant(np.arange(PROMPT, dtype=np.int64)[None])
    outputs = _named(forge, {"audio_features": shapes["cond"]})
    outputs |= _named(forge, {"audio_tokens": prompt}, _INT)
    made = {"speaker_embeddings": forge.add("Add", shapes["embedding"], loud)}
    return outputs | _named(forge, made | {"speaker_features": shapes["features"]})


def _embedder(forge: GraphForge) -> dict[str, int]:
    table = np.zeros((CODES + len(LETTERS) + 1, HIDDEN), np.float32)
    table[:CODES, 0] = -1
    table[CODES + 1 :, 0] = 1
    return _named(forge, {"inputs_embeds": forge.add("Gather", forge.constant(table), "input_ids")})


def _model(forge: GraphForge) -> dict[str, int]:
    asked = forge.add("ReduceSum", "inputs_embeds", forge.integers(2), keepdims=0)  # [1, rows]
    places = forge.add("Cast", "position_ids", to=_FLOAT)
    none = forge.add("Mul", places, forge.constant(np.float32(0)))
    rows = forge.add("Unsqueeze", forge.add("Add", asked, none), forge.integers(1, 3))
    kept = forge.add("Mul", rows, forge.constant(np.ones((1, HEADS, 1, SIZE), np.float32)))
    present = {
        f"present.{name}": forge.add("Concat", f"past_key_values.{name}", kept, axis=2)
        for name in _PAST
    }
    last = next(reversed(present.values()))
    sums = forge.add("ReduceMean", last, axes=[1, 3], keepdims=0)  # [1, all]
    left = forge.add("ReduceSum", sums, forge.integers(1), keepdims=1)
    left = forge.add("Unsqueeze", left, forge.integers(2))  # [1, 1, 1]
    usual = np.random.default_rng(0).uniform(0, 1, CODES).astype(np.float32)
    slope = np.zeros(CODES, np.float32)
    usual[START], usual[STOP], slope[STOP] = -50, 15, -30
    logits = forge.add("Add", forge.add("Mul", left, forge.constant(slope)), forge.constant(usual))
    outputs = _named(forge, {"logits": logits})
    return outputs | _named(forge, present)


def _decoder(forge: GraphForge) -> dict[str, int]:
    codes = forge.add("Cast", "speech_tokens", to=_FLOAT)
    loud = forge.add("Mul", codes, forge.constant(np.float32(0.3 / CODES)))
    voice = forge.add("ReduceMean", "speaker_embeddings", axes=[1], keepdims=1)
    loud = forge.add("Unsqueeze", forge.add("Add", loud, voice), forge.integers(2))
    tone = np.sin(2 * np.pi * 10 * np.arange(HOP) / HOP).astype(np.float32)
    sound = forge.add("Mul", loud, forge.constant(tone))
    return _named(forge, {"wav": forge.add("Reshape", sound, forge.integers(1, -1))})


_MAKERS = {
    "speech_encoder": _encoder,
    "embed_tokens": _embedder,
    "language_model": _model,
    "conditional_decoder": _decoder,
}


def _tokenizer() -> dict[str, Any]:
    """Letters alone; whatever else is unknown and asks for nothing."""
    vocabulary = {sign: CODES + number for number, sign in enumerate(["?", *LETTERS])}
    return {
        "version": "1.0",
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated",
                          "invert": False},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "?"},
    }  # fmt: skip
