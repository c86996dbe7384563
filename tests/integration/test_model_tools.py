"""Models made ready: merged, converted, quantized; with torch where it is installed."""

import importlib.util
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llama_cpp", reason="an extra: speechlm")
pytest.importorskip("gguf", reason="an extra: model-tools")

from tests.kit.forge.checkpoints import CODES, SIZES, WORDS, save_checkpoint, train_lora
from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import Recipe, forge
from voicefarm.console import run_command_line
from voicefarm.errors import BadInput, UnknownName
from voicefarm.models import Model
from voicefarm.settings import Settings
from worker.cli import app
from worker.engines import Utterance
from worker.engines.speechlm.batching.rows import Rows
from worker.engines.speechlm.engine import SpeechLMEngine
from worker.engines.speechlm.llamacpp.context import Context
from worker.engines.speechlm.llamacpp.language_model import LanguageModel
from worker.engines.speechlm.llamacpp.shape import Shape
from worker.model_tools.bench.bench import BenchPlan, measure
from worker.model_tools.comparison import STEPS, Compared, compare
from worker.model_tools.conversion import convert
from worker.model_tools.merging import merge
from worker.model_tools.packing.origin import PackageWishes
from worker.model_tools.packing.package import PackedModel, note_figures, pack
from worker.model_tools.packing.toml_text import toml_text
from worker.model_tools.quantization import quantize
from worker.slots.watch import Watch

needs_torch = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "transformers", "peft")),
    reason="an extra: pytorch",
)
PROMPT = "<|TEXT_PROMPT_START|>thử một chút<|TEXT_PROMPT_END|><|SPEECH_GENERATION_START|>"
TINY = Recipe(codes=2048, layers=1, hidden=32, heads=2, kv_heads=1, ffn=64)
LLAMA_3 = {
    "rope_type": "llama3",
    "rope_theta": 10_000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}


def logits_of(path: Path, text: str) -> tuple[list[int], np.ndarray[Any, Any]]:
    """The ids of a text, and llama.cpp's logits behind it."""
    model = LanguageModel.load(path)
    ids = model.tokenize(text)
    context = Context(model, Shape(1, 512, len(ids), threads=1))
    places = np.arange(len(ids), dtype=np.int32)
    rows = Rows(np.array(ids, np.int32), places, np.zeros_like(places), places == len(ids) - 1)
    logits = context.decode(rows).copy()[0]
    context.close()
    model.close()
    return ids, logits


@needs_torch
@pytest.mark.parametrize(
    ("architecture", "sizes"),
    [
        ("llama", {}),
        ("llama", {"rope_parameters": LLAMA_3, "tie_word_embeddings": True}),
        ("qwen2", {}),
        ("qwen3", {"tie_word_embeddings": True}),
    ],
)
def test_a_converted_checkpoint_has_the_tokens_and_logits_of_its_own_library(
    architecture: str, sizes: dict[str, Any], tmp_path: Path
) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = save_checkpoint(tmp_path / "hf", architecture, **sizes)
    convert(folder, tmp_path / "out.gguf", "F32")
    text = PROMPT + "".join(f"<|speech_{code}|>" for code in range(0, 200, 3))
    ids, logits = logits_of(tmp_path / "out.gguf", text)
    assert ids == AutoTokenizer.from_pretrained(folder)(text)["input_ids"]
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    with torch.no_grad():
        theirs = model(torch.tensor([ids])).logits[0, -1].numpy()
    np.testing.assert_allclose(logits, theirs, atol=2e-3)


