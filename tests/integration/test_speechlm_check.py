"""`check` on forged models: a good one has no findings, each defect its sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

pytest.importorskip("gguf", reason="forging models needs the gguf package")
pytest.importorskip("llama_cpp", reason="an extra: speechlm")

from tests.kit.cpu_time import assert_linear
from tests.kit.forge.codecs import NeuCodec, VieneuCodec, forge_codec
from tests.kit.forge.gguf_models import Recipe, forge
from voicefarm.models import Model
from worker.cli.models import models_app
from worker.engines.speechlm.fitness import check
from worker.model_files.gguf_header import read_gguf_header

GOOD = Recipe(architecture="qwen2", filler=3_000)


def settings_of(weights: Path, codec: Path, voices: Path) -> dict[str, Any]:
    return {
        "prompt_format": "compact",
        "phonemizer": "none",
        "weights": {"path": str(weights)},
        "codec": {"kind": "neucodec", "path": str(codec)},
        "voices_file": {"path": str(voices)},
    }


def model(folder: Path, weights: Path, codec: Path, more: dict[str, Any] | None = None) -> Model:
    voices = folder / "voices.json"
    if not voices.exists():
        voices.write_text(json.dumps({"presets": {"a": {"codes": [1, 2], "text": "One two."}}}))
    return Model.model_validate(
        {
            "name": "forged",
            "engine": "speechlm",
            "description": "",
            "licence": "",
            "sample_rate": 24_000,
            "budget": 256,
            "voices": {"a": {"languages": ["en"]}},
            "default_voices": {"en": "a"},
            "settings": settings_of(weights, codec, voices) | (more or {}),
        }
    )


def findings(folder: Path, recipe: Recipe = GOOD, **more: Any) -> list[str]:
    asked = model(folder, forge(recipe), forge_codec(NeuCodec()), more)
    return [str(found) for found in check(asked)]


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
def test_a_good_model_has_no_findings(tmp_path: Path, architecture: Any) -> None:
    assert findings(tmp_path, Recipe(architecture=architecture)) == []


def test_a_large_vocabulary_is_read_in_time_by_its_size() -> None:
    paths = {size: forge(Recipe(filler=size)) for size in (37_500, 150_000)}
    assert_linear(lambda size: read_gguf_header(paths[size]), 150_000)
    assert len(read_gguf_header(paths[150_000]).tokens) > 215_000


@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        (Recipe(with_end=False), "The END token '<|SPEECH_GENERATION_END|>' is missing"),
        (Recipe(codes=65_000), "536 of 65,536 speech tokens are missing, the first is"),
        (Recipe(gap=1_000), "have a gap before '<|speech_1000|>'"),
        (Recipe(control=True), "65,536 speech tokens are of type CONTROL"),
        (Recipe(context=1_024), "trained on 1,024 tokens and 'settings.context' asks for 2,048"),
    ],
)  # fmt: skip
def test_a_defect_of_the_gguf_is_told(tmp_path: Path, recipe: Recipe, sentence: str) -> None:
    assert sentence in "\n".join(findings(tmp_path, recipe))


def test_control_tokens_alone_keep_no_model_from_speaking(tmp_path: Path) -> None:
    asked = model(tmp_path, forge(Recipe(control=True)), forge_codec(NeuCodec()))
    assert [found.fatal for found in check(asked)] == [False]


@pytest.mark.parametrize(
    ("codec", "kind", "sentence"),
    [
        (NeuCodec("int64-codes"), "neucodec", "input 'codes' is int64 and must be int32"),
        (NeuCodec("no-audio"), "neucodec", "has no output 'audio'"),
        (VieneuCodec(), "neucodec", "input 'codes' is missing (it has content_ids int64 [1, "),
        (NeuCodec(), "vieneu-codec", "input 'content_ids' is missing"),
    ],
)
def test_a_wrong_codec_is_told(tmp_path: Path, codec: Any, kind: str, sentence: str) -> None:
    settings: Any = {"codec": {"kind": kind, "path": str(forge_codec(codec))}}
    assert sentence in "\n".join(findings(tmp_path, **settings))


def test_an_unknown_emotion_is_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, emotion="<|emotion_99|>")
    assert "needs <|emotion_99|>, which the vocabulary lacks" in found


def test_a_wrong_architecture_is_told(tmp_path: Path) -> None:
    import gguf

    path = tmp_path / "bert.gguf"
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_token_list(list(GOOD.words.tokens))
    writer.add_token_types(list(GOOD.words.types))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    (found,) = [str(f) for f in check(model(tmp_path, path, forge_codec(NeuCodec())))]
    assert "The architecture is 'bert'" in found


def test_a_broken_off_download_is_told(tmp_path: Path) -> None:
    whole = forge(GOOD).read_bytes()
    for share, sentence in ((0.9, "model.gguf breaks off"), (0.01, "not a complete GGUF file")):
        path = tmp_path / "model.gguf"
        path.write_bytes(whole[: int(len(whole) * share)])
        found = check(model(tmp_path, path, forge_codec(NeuCodec())))
        assert sentence in "\n".join(map(str, found))


def test_a_broken_codec_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    for content in (b"", b"<html>", forge_codec(NeuCodec()).read_bytes()[:-40]):
        path.write_bytes(content)
        (found,) = check(model(tmp_path, forge(GOOD), path))
        assert "model.onnx" in str(found)


def test_a_voice_out_of_range_is_told(tmp_path: Path) -> None:
    voices = {"presets": {"a": {"codes": [70_000], "text": "One."}}}
    (tmp_path / "voices.json").write_text(json.dumps(voices))
    (found,) = findings(tmp_path)
    assert "code 70000 is out of range" in found


def test_too_little_memory_is_told_with_the_figures(tmp_path: Path) -> None:
    recipe = Recipe(layers=24, hidden=64, filler=3_000, context=32_768)
    asked = model(tmp_path, forge(recipe), forge_codec(NeuCodec()), {"context": 32_768})
    found = check(asked, slots=256)
    if found:  # a machine with very much memory has room for it
        assert "slots of 32768 tokens need" in str(found[0])


def test_missing_files_name_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    hub = {"repo": "a/b", "file": "c.gguf"}
    (found,) = findings(tmp_path, weights=hub)
    assert "a/b/c.gguf is not on this machine: run voicefarm models pull forged" in found


@pytest.fixture
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one good model file, and no weights but its own."""
    models = tmp_path / "models"
    models.mkdir()
    asked = model(tmp_path, forge(GOOD), forge_codec(NeuCodec()))
    settings = asked.settings
    (models / "forged.toml").write_text(
        'engine = "speechlm"\ndescription = "d"\nlicence = "l"\nsample_rate = 24000\nbudget = 256\n'
        '[default_voices]\nen = "a"\n[voices.a]\nlanguages = ["en"]\n'
        '[settings]\nprompt_format = "compact"\nphonemizer = "none"\n'
        f'weights = {{ path = "{settings["weights"]["path"]}" }}\n'
        f'codec = {{ kind = "neucodec", path = "{settings["codec"]["path"]}" }}\n'
        f'voices_file = {{ path = "{settings["voices_file"]["path"]}" }}\n'
    )
    monkeypatch.setenv("VOICEFARM_MODELS_DIR", str(models))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return models


def test_the_command_checks_pulls_and_lists(own_models: Path) -> None:
    runner = CliRunner()
    checked = runner.invoke(models_app, ["check", "forged", "--json"])
    assert (checked.exit_code, json.loads(checked.stdout)) == (
        0,
        {"model": "forged", "fits": True, "findings": []},
    )
    pulled = runner.invoke(models_app, ["pull", "forged", "--json"])
    assert set(json.loads(pulled.stdout)["files"]) == {"weights", "codec", "voices_file"}
    listed = runner.invoke(models_app, ["list", "--slots", "4", "--json"])
    rows = {row["model"]: row for row in json.loads(listed.stdout)}
    assert rows["forged"]["memory_mb"] > 100
    assert rows["vieneu-0.3b-q4"]["installed"] is False
    assert "forged" in runner.invoke(models_app, ["list"]).stdout


def test_the_command_fails_when_a_model_can_not_speak(own_models: Path) -> None:
    checked = CliRunner().invoke(models_app, ["check", "vieneu-0.3b-q4"])
    assert checked.exit_code == 2
    assert "run voicefarm models pull vieneu-0.3b-q4" in checked.stdout
