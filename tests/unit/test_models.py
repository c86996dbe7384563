"""Model files: what is in them, and what is said when it doesn't fit."""

import hashlib
import json
from pathlib import Path

import pytest

from voicefarm.errors import BadSetting, EngineUnavailable, UnknownName
from voicefarm.models import Catalogue, Model, read_model, shipped_config
from worker.engines import engine_class

FILE = """
engine = "silence"
description = "A test"
licence = "Apache-2.0"
sample_rate = 8000
budget = 100
default_voices = { en = "ana" }
voices = { ana = { languages = ["en"] }, bao = { languages = ["vi"] } }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.toml").write_text(FILE)
    return tmp_path


def changed(folder: Path, old: str, new: str) -> Path:
    path = folder / "changed.toml"
    path.write_text(FILE.replace(old, new))
    return path


def test_every_shipped_model_can_be_read() -> None:
    models = list(Catalogue(shipped_config() / "models").values())
    assert {"espeak", "silence"} <= {model.name for model in models}


def test_a_folder_of_one_s_own_is_over_the_shipped_one(folder: Path) -> None:
    (folder / "espeak.toml").write_text(FILE)
    catalogue = Catalogue(shipped_config() / "models", folder)
    assert catalogue["espeak"].engine == "silence"
    assert "mine" in catalogue


def test_an_unknown_model_names_the_nearest(folder: Path) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'mine'"):
        Catalogue(folder)["mien"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("budget = 100", "budget = 5", "'budget'"),
        ("budget = 100", "bugdet = 100", "'budget'"),
        ('"ana" }', '"bao" }', "default voice 'bao' is not a voice that speaks 'en'"),
        ("sample_rate = 8000", "sample_rate = ", "is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(
    folder: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        read_model(changed(folder, old, new))
    assert sentence in str(caught.value)
    assert "changed.toml" in str(caught.value)


def test_what_shapes_the_sound_changes_the_fingerprint(folder: Path) -> None:
    def fingerprint(old: str, new: str) -> str:
        model = read_model(changed(folder, old, new))
        return model.fingerprint("ana")

    same = read_model(folder / "mine.toml").fingerprint("ana")
    assert fingerprint("A test", "Another description") == same
    assert fingerprint('"Apache-2.0"', '"MIT"') == same
    assert fingerprint(', bao = { languages = ["vi"] }', "") == same
    assert fingerprint("budget", "settings = { streaming = { piece = 9 } }\nbudget") == same
    assert fingerprint("8000", "16000") != same
    assert fingerprint("budget", "settings = { work_s = 1 }\nbudget") != same
    assert fingerprint('["en"] }', '["en"], settings = { pitch = 2 } }') != same


def with_weights(folder: Path, weights: str) -> Model:
    settings = f"settings = {{ weights = {{ {weights} }} }}\nbudget"
    return read_model(changed(folder, "budget", settings))


def test_a_file_that_was_moved_keeps_its_takes(folder: Path) -> None:
    def fingerprint(weights: str) -> str:
        return with_weights(folder, weights).fingerprint("ana")

    before = fingerprint("path = '../old/a.gguf'")
    assert fingerprint("path = '../new/a.gguf'") != before
    assert fingerprint("path = '../new/a.gguf', known_as = '../old/a.gguf'") == before
    moved = "path = '../new/a.gguf', known_as = '../old/a.gguf', sha256 = "
    assert fingerprint(f"{moved}'abc'") != fingerprint(f"{moved}'abd'")


@pytest.mark.parametrize(
    "place",
    [
        "path = '../new/b.gguf'",
        "repo = 'someone/voice', file = 'a.gguf', revision = 'main'",
        "package = 'a-voice==1.0.0', file = 'a_voice/a.gguf'",
        "file = 'a.gguf', parts = [{ package = 'a-voice==1.0.0', file = 'a_voice/a.gguf' }]",
    ],
)
def test_a_file_with_a_checksum_is_the_same_wherever_it_comes_from(
    folder: Path, place: str
) -> None:
    def fingerprint(weights: str) -> str:
        return with_weights(folder, weights).fingerprint("ana")

    first = fingerprint("path = 'a.gguf', sha256 = 'abc', kind = 'x'")
    assert fingerprint(f"{place}, sha256 = 'abc', kind = 'x'") == first
    assert fingerprint(f"{place}, sha256 = 'abc', kind = 'y'") != first
    assert fingerprint(f"{place}, sha256 = 'abd', kind = 'x'") != first


def test_a_known_path_counts_together_with_the_checksum(folder: Path) -> None:
    """As both did when the first takes were made."""
    weights = "path = 'new.gguf', known_as = 'old.gguf', sha256 = 'abc'"
    model = with_weights(folder, weights)
    described = {
        "engine": model.engine,
        "sample_rate": model.sample_rate,
        "settings": {"weights": {"path": "old.gguf", "sha256": "abc"}},
        "voice": {},
    }
    canonical = json.dumps(described, sort_keys=True)
    assert model.fingerprint("ana") == hashlib.sha256(canonical.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("weights", "place"),
    [
        ("path = 'a.gguf'", "a.gguf"),
        ("deeper = { path = 'a.gguf' }", "a.gguf"),
        ("repo = 'a/b', file = 'c/d.gguf'", "hub/models--a--b/snapshots/COMMIT/c/d.gguf"),
        (
            "package = 'a-voice==1.0', file = 'c/d.gguf', sha256 = 'abc'",
            "hub/voicefarm-packages/abc/d.gguf",
        ),
        (
            "file = 'd.gguf', sha256 = 'abc', parts = [{ package = 'a-voice==1.0', file = 'p' }]",
            "hub/voicefarm-packages/abc/d.gguf",
        ),
    ],
)
def test_a_model_is_installed_when_its_files_are_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch, weights: str, place: str
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(folder / "hub"))
    refs = folder / "hub/models--a--b/refs"
    refs.mkdir(parents=True)
    (refs / "main").write_text("0" * 40)
    model = with_weights(folder, weights)
    assert not model.installed
    file = folder / place.replace("COMMIT", "0" * 40)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    assert model.installed


@pytest.mark.parametrize(
    "weights", ["package = 1, file = 'x', sha256 = '1'", "package = 'a', file = 'x', sha256 = '1'"]
)
def test_a_model_whose_package_is_misspelt_is_not_installed(folder: Path, weights: str) -> None:
    assert not with_weights(folder, weights).installed


def test_the_house_voice_has_the_fingerprint_of_its_first_takes() -> None:
    model = read_model(shipped_config() / "models" / "house.toml")
    # Since its English was taught by Kokoro. Its Vietnamese has a setting of its own.
    assert (model.fingerprint("en"), model.fingerprint("vi")) == (
        "8b6050f890429ab7",
        "5ac5798b1df0b95a",
    )


def test_where_a_file_lies_is_no_part_of_its_fingerprint(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    said = FILE + '[settings]\nweights = { path = "own.gguf" }\n'
    fingerprints = set()
    for place in (folder, elsewhere):
        (place / "own.toml").write_text(said)
        model = read_model(place / "own.toml")
        assert model.folder == place
        fingerprints.add(model.fingerprint("ana"))
    assert len(fingerprints) == 1


def test_a_voice_must_speak_the_language(folder: Path) -> None:
    model: Model = read_model(folder / "mine.toml")
    assert model.voice_for("en", None) == "ana"
    assert model.voice_for("vi", "bao") == "bao"
    with pytest.raises(UnknownName, match="Available: bao"):
        model.voice_for("vi", None)
    with pytest.raises(UnknownName, match="Available: ana"):
        model.voice_for("en", "bao")


def test_an_engine_is_found_by_name_or_named() -> None:
    assert engine_class("silence").__name__ == "SilenceEngine"
    with pytest.raises(UnknownName, match="Engine 'slience' is not known"):
        engine_class("slience")


def test_an_engine_whose_library_is_missing_says_which_extra_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    from worker.language.espeak_library import EspeakLibrary

    monkeypatch.setattr(EspeakLibrary, "_opened", None)
    with pytest.raises(EngineUnavailable, match=r"install the extra 'espeak'"):
        EspeakLibrary.open()