@needs_torch
@pytest.mark.filterwarnings("ignore::FutureWarning")  # PEFT's, about transformers
def test_a_lora_goes_the_whole_way_to_a_take(tmp_path: Path) -> None:
    base = save_checkpoint(tmp_path / "base")
    said = [WORDS.first_code + code for code in (3, 1, 4, 1, 5, 9, 2, 6)] + [WORDS.id(WORDS.end)]
    marks = WORDS.id("<|TEXT_PROMPT_START|>"), WORDS.id("<|TEXT_PROMPT_END|>")
    prompt = [marks[0], WORDS.letter("A"), marks[1], WORDS.id("<|SPEECH_GENERATION_START|>")]
    adapter = train_lora(base, tmp_path / "lora", prompt, said)
    merge(base, adapter, tmp_path / "merged")
    convert(tmp_path / "merged", tmp_path / "merged.gguf")
    quantize(tmp_path / "merged.gguf", tmp_path / "small.gguf", "q8_0")
    model = _like_forged(tmp_path)
    for weights in ("merged.gguf", "small.gguf"):
        settings = model.settings | {"weights": {"path": str(tmp_path / weights)}}
        assert _tokens(model.model_copy(update={"settings": settings})) == len(said) - 1
    packed = _packed(tmp_path, model)
    assert _tokens(packed.model) == len(said) - 1
    plan = BenchPlan(slots=(1, 2), texts=2, threads=1)
    report = measure(Settings(store=str(tmp_path / "store")), packed.model, plan)
    assert [run.slots for run in report.runs] == [1, 2]
    assert all(run.cache_hits + run.errors == run.texts for run in report.runs)
    note_figures(packed, report.fields())
    assert "| slots | loaded in s |" in (packed.folder / "README.md").read_text("utf-8")


def _like_forged(folder: Path) -> Model:
    model = model_file(folder, tokens={"codes": CODES})
    voiceless = model.voices["forged"].model_copy(update={"settings": {"reference": False}})
    return model.model_copy(update={"voices": {"forged": voiceless}})


def _packed(folder: Path, model: Model) -> PackedModel:
    """The quantized weights as a package; what it was made of is gone then."""
    (folder / "models").mkdir()
    fields = model.model_dump(mode="json", exclude={"name"}, exclude_none=True)
    (folder / "models" / "forged.toml").write_text(toml_text(fields), "utf-8")
    settings = Settings(models_dir=folder / "models", store=str(folder / "store"))
    wishes = PackageWishes(name="tuned", like="forged", licence="Apache-2.0")
    packed = pack(settings, str(folder / "small.gguf"), folder / "packed", wishes)
    for name in ("merged.gguf", "small.gguf"):
        (folder / name).unlink()
    shutil.rmtree(folder / "models")
    return packed


def _tokens(model: Model) -> float:
    engine = SpeechLMEngine.load(model, slots=1, threads=1)
    try:
        voice = next(iter(model.voices))
        return engine.synthesize(Utterance("A", "en", voice), Watch()).facts["tokens"]
    finally:
        engine.close()


def test_a_quantized_file_is_smaller_and_still_read(tmp_path: Path) -> None:
    source = forge(TINY)
    before, after = quantize(source, tmp_path / "out.gguf", "Q8_0")
    assert after < before / 2
    LanguageModel.load(tmp_path / "out.gguf").close()


def test_a_model_agrees_with_itself_and_nearly_with_its_smaller_copy(tmp_path: Path) -> None:
    source = forge(TINY)
    for row in compare(source, source):
        assert row == Compared(row.text, tokens_agree=True, greedy=STEPS, distance=0.0)
    quantize(source, tmp_path / "out.gguf", "Q8_0")
    apart = [row.distance or 0 for row in compare(source, tmp_path / "out.gguf")]
    assert 0 < max(apart) < 2


def test_different_vocabularies_are_not_compared(tmp_path: Path) -> None:
    other = forge(replace(TINY, codes=4096))
    with pytest.raises(BadInput, match="they are different models"):
        compare(forge(TINY), other)
    with pytest.raises(BadInput, match="There is no file"):
        compare(forge(TINY), tmp_path / "none.gguf")


