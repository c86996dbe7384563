"""Models packed into folders of their own."""

import importlib.util
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnxruntime", reason="an extra: piper")
pytest.importorskip("onnx", reason="for the forged voices")

import numpy as np

from tests.kit.forge.engines import model_file
from tests.kit.forge.gguf_models import LETTERS, forge
from tests.kit.forge.piper_voices import PiperVoice, piper_model
from voicefarm.artifacts.keys import enrolled_key
from voicefarm.errors import BadInput, EngineUnavailable, UnknownName
from voicefarm.models import Model, read_model
from voicefarm.settings import Settings
from voicefarm.store import JSON
from worker.engines import Utterance, engine_class
from worker.model_files.cache import sha256_of
from worker.model_tools.packing.origin import PackageWishes
from worker.model_tools.packing.package import note_figures, pack
from worker.model_tools.packing.toml_text import toml_text
from worker.slots.watch import Watch

needs_llama = pytest.mark.skipif(
    importlib.util.find_spec("llama_cpp") is None, reason="an extra: speechlm"
)
NO_WISHES = PackageWishes()
RUN = {
    "slots": 2,
    "load_s": 1.25,
    "first_sound_s": 0.2,
    "times_real_time": 3.21,
    "audio_s_per_core_s": 2.5,
    "memory_mb": 1403,
    "errors": 0,
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A machine with a folder of its own models."""
    (tmp_path / "models").mkdir()
    return Settings(models_dir=tmp_path / "models", store=str(tmp_path / "store"))


def add(settings: Settings, model: Model, **changes: Any) -> None:
    """Put the model's file among those of the machine."""
    assert settings.models_dir is not None
    fields = model.model_dump(mode="json", exclude={"name"}, exclude_none=True) | changes
    (settings.models_dir / f"{model.name}.toml").write_text(toml_text(fields), "utf-8")


def spoken(model: Model) -> Any:
    engine = engine_class(model.engine).load(model, slots=1, threads=1)
    try:
        voice = next(iter(model.voices))
        return engine.synthesize(Utterance("A ferry.", "en", voice, seed=3), Watch()).samples
    finally:
        engine.close()


def test_a_table_is_read_from_toml_as_it_was_written() -> None:
    table = {
        "name": 'quotes " and \\ and\nlines',
        "on": True,
        "share": 0.5,
        "list": ["a", 1, {"key": "value"}],
        "empty": {},
        "Hải Đăng": {"inner": {"deep": 1}, "plain": "ă\x7f"},
        "only": {"tables": {"x": 1}},
    }
    assert tomllib.loads(toml_text(table)) == table


def test_a_packed_model_speaks_without_its_original(settings: Settings, tmp_path: Path) -> None:
    model = piper_model(tmp_path, PiperVoice(speakers=2))
    network = tmp_path / "own" / "network.onnx"
    network.parent.mkdir()
    shutil.copy(model.settings["network"]["path"], network)
    (network.parent / "LICENSE.txt").write_text("Do what you like.")
    tables = model.settings | {"network": {"path": str(network), "sha256": sha256_of(network)}}
    model = model.model_copy(update={"settings": tables})
    add(settings, model)
    before = spoken(model)
    packed = pack(settings, "forged-piper", tmp_path / "packed", PackageWishes(name="carried"))
    shutil.rmtree(network.parent)
    (tmp_path / "voice.onnx.json").unlink()
    moved = (tmp_path / "packed").rename(tmp_path / "elsewhere")
    carried = read_model(moved / "carried.toml")
    assert np.array_equal(spoken(carried), before)
    assert (moved / "LICENSE.txt").read_text() == "Do what you like."
    for file in packed.files:
        assert sha256_of(moved / file.name) == file.sha256
    assert {"network.onnx", "voice.onnx.json", "README.md"} <= {it.name for it in moved.iterdir()}


def test_a_package_makes_the_takes_of_its_original(settings: Settings, tmp_path: Path) -> None:
    model = piper_model(tmp_path)
    network = Path(model.settings["network"]["path"])
    sums = {"path": str(network), "sha256": sha256_of(network)}
    described = Path(model.settings["voice"]["path"])
    told = {"path": str(described), "sha256": sha256_of(described)}
    model = model.model_copy(update={"settings": {"network": sums, "voice": told}})
    add(settings, model)
    packed = pack(settings, "forged-piper", tmp_path / "packed", NO_WISHES)
    assert packed.model.fingerprint("speaker-0") == model.fingerprint("speaker-0")


def test_a_package_can_be_packed_again(settings: Settings, tmp_path: Path) -> None:
    add(settings, piper_model(tmp_path))
    first = pack(settings, "forged-piper", tmp_path / "first", NO_WISHES)
    second = pack(settings, str(first.folder), tmp_path / "second", NO_WISHES)
    assert second.model.model_dump() == first.model.model_dump()


def test_the_card_says_what_one_must_know(settings: Settings, tmp_path: Path) -> None:
    add(settings, piper_model(tmp_path, PiperVoice(speakers=2)))
    packed = pack(settings, "forged-piper", tmp_path / "packed", NO_WISHES)
    card = (packed.folder / "README.md").read_text("utf-8")
    head = "---\nlanguage: [en]\nlicense: apache-2.0\npipeline_tag: text-to-speech\n---\n"
    assert card.startswith(head)
    for file in packed.files:
        assert f"| {file.name} | {file.role} | {file.size:,} | `{file.sha256}` |" in card
    assert "| `speaker-0` | en | the usual one of `en` |" in card
    assert "VOICEFARM_MODELS_DIR" in card
    assert "Not measured." in card
    assert str(tmp_path) not in card
    told = {"cpu": "a CPU", "threads": 2, "load_average": 1.5, "language": "en", "runs": [RUN]}
    note_figures(packed, told)
    card = (packed.folder / "README.md").read_text("utf-8")
    assert "| 2 | 1.2 | 0.20 | 3.21 | 2.50 | 1,403 | 0 |" in card


@needs_llama
def test_voices_in_files_of_their_own_become_a_voices_file(
    settings: Settings, tmp_path: Path
) -> None:
    model = model_file(tmp_path)
    add(settings, model, enrols={"codec": "neucodec", "languages": ["en"]})
    ana = (tmp_path / "voice.json").read_bytes()
    settings.open_store().put(enrolled_key("neucodec", "ana"), ana, JSON)
    packed = pack(settings, "forged", tmp_path / "packed", PackageWishes(voices=("ana",)))
    (tmp_path / "voice.json").unlink()
    voices = json.loads((packed.folder / "voices.json").read_text("utf-8"))
    assert set(voices["presets"]) == {"forged", "ana"}
    assert voices["presets"]["ana"] == json.loads(ana)
    assert packed.model.voices["ana"].settings == {"name": "ana"}
    assert len(spoken(packed.model)) > 0
    with pytest.raises(UnknownName, match="'eve' is not known, which nobody enrolled"):
        pack(settings, "forged", tmp_path / "more", PackageWishes(voices=("eve",)))


@needs_llama
def test_weights_that_were_just_made_are_packed_like_a_model(
    settings: Settings, tmp_path: Path
) -> None:
    add(settings, model_file(tmp_path))
    made = tmp_path / "Tuned"
    made.mkdir()
    shutil.copy(forge(LETTERS), made / "tuned-q8.gguf")
    (made / "tokenizer.json").write_text("{}")
    presets = {"Hải Đăng": json.loads((tmp_path / "voice.json").read_text())}
    (made / "voices.json").write_text(json.dumps({"presets": presets}))
    wishes = PackageWishes(like="forged", licence="CC-BY-4.0")
    packed = pack(settings, str(made), tmp_path / "packed", wishes)
    shutil.rmtree(made)
    assert (packed.model.name, packed.model.licence) == ("tuned", "CC-BY-4.0")
    assert list(packed.model.voices) == ["Hải-Đăng"]
    assert (packed.folder / "tokenizer.json").is_file()
    assert len(spoken(packed.model)) > 0


def test_nothing_is_left_of_a_package_that_fails(settings: Settings, tmp_path: Path) -> None:
    model = piper_model(tmp_path)
    tables = model.settings | {"voice": {"path": model.settings["network"]["path"]}}
    add(settings, model.model_copy(update={"settings": tables}))
    with pytest.raises(BadInput, match="The model can't be packed"):
        pack(settings, "forged-piper", tmp_path / "packed", NO_WISHES)
    assert not [path for path in tmp_path.iterdir() if "packed" in path.name]


@pytest.mark.parametrize(
    ("source", "wishes", "sentence"),
    [
        ("nobody", {}, "Model 'nobody' is not known"),
        ("espeak", {}, "has no files of its own to pack"),
        ("chatterbox", {}, "has no files of its own to pack"),
        ("vieneu-v2-q4", {}, "licence: the licence of model 'vieneu-v2-q4' is not known"),
        ("piper-lessac", {}, "licence: the licence of model 'piper-lessac' is not known"),
        ("piper-lessac", {"licence": "own"}, "run voicefarm models pull piper-lessac"),
        ("neutts-air-q4", {}, "voice: model 'neutts-air-q4' has no voice of its own"),
        ("house", {"voices": ("ana",)}, "voice: model 'house' takes no enrolled voices"),
        ("house", {"name": "Bad Name"}, "name: 'Bad Name' can't be a model's name"),
    ],
)
def test_what_can_not_be_packed_is_refused_in_a_sentence(
    settings: Settings, tmp_path: Path, source: str, wishes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises((BadInput, EngineUnavailable)) as refused:
        pack(settings, source, tmp_path / "packed", PackageWishes(**wishes))
    assert sentence in str(refused.value)
    assert not (tmp_path / "packed").exists()


@pytest.mark.parametrize(
    ("files", "wishes", "sentence"),
    [
        ([], {}, "has no weights; name a folder with"),
        (["a.gguf", "b.gguf"], {}, "has several GGUF files (a.gguf, b.gguf)"),
        (["a.gguf"], {}, "like: "),
        (["a.gguf"], {"like": "nobody"}, "like: 'nobody' is not known"),
        (["a.gguf"], {"like": "piper-joe"}, "like: 'piper-joe' is no speech language model"),
        (["a.gguf"], {"like": "house"}, "licence: the licence of"),
        (["a.toml", "b.toml"], {}, "has 2 model files"),
    ],
)
def test_a_folder_that_does_not_say_enough_is_refused(
    settings: Settings, tmp_path: Path, files: list[str], wishes: dict[str, Any], sentence: str
) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    for name in files:
        (folder / name).write_text("")
    with pytest.raises(BadInput) as refused:
        pack(settings, str(folder), tmp_path / "packed", PackageWishes(**wishes))
    assert sentence in str(refused.value)


def test_a_package_never_covers_what_lies_there(settings: Settings, tmp_path: Path) -> None:
    add(settings, piper_model(tmp_path))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    for target, sentence in (
        (tmp_path / "full", "is not empty"),
        (tmp_path / "full" / "mine.txt", "is a file"),
        (tmp_path / "none" / "out", "There is no folder"),
    ):
        with pytest.raises(BadInput, match=sentence):
            pack(settings, "forged-piper", target, NO_WISHES)
    assert pack(settings, "forged-piper", tmp_path / "empty", NO_WISHES).files
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"
