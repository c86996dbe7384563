"""The backbone on OpenVINO, with forged models."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("openvino", reason="an extra: openvino")
pytest.importorskip("openvino_genai", reason="an extra: openvino")

import llama_cpp

from tests.kit.backbone_cases import BackboneCases
from tests.kit.forge.engines import Bench, model_file, running_on_openvino
from tests.kit.forge.gguf_models import FTYPES, LETTERS, Recipe, forge
from tests.kit.forge.letters import chain
from tests.kit.mapped_files import needs_mappings, resident
from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisCancelled
from worker.engines.speechlm.backbone import Request, backbone_library
from worker.engines.speechlm.batching.decoder import DecoderShape, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.llamacpp.context import FLASH, Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.engines.speechlm.openvino.backbone import OPENVINO
from worker.engines.speechlm.openvino.loading import open_decoder
from worker.engines.speechlm.openvino.preparation import graph_of
from worker.engines.speechlm.openvino.rotation import frequencies
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.settings import Tokens, read_settings
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168, quantization="F16")
RANDOM = Recipe(codes=4096, end_scale=2.0, seed=3, quantization="F16")
STEADY = replace(RANDOM, architecture="qwen3", layers=4, hidden=128)
"""Keys and queries of length one, as in most newer models: rounding isn't magnified by chance."""


@pytest.fixture(scope="module")
def letters() -> Iterator[Bench]:
    with running_on_openvino(SMALL) as bench:
        yield bench


class TestOnOpenVINO(BackboneCases):
    running = staticmethod(running_on_openvino)
    by_chance = RANDOM
    least_slice = 2


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
@pytest.mark.parametrize("quantization", ["F16", "Q8_0"])
def test_the_known_codes_come_out(architecture: Any, quantization: Any) -> None:
    recipe = replace(SMALL, architecture=architecture, quantization=quantization)
    with running_on_openvino(recipe) as bench:
        for letter in "AHX":
            assert bench.say(f"the cat {letter} sat ˈɛ").codes == chain(letter)


@pytest.mark.parametrize("quantization", ["F16", "Q8_0", "Q4_K_M"])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_sequence_among_eleven_others_says_the_same_as_alone(
    quantization: Any, threads: int
) -> None:
    recipe = replace(RANDOM, hidden=256, ffn=256, quantization=quantization)
    texts = [f"some words for number {i} " + "and more " * (i % 7) for i in range(24)]
    with running_on_openvino(recipe, slots=1, slice_size=16, threads=threads) as bench:
        alone = [bench.say(text, most=20 + 5 * i).codes for i, text in enumerate(texts)]
    with running_on_openvino(recipe, slots=12, slice_size=16, threads=threads) as bench:
        futures = [
            bench.backbone.submit(Request(bench.prompt(text), 20 + 5 * i), Watch())
            for i, text in enumerate(texts)
        ]
        together = [future.result().codes for future in futures]
    assert together == alone
    assert len({len(codes) for codes in alone}) > 5, "the lengths should differ"


def test_logits_are_the_same_to_the_last_bit_whoever_else_is_in_the_step() -> None:
    recipe = replace(RANDOM, quantization="Q8_0")
    decoder = open_decoder(forge(recipe), _tokens(recipe), DecoderShape(9, 512, 64), threads=2)
    prompt = np.arange(100, 500, dtype=np.int32)

    def fed(slots: range) -> NDArray[np.float32]:
        decoder.clear()
        for slot in slots:
            decoder.decode(_one_slot(prompt[: 400 - 5 * slot], 0, slot))
        last = [_one_slot(prompt[:1], 400 - 5 * slot, slot) for slot in slots]
        return decoder.decode(_together(last)).copy()

    alone, among = fed(range(1)), fed(range(9))
    decoder.close()
    assert np.array_equal(alone[0], among[0])


def test_a_cancelled_sequence_leaves_and_its_neighbour_goes_on(letters: Bench) -> None:
    watch = Watch(cancelled=True)
    doomed = letters.backbone.submit(Request(letters.prompt("Z"), 400), watch)
    neighbour = letters.backbone.submit(Request(letters.prompt("Y"), 400), Watch())
    with pytest.raises(SynthesisCancelled):
        doomed.result()
    assert neighbour.result().codes == chain("Y")


def test_rows_beyond_the_context_are_refused_and_touch_nothing() -> None:
    decoder = open_decoder(forge(RANDOM), _tokens(RANDOM), DecoderShape(2, 64, 16), threads=1)
    one = np.ones(1, np.int32)
    with pytest.raises(RowsRefused, match="65 tokens don't fit a context of 64"):
        decoder.decode(Rows(one, 64 * one, one, one.astype(np.bool_)))
    decoder.close()


@needs_mappings
def test_weights_that_are_packed_are_not_kept_as_the_file_has_them() -> None:
    tokens = _tokens(RANDOM)
    decoder = open_decoder(forge(RANDOM), tokens, DecoderShape(2, 64, 16), threads=1)
    held = resident(graph_of(forge(RANDOM), tokens).with_suffix(".bin").resolve())
    decoder.close()
    assert held == 0


def _one_slot(tokens: NDArray[np.int32], start: int, slot: int) -> Rows:
    count = len(tokens)
    positions = np.arange(start, start + count, dtype=np.int32)
    wanted = np.arange(count) == count - 1
    return Rows(tokens, positions, np.full(count, slot, np.int32), wanted)


def _together(parts: list[Rows]) -> Rows:
    names = ("tokens", "positions", "slots", "logits")
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _tokens(recipe: Recipe) -> SpeechTokens:
    model = LanguageModel.load(forge(recipe), vocabulary_only=True)
    try:
        return SpeechTokens.of(model, Tokens(codes=recipe.codes))
    finally:
        model.close()


