"""VieNeu-TTS's voices.json in and out of the store."""

import json
from pathlib import Path
from typing import Any

import pytest

from voicefarm.artifacts.keys import enrolled_key
from voicefarm.errors import BadInput
from voicefarm.store import Store
from voicefarm.store.opening import open_store
from worker.voices.sharing import chosen, exported, read_presets, store_presets

BINH = {"codes": [1, 65_535], "text": "Xin chào.", "description": "a man"}
LY = {"codes": [7], "text": "Chào anh."}
FILE = {"meta": {}, "default_voice": "Bình", "presets": {"Bình": BINH, "Hải Ly": LY}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "store"))


def written(folder: Path, content: Any) -> Path:
    path = folder / "voices.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_what_was_imported_is_exported_as_it_was(tmp_path: Path, store: Store) -> None:
    voices = read_presets(written(tmp_path, FILE), "neucodec")
    store_presets(store, "neucodec", voices, replace=False)
    back = json.loads(exported(store, "neucodec"))
    assert back["presets"] == {"Bình": BINH, "Hải-Ly": LY}
    again = read_presets(written(tmp_path, back), "neucodec")
    assert [voice.name for voice in again] == ["Bình", "Hải-Ly"]


def test_voices_are_chosen_by_either_name(tmp_path: Path, store: Store) -> None:
    voices = read_presets(written(tmp_path, FILE), "neucodec")
    assert [one.name for one in chosen(voices, ["Hải Ly"])] == ["Hải-Ly"]
    assert [one.name for one in chosen(voices, ["Hải-Ly"])] == ["Hải-Ly"]
    assert [one.name for one in chosen(voices, [])] == ["Bình", "Hải-Ly"]
    store_presets(store, "neucodec", voices, replace=False)
    assert list(json.loads(exported(store, "neucodec", ["Bình"]))["presets"]) == ["Bình"]


def test_nothing_is_written_over_a_known_voice(tmp_path: Path, store: Store) -> None:
    voices = read_presets(written(tmp_path, FILE), "neucodec")
    store_presets(store, "neucodec", voices[1:], replace=False)
    with pytest.raises(BadInput, match="Hải-Ly: enrolled already; allow them"):
        store_presets(store, "neucodec", voices, replace=False)
    assert store.size(enrolled_key("neucodec", "Bình")) is None
    store_presets(store, "neucodec", voices, replace=True)
    assert store.size(enrolled_key("neucodec", "Bình"))


def test_a_codec_of_points_takes_as_many_numbers_as_it_has(tmp_path: Path, store: Store) -> None:
    point = {"presets": {"a": {"codes": [0.5] * 128}}}
    voices = read_presets(written(tmp_path, point), "vieneu-codec")
    store_presets(store, "vieneu-codec", voices, replace=False)
    assert json.loads(exported(store, "vieneu-codec"))["presets"]["a"]["codes"] == [0.5] * 128
    with pytest.raises(BadInput, match="has 2 numbers, and voices of codec 'vieneu-codec' have"):
        read_presets(written(tmp_path, FILE), "vieneu-codec")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not valid JSON"),
        ([], "has no 'presets'"),
        ({"presets": {}}, "has no 'presets'"),
        ({"presets": {"a": {"codes": [1]}}}, "voice 'a': 'text': give a value"),
        ({"presets": {"a": {"codes": [], "text": "x"}}}, "voice 'a': 'codes'"),
        ({"presets": {"a": {"codes": [65_536], "text": "x"}}}, "code 65536 is none of codec"),
        ({"presets": {"a b": LY, "a-b": LY}}, "has two voices called"),
        ({"presets": {"?": LY}}, "may have letters"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path: Path, content: Any, sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_presets(written(tmp_path, content), "neucodec")
    assert sentence in str(refusal.value)


def test_an_export_without_voices_says_how_to_make_one(store: Store) -> None:
    with pytest.raises(BadInput, match="`voicefarm voices add` does it"):
        exported(store, "neucodec")
