"""The backbone on PyTorch, with tiny checkpoints."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="an extra: pytorch")
pytest.importorskip("transformers", reason="an extra: pytorch")
pytest.importorskip("gguf", reason="an extra: model-tools")

from tests.kit.forge.checkpoints import CODES, save_checkpoint, save_letters
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.forge.letters import ALPHABET, RUNAWAY, chain
from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisCancelled
from worker.engines.speechlm.backbone import LoadedModel, Request, backbone_library
from worker.engines.speechlm.batching.decoder import DecoderShape, RowsRefused
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.engines.speechlm.pytorch.checkpoint import CheckpointFolder
from worker.engines.speechlm.pytorch.decoder import TorchDecoder
from worker.engines.speechlm.pytorch.loading import open_decoder
from worker.engines.speechlm.settings import SpeechLMSettings, read_settings
from worker.model_tools.conversion import convert
from worker.slots.watch import Watch

SMALL = replace(LETTERS, codes=7168)
TEXTS = ("ma má mà mả mã mạ", "thử một chút", "The ferry leaves at seven " * 4, "a", "B2B, nhé!")
EXACT = 2e-3
"""Between the two likeliest tokens; rounding decides below."""


def read(folder: Path, weights: Path, **settings: Any) -> SpeechLMSettings:
    table: dict[str, Any] = {
        "weights": {"path": str(weights)},
        "tokens": {"codes": CODES},
    } | settings
    return read_settings(model_file(folder, SMALL, **table))


@contextmanager
def loaded(
    folder: Path, weights: Path, *, slots: int = 3, **settings: Any
) -> Iterator[LoadedModel]:
    own = read(folder, weights, **settings)
    model = backbone_library(own.backbone).load(weights, own, slots=slots, threads=1)
    try:
        yield model
    finally:
        model.close()


def prompt(model: LoadedModel, text: str) -> tuple[int, ...]:
    marked = f"<|TEXT_PROMPT_START|>{text}<|TEXT_PROMPT_END|><|SPEECH_GENERATION_START|>"
    return tuple(model.weights.tokenize(marked))


def say_all(model: LoadedModel, texts: tuple[str, ...], most: int) -> list[tuple[int, ...]]:
    """What all texts bring forth, asked for at once."""
    asked = [Request(prompt(model, text), most + 3 * i, i) for i, text in enumerate(texts)]
    futures = [model.backbone.submit(request, Watch()) for request in asked]
    return [future.result().codes for future in futures]


def without_ties(folder: Path, model: LoadedModel, text: str, most: int) -> list[int]:
    """The likeliest codes by transformers alone, up to the first that rounding may decide."""
    import torch
    from transformers import AutoModelForCausalLM

    whole = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids, columns = list(prompt(model, text)), model.tokens.columns()
    codes: list[int] = []
    while len(codes) < most:
        with torch.no_grad():
            top = whole(torch.tensor([ids])).logits[0, -1, columns].topk(2)
        if top.values[0] - top.values[1] < EXACT:
            break
        codes.append(int(top.indices[0]))
        ids.append(model.tokens.first + codes[-1])
    return codes


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedModel]:
    folder = tmp_path_factory.mktemp("letters")
    weights = save_letters(folder / "hf", SMALL)
    tokens = {"codes": SMALL.codes}
    with loaded(folder, weights, slots=4, backbone="pytorch", tokens=tokens) as model:
        yield model


@pytest.mark.parametrize("sizes", [{}, {"tie_word_embeddings": True}], ids=["", "tied"])
@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
def test_the_likeliest_tokens_are_those_of_the_gguf_made_from_it(
    architecture: str, sizes: dict[str, Any], tmp_path: Path
) -> None:
    folder = save_checkpoint(tmp_path / "hf", architecture, **sizes)
    convert(folder, tmp_path / "out.gguf", "F32")
    with (
        loaded(tmp_path, folder, backbone="pytorch") as here,
        loaded(tmp_path, tmp_path / "out.gguf", backbone="llamacpp") as there,
    ):
        ours, theirs = say_all(here, TEXTS, 24), say_all(there, TEXTS, 24)
        compared = 0
        for index, text in enumerate(TEXTS):
            sure = without_ties(folder, here, text, len(ours[index]))
            assert [*ours[index][: len(sure)]] == [*theirs[index][: len(sure)]] == sure
            compared += len(sure)
    assert compared > 60


def test_a_hundred_requests_on_four_slots_each_get_their_own_codes(letters: LoadedModel) -> None:
    known = ALPHABET.replace(RUNAWAY, "")
    asked = [(letter, "x" * (i % 90)) for i, letter in enumerate(known * 4)]
    futures = [
        letters.backbone.submit(Request(prompt(letters, f"{pad} {letter} {pad}"), 300), Watch())
        for letter, pad in asked
    ]
    for (letter, _), future in zip(asked, futures, strict=True):
        assert future.result().codes == chain(letter)
    assert letters.backbone.free_slots == 4


class _CancelledAtStep(Watch):
    def advance(self) -> None:
        super().advance()
        self.cancelled = self.steps >= 5


def test_a_cancelled_sequence_leaves_and_its_slot_speaks_again(letters: LoadedModel) -> None:
    request = Request(prompt(letters, f"so {RUNAWAY}"), 300)
    with pytest.raises(SynthesisCancelled):
        letters.backbone.submit(request, _CancelledAtStep()).result()
    assert say_all(letters, ("so B",), 300) == [chain("B")]


def test_seeds_draw_the_same_codes_as_on_llama_cpp(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path / "hf")
    convert(folder, tmp_path / "out.gguf", "F32")
    drawn = []
    for backbone, weights in (("pytorch", folder), ("llamacpp", tmp_path / "out.gguf")):
        with loaded(
            tmp_path, weights, backbone=backbone, sampling={"temperature": 0.8, "top_k": 20}
        ) as model:
            drawn.append(say_all(model, TEXTS[:3], 8))
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("precision", ["fp16", "bf16"])
def test_half_as_many_bits_say_the_same_letters(precision: str, tmp_path: Path) -> None:
    weights = save_letters(tmp_path / "hf", SMALL)
    own: dict[str, Any] = {"tokens": {"codes": SMALL.codes}, "precision": precision}
    with loaded(tmp_path, weights, backbone="pytorch", **own) as model:
        said = say_all(model, ("so A", "so K", "so X"), 300)
    assert said == [chain(letter) for letter in "AKX"]


def test_a_folder_is_spoken_by_pytorch_without_a_word(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path / "hf")
    with loaded(tmp_path, folder, backbone="auto") as model:
        assert model.library == "pytorch"


def test_a_file_of_the_folder_stands_for_it(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path / "hf")
    with loaded(tmp_path, folder / "model.safetensors", backbone="pytorch") as model:
        assert model.library == "pytorch"


def decoder(folder: Path, tmp_path: Path, slots: int) -> TorchDecoder:
    checkpoint, settings = CheckpointFolder.open(folder), read(tmp_path, folder)
    tokens = SpeechTokens.of(checkpoint.vocabulary(), settings.tokens)
    return open_decoder(checkpoint, tokens, DecoderShape(slots, 64, 16), settings)


def rows(slot: int, begin: int, count: int) -> Rows:
    places = np.arange(begin, begin + count, dtype=np.int32)
    return Rows(places + 5, places, np.full_like(places, slot), places == begin + count - 1)


def together(*parts: Rows) -> Rows:
    columns = zip(*((p.tokens, p.positions, p.slots, p.logits) for p in parts), strict=True)
    return Rows(*map(np.concatenate, columns))


def test_a_step_of_any_slots_and_lengths_is_as_each_alone(tmp_path: Path) -> None:
    made = decoder(save_checkpoint(tmp_path / "hf"), tmp_path, 6)
    sequences = {0: 3, 2: 11, 3: 3, 5: 7}
    alone = {slot: made.decode(rows(slot, 0, n)).copy() for slot, n in sequences.items()}
    after = {slot: made.decode(rows(slot, n, 1)).copy() for slot, n in sequences.items()}
    made.clear()
    parts = [rows(slot, 0, n) for slot, n in sequences.items()]
    np.testing.assert_allclose(
        made.decode(together(*parts)), np.concatenate(list(alone.values())), atol=1e-4
    )
    parts = [rows(slot, n, 1) for slot, n in sequences.items()]
    np.testing.assert_allclose(
        made.decode(together(*parts)), np.concatenate(list(after.values())), atol=1e-4
    )
    made.close()


def test_a_slot_whose_figures_were_no_numbers_speaks_again(tmp_path: Path) -> None:
    made = decoder(save_checkpoint(tmp_path / "hf"), tmp_path, 2)
    wanted = made.decode(rows(0, 0, 4)).copy()
    made.decode(rows(1, 0, 9))
    assert made._caches
    made._caches.keys[:, 1, 2:9] = float("nan")
    made.trim(1, 0)
    both = made.decode(together(rows(0, 0, 4), rows(1, 0, 4)))
    np.testing.assert_allclose(both, np.concatenate([wanted, wanted]), atol=1e-4)


def test_rows_beyond_the_context_are_refused(tmp_path: Path) -> None:
    made = decoder(save_checkpoint(tmp_path / "hf"), tmp_path, 1)
    with pytest.raises(RowsRefused, match="don't fit a context of 64"):
        made.decode(rows(0, 60, 8))


def test_what_does_not_fit_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path / "hf")
    with (
        pytest.raises(BadSetting, match="trained for 1024 tokens"),
        loaded(tmp_path, folder, backbone="pytorch", context=2048),
    ):
        pass
    with (
        pytest.raises(EngineUnavailable, match="needs a GPU that PyTorch sees"),
        loaded(tmp_path, folder, backbone="pytorch", device="cuda"),
    ):
        pass


@pytest.mark.parametrize(
    ("architecture", "sentence"),
    [
        ("llama", r"lacks the tensor 'model\.layers\.2.*fetch it again"),
        ("qwen3", r"transformers can't read .*num_hidden_layers"),
    ],
)
def test_weights_of_another_model_are_refused_in_a_sentence(
    architecture: str, sentence: str, tmp_path: Path
) -> None:
    folder = save_checkpoint(tmp_path / "hf", architecture)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 3}))
    with (
        pytest.raises(EngineUnavailable, match=sentence),
        loaded(tmp_path, folder, backbone="pytorch"),
    ):
        pass
