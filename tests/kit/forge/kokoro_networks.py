"""Forged Kokoro networks: small ONNX files with the true signature, with vocabulary and voices.

Each sign sounds as a tone of its own for as many frames as its id says, at a strength that the
voice decides. As in the true network durations are divided by the speed, rounded, and one at least.
It takes 510 signs at most and makes 600 samples of each frame.
"""

import json
from collections.abc import Mapping
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

HOP, RATE = 600, 24_000
SIGNS, WIDTH, MOST = 178, 256, 510
CHANNELS = 4
KNOWN = (
    ';:,.!?—…"() ̃ʣʥʦʨꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌ'
    "ɣɤχʎʒʔˈˌːʰʲᵝ↓→↗↘ᵻ"
)
LANGUAGES = {"anna": ["en"], "ben": ["en-GB", "en"], "clara": ["es"]}


@dataclass(frozen=True)
class KokoroNetwork:
    """A forged network."""

    ids: Literal["tokens", "input_ids"] = "tokens"
    defect: Literal["", "no-durations", "few-signs"] = ""


def forge_kokoro(recipe: KokoroNetwork = KokoroNetwork()) -> Path:
    """The ONNX file made by `recipe`, from the cache where it was made before."""
    return cached(recipe, (__file__,), ".onnx", lambda file: onnx.save(_model(recipe), file))


def kokoro_model(
    folder: Path,
    recipe: KokoroNetwork = KokoroNetwork(),
    *,
    voices: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Model:
    """A model file for a forged network with three voices: two files and one in an `.npz`."""
    vocabulary = folder / "vocab.json"
    signs = {sign: number for number, sign in enumerate(KNOWN, start=1)}
    vocabulary.write_text(json.dumps({"vocab": signs}), "utf-8")
    return Model.model_validate(
        {
            "name": "forged-kokoro",
            "engine": "kokoro",
            "description": "made by the tests",
            "licence": "Apache-2.0",
            "sample_rate": RATE,
            "budget": 400,
            "speed_range": [0.5, 2.0],
            "blends": True,
            "voices": forged_voices(folder) if voices is None else voices,
            "default_voices": {"en": "anna"} if voices is None else {},
            "settings": {
                "network": {"path": str(forge_kokoro(recipe))},
                "vocabulary": {"path": str(vocabulary)},
                **settings,
            },
        }
    ).lying_in(folder)


def write_kokoro(folder: Path, name: str) -> None:
    """A model file for a forged network in `folder`, with all that belongs to it."""
    folder.mkdir(exist_ok=True)
    model = kokoro_model(folder)
    lines = [
        *(f'{key} = "{getattr(model, key)}"' for key in ("engine", "description", "licence")),
        *("sample_rate = 24000", "budget = 400", "speed_range = [0.5, 2.0]", "blends = true"),
        'default_voices = { en = "anna" }',
        *(f'settings.{key}.path = "{file["path"]}"' for key, file in model.settings.items()),
    ]
    for voice, table in model.voices.items():
        lines += [f"[voices.{voice}]", f"languages = {json.dumps(table.languages)}"]
        for key, value in table.settings.items():
            shown = f'{{ path = "{value["path"]}" }}' if key == "style" else json.dumps(value)
            lines.append(f"settings.{key} = {shown}")
    (folder / f"{name}.toml").write_text("\n".join(lines), "utf-8")


def forged_voices(folder: Path) -> dict[str, Any]:
    """The tables of three voices, with their files in `folder`."""
    styles = {
        name: np.random.default_rng(number).uniform(0, 1, (MOST, 1, WIDTH)).astype(np.float32)
        for number, name in enumerate(LANGUAGES)
    }
    for name in ("anna", "ben"):
        styles[name].tofile(folder / f"{name}.bin")
    np.savez(folder / "more.npz", clara=styles["clara"])
    settings: dict[str, dict[str, Any]] = {
        "anna": {"style": {"path": "anna.bin"}},
        "ben": {"style": {"path": "ben.bin"}, "espeak": "en-gb"},
        "clara": {"style": {"path": "more.npz"}, "member": "clara"},
    }
    return {
        name: {"languages": languages, "settings": settings[name]}
        for name, languages in LANGUAGES.items()
    }


def _model(recipe: KokoroNetwork) -> onnx.ModelProto:
    graph = GraphForge()
    signs = 20 if recipe.defect == "few-signs" else SIGNS
    random = np.random.default_rng(0)
    sounds = random.uniform(-1, 1, (signs, CHANNELS)).astype(np.float32)
    sounds[0] = 0
    spoken = graph.add("Gather", graph.constant(sounds), recipe.ids)  # [1, ids, channels]
    spoken = graph.add("Add", spoken, _places(graph, recipe))
    hidden = graph.add("Transpose", spoken, perm=[0, 2, 1])
    durations = _durations(graph, recipe, signs)
    prior = graph.add("MatMul", hidden, path(graph, durations))  # [1, channels, frames]
    weights = random.uniform(0, 2 / WIDTH, (WIDTH, CHANNELS)).astype(np.float32)
    strength = graph.add("MatMul", "style", graph.constant(weights))  # [1, channels]
    sound = graph.add("Mul", prior, graph.add("Unsqueeze", strength, graph.integers(2)))
    _decode(graph, sound)
    return _finished(graph, recipe)


def _places(graph: GraphForge, recipe: KokoroNetwork) -> str:
    """Nothing, [1, ids, channels]; it fails for more ids than the network takes."""
    table = graph.constant(np.zeros((1, MOST + 2, CHANNELS), np.float32))
    count = graph.add("Gather", graph.add("Shape", recipe.ids), graph.integers(1))
    return graph.add("Slice", table, graph.integers(0), count, graph.integers(1))


def _durations(graph: GraphForge, recipe: KokoroNetwork, signs: int) -> str:
    """[1, 1, ids] frames: 1 to 5, by the sign."""
    table = graph.constant(np.linspace(1.2, 5.2, signs, dtype=np.float32))
    scaled = graph.add("Div", graph.add("Gather", table, recipe.ids), "speed")
    rounded = graph.add("Round", scaled)
    if recipe.defect != "no-durations":
        rounded = graph.add("Clip", rounded, graph.constant(np.float32(1)))
    return graph.add("Unsqueeze", rounded, graph.integers(1))


def _decode(graph: GraphForge, sound: str) -> None:
    """[1, channels, frames] → `audio` [samples]."""
    time = np.arange(HOP) / RATE
    tones = [np.sin(2 * np.pi * pitch * time) for pitch in (180, 310, 520, 840)]
    up = (0.2 * np.hanning(HOP) * np.stack(tones))[:, None].astype(np.float32)
    waves = graph.add("ConvTranspose", sound, graph.constant(up), strides=[HOP])
    flat = graph.add("Reshape", waves, graph.integers(-1))
    graph.nodes.append(helper.make_node("Tanh", [flat], ["audio"]))


def _finished(graph: GraphForge, recipe: KokoroNetwork) -> onnx.ModelProto:
    info = helper.make_tensor_value_info
    inputs = [
        info(recipe.ids, TensorProto.INT64, [1, "sequence_length"]),
        info("style", TensorProto.FLOAT, [1, WIDTH]),
        info("speed", TensorProto.FLOAT, [1]),
    ]
    output = info("audio", TensorProto.FLOAT, ["samples"])
    made = helper.make_graph(graph.nodes, "kokoro", inputs, [output], graph.weights)
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(made, opset_imports=opset, ir_version=IR_VERSION)
