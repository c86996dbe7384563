"""Voices from voices.json, from files of their own, from the voices folder and from a store."""

import json
from pathlib import Path
from typing import Any

import pytest

from voicefarm.errors import BadSetting, UnknownName
from voicefarm.models import Model, read_model
from worker.engines.speechlm.prompts.prompt_format import Reference
from worker.engines.speechlm.settings import read_settings
from worker.engines.speechlm.voices import (
    Embedding,
    load_voices,
    read_enrolled_voice,
    with_full_stops,
)

V1 = {
    "meta": {"spec": "vieneu.voice.presets", "spec_version": "1.0", "engine": "x"},
    "default_voice": "Ly",
    "presets": {
        "Binh": {"codes": [0, 65_535, 7], "text": "Xin  chào.", "description": "nam"},
        "Ly": {"codes": [1, 2, 3], "text": "Tôi là Ly."},
    },
}
TURBO = {
    "default_voice": "a",
    "presets": {"a": {"codes": [0.5] * 128, "text": ""}, "b": {"codes": [0.25] * 128}},
}


def model(
    folder: Path, voices: dict[str, Any], *, kind: str = "neucodec", file: bool = True
) -> Model:
    path = folder / "voices.json"
    settings: dict[str, Any] = {
        "prompt_format": "turbo" if kind == "vieneu-codec" else "compact",
        "phonemizer": "none",
        "weights": {"path": "model.gguf"},
        "codec": {"kind": kind, "path": "codec.onnx"},
    }
    return Model.model_validate(
        {
            "name": "m",
            "engine": "speechlm",
            "description": "",
            "licence": "",
            "sample_rate": 24_000,
            "budget": 256,
            "voices": {n: {"languages": ["vi"], "settings": s} for n, s in voices.items()},
            "default_voices": {"vi": next(iter(voices))},
            "settings": settings | ({"voices_file": {"path": str(path)}} if file else {}),
        }
    )


def voices_of(
    folder: Path, content: Any, voices: dict[str, Any], **more: Any
) -> dict[str, Reference | Embedding | None]:
    said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / "voices.json").write_text(said, "utf-8")
    asked = model(folder, voices, **more)
    return dict(load_voices(read_settings(asked), asked))


def test_references_have_codes_text_and_phonemes(tmp_path: Path) -> None:
    voices = voices_of(tmp_path, V1, {"binh": {"name": "Binh"}})
    assert voices == {"binh": Reference((0, 65_535, 7), "Xin  chào.", "Xin chào.")}


def test_without_a_name_the_default_voice_speaks(tmp_path: Path) -> None:
    voices = voices_of(tmp_path, V1, {"any": {}})
    assert voices["any"] == Reference((1, 2, 3), "Tôi là Ly.", "Tôi là Ly.")


def test_turbo_voices_are_embeddings(tmp_path: Path) -> None:
    voices = voices_of(tmp_path, TURBO, {"b": {"name": "b"}, "d": {}}, kind="vieneu-codec")
    assert voices == {"b": Embedding((0.25,) * 128), "d": Embedding((0.5,) * 128)}


def test_an_unknown_name_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"'Bin' is not known .* mean 'Binh'.*: Binh, Ly"):
        voices_of(tmp_path, V1, {"x": {"name": "Bin"}})


@pytest.mark.parametrize(
    ("codes", "complaint"),
    [
        ([65_536], r"voice 'Ly': code 65536 is out of range, the model has 0 to 65535"),
        ([-1], r"voice 'Ly': 'codes.0'"),
        ([0.5], r"voice 'Ly': 'codes.0'"),
        ([], r"voice 'Ly': 'codes'"),
        ("abc", r"voice 'Ly': 'codes'"),
    ],
)
def test_bad_codes_are_named(tmp_path: Path, codes: Any, complaint: str) -> None:
    wrong = {"presets": {"Ly": {"codes": codes, "text": "a"}}}
    with pytest.raises(BadSetting, match=complaint):
        voices_of(tmp_path, wrong, {"x": {}})