def test_both_backbones_take_the_same_code_in_99_of_100_steps_when_fed_the_same() -> None:
    """Sequences of 200 steps beside each other; llama.cpp's likeliest codes are fed to both."""
    path, tokens, slots = forge(STEADY), _tokens(STEADY), 4
    model = LanguageModel.load(path)
    llama = Context(model, Shape(slots, 512, 64, 1), FLASH)
    openvino = open_decoder(path, tokens, DecoderShape(slots, 512, 64), threads=1)
    everyone = np.arange(slots, dtype=np.int32)
    fed, equal = np.arange(slots, dtype=np.int32) + tokens.first, []
    for step in range(200):
        rows = Rows(fed, np.full_like(everyone, step), everyone, np.ones(slots, np.bool_))
        speech = llama.decode(rows)[:, tokens.first : tokens.first + tokens.codes]
        equal.append(speech.argmax(1) == openvino.decode(rows)[:, : tokens.codes].argmax(1))
        # Not the likeliest, or a random model would say the same code for ever.
        fed = (tokens.first + np.argsort(speech)[:, -2 - step % 5]).astype(np.int32)
    llama.close()
    openvino.close()
    model.close()
    assert np.mean(equal) >= 0.99


@pytest.mark.parametrize("quantization", ["Q8_0", "Q4_K_M"])
def test_a_file_in_few_bits_is_computed_as_exactly_as_by_llama_cpp(quantization: Any) -> None:
    """Beside the same weights in 32 bits: no farther from their logits than llama.cpp is."""
    recipe = replace(STEADY, hidden=256, ffn=256, layers=2, quantization=quantization)
    path, tokens, slots = forge(recipe), _tokens(recipe), 8
    shape, rows = Shape(slots, 64, 32, 1), _first_rows(slots, tokens)
    openvino = open_decoder(path, tokens, shape.decoder, threads=1)
    ours = openvino.decode(rows)[:, : tokens.codes].copy()
    openvino.close()
    theirs, exact = (_by_llama(file, shape, rows, tokens) for file in (path, _in_32_bits(path)))
    assert np.abs(ours - exact).mean() <= 1.25 * np.abs(theirs - exact).mean()


def _first_rows(slots: int, tokens: SpeechTokens) -> Rows:
    everyone = np.arange(slots, dtype=np.int32)
    return Rows(
        tokens.first + 7 * everyone, np.zeros_like(everyone), everyone, np.ones(slots, np.bool_)
    )


def _by_llama(path: Path, shape: Shape, rows: Rows, tokens: SpeechTokens) -> NDArray[np.float32]:
    model = LanguageModel.load(path)
    context = Context(model, shape, FLASH)
    speech = context.decode(rows)[:, tokens.first : tokens.first + tokens.codes].copy()
    context.close()
    model.close()
    return speech


def _in_32_bits(path: Path) -> Path:
    """The same weights, unfolded by llama.cpp."""
    unfolded = path.with_name(f"{path.stem}-unfolded.gguf")
    if not unfolded.exists():
        params = llama_cpp.llama_model_quantize_default_params()
        params.ftype, params.allow_requantize = FTYPES["F32"], True
        made = unfolded.with_suffix(f".{os.getpid()}")
        llama_cpp.llama_model_quantize(str(path).encode(), str(made).encode(), ctypes.byref(params))
        made.replace(unfolded)
    return unfolded


def test_positions_rotate_by_the_frequencies_of_the_file() -> None:
    """Computed from the file's own base, 1,000,000, and in more than 16 bits."""
    exact = frequencies(forge(RANDOM), 8)
    assert exact == pytest.approx(1e6 ** -(np.arange(8) / 8), rel=1e-6)


def test_a_file_that_the_reader_does_not_know_is_refused_with_a_remedy(tmp_path: Path) -> None:
    model = model_file(tmp_path, replace(SMALL, quantization="F32"), backbone="openvino")
    settings = read_settings(model)
    with pytest.raises(EngineUnavailable, match="set backbone = 'llamacpp'"):
        OPENVINO.load(Path(settings.weights.path or ""), settings, slots=1, threads=1)


def test_a_gpu_is_refused_with_a_remedy(tmp_path: Path) -> None:
    model = model_file(tmp_path, SMALL, backbone="openvino", device="cuda")
    settings = read_settings(model)
    with pytest.raises(BadSetting, match="runs on the CPU"):
        backbone_library("openvino").load(Path("x"), settings, slots=1, threads=1)


def test_a_model_that_speaks_imports_no_telemetry_and_opens_no_connection(tmp_path: Path) -> None:
    """A fresh process and a fresh home: the weights are prepared, and a chunk is spoken."""
    script = """
import socket, sys
from pathlib import Path
class Shut(socket.socket):
    def connect(self, *_): raise SystemExit("something asked for a connection")
    connect_ex = connect
socket.socket = Shut
from dataclasses import replace
from tests.kit.backbone_cases import BackboneCases
from tests.kit.forge.engines import running_on_openvino
from tests.kit.forge.gguf_models import LETTERS
with running_on_openvino(replace(LETTERS, codes=7168, quantization="F16")) as bench:
    assert bench.say("the A").codes
import openvino
assert sys.modules["openvino_telemetry"] is None
assert not [name for name in sys.modules if name.startswith("openvino_telemetry.")]
assert "openvino_genai" not in sys.modules
"""
    env = os.environ | {"HOME": str(tmp_path), "HF_HUB_CACHE": str(tmp_path / "weights")}
    child = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]