@needs_torch
def test_a_file_is_compared_with_its_checkpoints_tokenizer(tmp_path: Path) -> None:
    folder = save_checkpoint(tmp_path / "hf")
    convert(folder, tmp_path / "out.gguf")
    assert all(row.tokens_agree for row in compare(tmp_path / "out.gguf", folder))


def test_what_does_not_fit_is_refused_in_a_sentence(tmp_path: Path) -> None:
    source, out = forge(TINY), tmp_path / "out.gguf"
    with pytest.raises(UnknownName, match=r"Type 'Q9' is not known\. Available: F16"):
        quantize(source, out, "Q9")
    with pytest.raises(BadInput, match="There is no file"):
        quantize(tmp_path / "none.gguf", out, "Q8_0")
    text = tmp_path / "text.gguf"
    text.write_text("no weights")
    with pytest.raises(BadInput, match=r"text\.gguf"):
        quantize(text, out, "Q8_0")
    with pytest.raises(BadInput, match="exists already"):
        quantize(source, text, "Q8_0")
    text.write_bytes(source.read_bytes()[:-1000])
    for make in (lambda: quantize(text, out, "Q8_0"), lambda: compare(source, text)):
        with pytest.raises(BadInput, match=r"text\.gguf breaks off: it has"):
            make()
    with pytest.raises(BadInput, match="There is no folder"):
        quantize(source, tmp_path / "none" / "out.gguf", "Q8_0")
    assert not out.exists()


def test_a_folder_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.gguf"
    with pytest.raises(BadInput, match="There is no folder"):
        convert(tmp_path / "none", out)
    with pytest.raises(BadInput, match=r"has no config\.json"):
        convert(tmp_path, out)
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertModel"]}))
    with pytest.raises(BadInput, match=r"has no tokenizer\.json"):
        convert(tmp_path, out)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(BadInput, match="holds a BertModel"):
        convert(tmp_path, out)
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["LlamaForCausalLM"]}))
    with pytest.raises(BadInput, match=r"has no \.safetensors files"):
        convert(tmp_path, out)
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(BadInput, match=r"has no adapter_config\.json"):
        merge(tmp_path, tmp_path, tmp_path / "merged")
    assert not out.exists()


@pytest.mark.parametrize(
    ("config", "tensors", "sentence"),
    [
        ({}, b"", r"is empty; save the model again"),
        ({}, b"no tensors at all", r"not a file of safetensors"),
        ({}, (4).to_bytes(8, "little") + b"nono", r"can't be converted \("),
        ({"hidden_size": "many"}, b"", r"can't be converted \("),
        ({"num_attention_heads": 0}, b"", r"can't be converted \("),
    ],
)
def test_a_broken_checkpoint_is_refused_in_a_sentence(
    tmp_path: Path, config: dict[str, Any], tensors: bytes, sentence: str
) -> None:
    sizes = {key: size for key, size in SIZES.items() if key != "head_dim"}
    known = {"architectures": ["LlamaForCausalLM"], "vocab_size": 2, "rms_norm_eps": 1e-6}
    (tmp_path / "config.json").write_text(json.dumps(known | sizes | config))
    words = {"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(words))
    (tmp_path / "model.safetensors").write_bytes(tensors)
    with pytest.raises(BadInput, match=sentence):
        convert(tmp_path, tmp_path / "out.gguf")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_checkpoint_without_sizes_or_words_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["Qwen3ForCausalLM"]}))
    (tmp_path / "model.safetensors").write_bytes(b"")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(BadInput, match="can't be converted \\(lacks 'hidden_size'\\)"):
        convert(tmp_path, tmp_path / "out.gguf")
    assert len(list(tmp_path.iterdir())) == 3


def test_the_commands_end_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = ["voicefarm", "models", "quantize", str(forge(TINY)), str(tmp_path / "o.gguf"), "Q9"]
    monkeypatch.setattr("sys.argv", wanted)
    assert run_command_line(app, ".".join) == 2
    assert "Type 'Q9' is not known" in capsys.readouterr().err