@pytest.mark.parametrize("values", [[0.5] * 127, [0.5] * 129, [float("nan")] * 128])
def test_an_embedding_has_128_numbers(tmp_path: Path, values: list[float]) -> None:
    with pytest.raises(BadSetting, match="voice 'a': 'codes"):
        voices_of(tmp_path, {"presets": {"a": {"codes": values}}}, {"x": {}}, kind="vieneu-codec")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("{", "not valid JSON"),
        ([], "no JSON object"),
        ({"presets": {}}, "no 'presets'"),
        (V1 | {"default_voice": "Zoe"}, "names 'Zoe' as default_voice"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, content: Any, complaint: str) -> None:
    with pytest.raises(BadSetting, match=rf"voices\.json.*{complaint}"):
        voices_of(tmp_path, content, {"x": {}})


def test_a_voice_may_have_a_file_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text(json.dumps(V1["presets"]["Ly"]), "utf-8")  # type: ignore[index]
    voices = voices_of(tmp_path, V1, {"own": {"file": str(own)}}, file=False)
    assert voices["own"] == Reference((1, 2, 3), "Tôi là Ly.", "Tôi là Ly.")


def test_an_enrolled_voice_is_read_like_a_preset(tmp_path: Path) -> None:
    settings = read_settings(model(tmp_path, {"x": {}}))
    content = json.dumps({"codes": [1, 2], "text": "Hello."}).encode()
    assert read_enrolled_voice(content, settings, "en") == Reference((1, 2), "Hello.", "Hello.")
    with pytest.raises(BadSetting, match="give a voice made for this codec"):
        read_enrolled_voice(b'{"codes": [], "text": ""}', settings, "en")


def test_a_model_without_voices_json_says_what_its_voices_need(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="needs 'file' in its settings"):
        voices_of(tmp_path, V1, {"x": {}}, file=False)


def test_a_voice_without_a_reference_needs_no_file(tmp_path: Path) -> None:
    assert voices_of(tmp_path, V1, {"x": {"reference": False}}, file=False) == {"x": None}
    with pytest.raises(BadSetting, match="neither 'name' nor 'file'"):
        voices_of(tmp_path, V1, {"x": {"reference": False, "name": "Ly"}})


def test_a_file_is_looked_for_beside_its_model_file(tmp_path: Path) -> None:
    (tmp_path / "ly.json").write_text(json.dumps(V1["presets"]["Ly"]), "utf-8")  # type: ignore[index]
    (tmp_path / "mine.toml").write_text(
        """
engine = "speechlm"
description = "A test"
licence = "Apache-2.0"
sample_rate = 24000
budget = 256
voices = { ly = { languages = ["vi"], settings = { file = "ly.json" } } }

[settings]
prompt_format = "compact"
phonemizer = "none"
weights = { path = "weights/mine.gguf" }
codec = { kind = "neucodec", path = "/elsewhere/codec.onnx" }
"""
    )
    found = read_model(tmp_path / "mine.toml")
    settings = read_settings(found)
    assert settings.weights.path == tmp_path / "weights" / "mine.gguf"
    assert settings.codec.path == Path("/elsewhere/codec.onnx")
    assert load_voices(settings, found)["ly"] == Reference((1, 2, 3), "Tôi là Ly.", "Tôi là Ly.")


def test_an_unknown_key_of_a_voice_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"'voices\.x\.settings\.nmae'"):
        voices_of(tmp_path, V1, {"x": {"nmae": "Ly"}})


def test_a_reference_that_the_prompt_can_not_take_is_refused_before_anything_is_said(
    tmp_path: Path,
) -> None:
    (tmp_path / "voices.json").write_text(json.dumps(V1), "utf-8")
    asked = model(tmp_path, {"x": {}})
    turbo = asked.model_copy(update={"settings": asked.settings | {"prompt_format": "turbo"}})
    with pytest.raises(BadSetting, match="turbo prompt takes no reference codes; give"):
        load_voices(read_settings(turbo), turbo)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Trời mưa. Anh về. ", "Trời mưa! Anh về. "),
        ("“Đi thôi.” Anh nói... rồi thôi… mãi.", "“Đi thôi!” Anh nói! rồi thôi! mãi."),
        ("Ai đó? Không.", "Ai đó? Không."),
    ],
)
def test_a_voice_may_read_another_mark_for_the_full_stops_inside(text: str, read: str) -> None:
    assert with_full_stops(text, "!") == read
    assert with_full_stops(text, ".") == text
