"""Enrolled voices: in the store, they belong to every model of their kind of codec."""

import json
from pathlib import Path

import pytest

from voicefarm.artifacts.keys import enrolled_key
from voicefarm.artifacts.voices import read_enrolled, with_all_voices, with_voice
from voicefarm.errors import UnknownName
from voicefarm.models import Enrols, Model, Voice
from voicefarm.store import Store
from voicefarm.store.opening import open_store

PRESET = json.dumps({"codes": [1, 2, 3], "text": "Hello."}).encode()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "store"))


@pytest.fixture
def model() -> Model:
    return Model(
        name="m",
        engine="speechlm",
        description="",
        licence="",
        sample_rate=24_000,
        budget=256,
        voices={"binh": Voice(languages=("vi",))},
        default_voices={"vi": "binh"},
        enrols=Enrols(codec="neucodec", languages=("vi", "en")),
    )


def test_an_enrolled_voice_speaks_the_model_s_languages(store: Store, model: Model) -> None:
    store.put(enrolled_key("neucodec", "mẹ"), PRESET)
    speaking = with_voice(model, store, "mẹ")
    assert speaking.voice_for("en", "mẹ") == "mẹ"
    assert list(with_all_voices(model, store).voices) == ["binh", "mẹ"]
    assert read_enrolled(store, model, "mẹ") == PRESET


def test_a_voice_enrolled_anew_makes_new_takes(store: Store, model: Model) -> None:
    store.put(enrolled_key("neucodec", "ana"), PRESET)
    first = with_voice(model, store, "ana").fingerprint("ana")
    store.put(enrolled_key("neucodec", "ana"), PRESET.replace(b"3", b"4"))
    assert with_voice(model, store, "ana").fingerprint("ana") != first
    assert with_voice(model, store, "ana").fingerprint("binh") == model.fingerprint("binh")


def test_a_model_s_own_voice_is_not_replaced(store: Store, model: Model) -> None:
    store.put(enrolled_key("neucodec", "binh"), PRESET)
    assert with_voice(model, store, "binh") == model


def test_a_voice_that_nobody_enrolled_is_unknown(store: Store, model: Model) -> None:
    with pytest.raises(UnknownName, match="Voice 'ana' is not known"):
        with_voice(model, store, "ana").voice_for("vi", "ana")
    with pytest.raises(UnknownName, match="voicefarm voices add"):
        model.voice_for("en", None)
