"""Forged VieNeu v3: small graphs with the true signatures, tables, tokenizer and voices.

Each phoneme asks for `FRAMES_EACH` frames and each frame takes one away; at none left the model
ends its speech. The graphs sum up all rows that they were given, the cache included, so a wrong
cache gives another length. The codec says the first code of each frame by its loudness.
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

HIDDEN, HEADS, SIZE, LAYERS = 16, 4, 4, 2
CODEBOOKS, CODES = 16, 1024
FRAME, RATE = 3840, 48_000
FRAMES_EACH = 0.5
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST_LETTER = 44
VOICE = 4
"""Dimensions before those of codes and speakers: what is left to say, and three of letters."""


@dataclass(frozen=True)
class Vieneu3Graphs:
    """A forged model."""

    batch: bool = True
    """Whether the graphs take several utterances; a traced export takes one."""
    defect: str = ""


def forge_graph(kind: str, recipe: Vieneu3Graphs = Vieneu3Graphs()) -> Path:
    """The graph called `kind`: prefill, decode_step, acoustic, or codec."""
    made = _Kind(kind, recipe.batch, recipe.defect)
    return cached(made, (__file__,), ".onnx", lambda file: onnx.save(_graph(made), file))


def vieneu3_model(folder: Path, recipe: Vieneu3Graphs = Vieneu3Graphs(), **settings: Any) -> Model:
    """A model file for forged graphs with two voices of a file."""
    write_heads(folder / "heads.npz")
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()), "utf-8")
    (folder / "voices.json").write_text(json.dumps(voices_file()), "utf-8")
    files = {
        **{
            key: {"path": str(forge_graph(key, recipe))}
            for key in ("prefill", "decode_step", "acoustic", "codec")
        },
        **{"heads": {"path": "heads.npz"}, "tokenizer": {"path": "tokenizer.json"}},
        "voices_file": {"path": "voices.json"},
    }
    streaming = {"piece": 64, "look_forward": 16, "look_back": 64, "overlap": 16}
    return Model.model_validate(
        {
            "name": "forged-vieneu3",
            "engine": "vieneu3",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": RATE,
            "budget": 256,
            "voices": {
                "hai": {"languages": ["vi", "en"]},
                "ly": {"languages": ["vi"], "settings": {"name": "Ly once"}},
            },
            "default_voices": {"vi": "hai", "en": "hai"},
            "settings": {
                "phonemizer": "none",
                "streaming": streaming,
                "limits": {"frames_per_character": 2},
                **files,
                **settings,
            },
        }
    ).lying_in(folder)


def voices_file() -> dict[str, Any]:
    """Two voices as VieNeu writes them."""
    dice = np.random.default_rng(1)
    presets = {
        name: {
            "description": "made by the tests",
            "style": "tu_nhien",
            "speaker_emb": dice.normal(size=192).tolist(),
            "codes": dice.integers(0, CODES, (frames, CODEBOOKS)).tolist(),
        }
        for name, frames in (("Hai", 5), ("Ly", 8))
    }
    presets["Ly"]["aliases"] = ["Ly once"]
    return {"meta": {"count": 2}, "default_voice": "Hai", "presets": presets}


def write_heads(path: Path, **other: Any) -> None:
    """The tables; `other` go in their place, and None leaves one out."""
    dice = np.random.default_rng(0)
    text = np.zeros((FIRST_LETTER + len(LETTERS), HIDDEN), np.float32)
    text[FIRST_LETTER:, 0] = FRAMES_EACH
    text[FIRST_LETTER:, 1:VOICE] = dice.uniform(-0.01, 0.01, (len(LETTERS), VOICE - 1))
    text[5, 0] = -1  # a frame that was spoken
    text[6, 0] = -50  # the end: likeliest as soon as nothing is left
    audio = np.zeros((CODEBOOKS, CODES, HIDDEN), np.float32)
    audio[:, :, VOICE:] = dice.normal(0, 0.6, (CODEBOOKS, CODES, HIDDEN - VOICE))
    scale = np.concatenate([np.zeros(VOICE), np.full(HIDDEN - VOICE, 0.1)]).astype(np.float32)
    tables = {
        "text_emb": text,
        "audio_emb": audio,
        "xvec_w": dice.normal(size=(HIDDEN, 192)).astype(np.float32),
        "xvec_b": np.zeros(HIDDEN, np.float32),
        "xvec_ln_w": scale,
        "xvec_ln_b": np.zeros(HIDDEN, np.float32),
        "xvec_ln_eps": np.array([1e-5], np.float32),
    }
    np.savez(path, **{key: value for key, value in (tables | other).items() if value is not None})


@dataclass(frozen=True)
class _Kind:
    kind: str
    batch: bool
    defect: str


def _tokenizer() -> dict[str, Any]:
    """A vocabulary of letters; whatever else is unknown and says nothing."""
    special = ["pad", "bos", "eos", "TPS", "TPE", "SGS", "SGE", "ref_slot"]
    emotions = [f"<|emotion_{number}|>" for number in range(8)]
    names = [*special, *emotions, *(f"style_{number}" for number in range(10))]
    names += [f"reserved_{number}" for number in range(FIRST_LETTER - 1 - len(names))]
    vocabulary = {name: id_ for id_, name in enumerate([*names, "unknown", *LETTERS])}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {
        "version": "1.0",
        "added_tokens": [
            {"id": vocabulary[name], "content": name, "special": True, **flags}
            for name in emotions
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated",
                          "invert": False},
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "unknown"},
    }  # fmt: skip


def _graph(made: _Kind) -> onnx.ModelProto:
    graph = _codec(made) if made.kind == "codec" else _network(made)
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)


def _network(made: _Kind) -> onnx.GraphProto:
    forge = GraphForge()
    acoustic, begins = made.kind == "acoustic", made.kind == "prefill"
    rows = "token_emb" if acoustic else "inputs_embeds"
    batch: int | str = "batch" if made.batch else 1
    floats = TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info(rows, floats, [batch, "rows", HIDDEN])]
    outputs = [helper.make_tensor_value_info("hidden", floats, [batch, "rows", HIDDEN])]
    if not begins:
        inputs.append(
            helper.make_tensor_value_info("position_ids", TensorProto.INT64, [batch, "rows"])
        )
    heads = forge.integers(0 if made.batch else 1, -1, HEADS, SIZE)
    split = forge.add("Transpose", forge.add("Reshape", rows, heads), perm=[0, 2, 1, 3])
    layers = 1 if acoustic else LAYERS
    for layer in range(layers):
        for part in "kv":
            kept = split
            if not begins:
                past = f"past_{part}_{layer}"
                shape = [batch, HEADS, "past", SIZE]
                inputs.append(helper.make_tensor_value_info(past, floats, shape))
                kept = forge.add("Concat", past, split, axis=2)
            name = f"present_{part}_{layer}"
            forge.nodes.append(helper.make_node("Identity", [kept], [name]))
            shape = [batch, HEADS, "total", SIZE]
            outputs.append(helper.make_tensor_value_info(name, floats, shape))
    flat = forge.add("Transpose", f"present_k_{layers - 1}", perm=[0, 2, 1, 3])
    flat = forge.add("Reshape", flat, forge.integers(0 if made.batch else 1, -1, HIDDEN))
    sums = forge.add("CumSum", flat, forge.constant(np.int64(1)))
    count = forge.add("Shape", rows, start=1, end=2)
    start = forge.add("Neg", count)
    ends = forge.integers(np.iinfo(np.int64).max)
    recent = forge.add("Slice", sums, start, ends, forge.integers(1))
    if acoustic:
        recent = forge.add("Tanh", recent)
    if not begins:  # the true graph turns by it; here it adds nothing
        places = forge.add("Cast", "position_ids", to=floats)
        none = forge.add("Mul", places, forge.constant(np.float32(0)))
        recent = forge.add("Add", recent, forge.add("Unsqueeze", none, forge.integers(2)))
    if made.defect == "nan":
        recent = forge.add("Div", forge.add("Sub", recent, recent), forge.constant(np.float32(0)))
    forge.nodes.append(helper.make_node("Identity", [recent], ["hidden"]))
    return helper.make_graph(forge.nodes, made.kind, inputs, outputs, forge.weights)


def _codec(made: _Kind) -> onnx.GraphProto:
    forge = GraphForge()
    kind = TensorProto.INT64 if made.defect == "int64-codes" else TensorProto.INT32
    first = forge.add("Gather", "audio_codes", forge.constant(np.int64(0)), axis=2)  # [1, T]
    loudness = forge.add("Cast", first, to=TensorProto.FLOAT)
    loudness = forge.add("Mul", loudness, forge.constant(np.float32(0.5 / CODES)))
    tone = np.sin(2 * np.pi * 20 * np.arange(FRAME) / FRAME).astype(np.float32)
    frames = forge.add("Unsqueeze", loudness, forge.integers(2))
    frames = forge.add("Mul", frames, forge.constant(0.1 * tone + 0))
    quiet = forge.add("Add", frames, forge.constant(0.05 * tone))
    sound = forge.add("Reshape", quiet, forge.integers(1, 1, -1))
    forge.nodes.append(helper.make_node("Concat", [sound, sound], ["audio"], axis=1))
    length = forge.add("Mul", "audio_code_lengths", forge.constant(np.int32(FRAME)))
    forge.nodes.append(helper.make_node("Identity", [length], ["audio_lengths"]))
    info = helper.make_tensor_value_info
    return helper.make_graph(
        forge.nodes,
        "codec",
        [info("audio_codes", kind, [1, "frames", CODEBOOKS]),
         info("audio_code_lengths", TensorProto.INT32, [1])],
        [info("audio", TensorProto.FLOAT, [1, 2, "samples"]),
         info("audio_lengths", TensorProto.INT32, [1])],
        forge.weights,
    )  # fmt: skip
