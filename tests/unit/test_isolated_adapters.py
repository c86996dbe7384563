"""What adapters of isolated engines ask of their libraries, by stand-ins with their signatures."""

import ast
import importlib.util
import inspect
from pathlib import Path
from typing import Any

import pytest

from tests.kit import stand_in_libraries
from tests.kit.stand_in_libraries import load_adapter

VOICES = {"own": {}, "ann": {"reference": "ann.wav"}, "bob": {"reference": "bob.wav"}}


def request(text: str = "one two three", **other: Any) -> dict[str, Any]:
    return {"text": text, "language": "en", "voice": "own", "seed": 7, "speed": 1.0, **other}


class Progress:
    """Counts, and stops after `most` calls."""

    def __init__(self, most: int = 10**6) -> None:
        self.calls, self._most = 0, most

    def __call__(self) -> None:
        self.calls += 1
        if self.calls >= self._most:
            raise KeyboardInterrupt


def test_chatterbox_has_its_strength_and_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_adapter(
        monkeypatch, "chatterbox", VOICES, exaggeration=0.7, cfg_weight=0.3, temperature=0.6
    )
    sound = engine.speak(request(), progress := Progress())
    assert (sound.shape, engine.sample_rate, progress.calls) == ((1300,), 24_000, 3)
    assert engine._model.asked == [
        {
            "text": "one two three",
            "conds": "own",
            "exaggeration": 0.7,
            "cfg": 0.3,
            "temperature": 0.6,
        }
    ]


@pytest.mark.parametrize("version", ["original", "multilingual", "turbo"])
def test_each_voice_of_chatterbox_is_its_own_and_is_read_once(
    monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    engine = load_adapter(monkeypatch, "chatterbox", VOICES, version=version)
    order = ["own", "ann", "bob", "ann", "own"]
    for voice in order:
        engine.speak(request(voice=voice), Progress())
    heard = [asked["conds"] for asked in engine._model.asked]
    assert [conds if conds == "own" else conds[0].removesuffix(".wav") for conds in heard] == order
    assert engine._model.read == ["ann.wav", "bob.wav"]


@pytest.mark.parametrize(("tag", "asked"), [("de", "de"), ("pt-BR", "pt"), ("zh-Hant", "zh")])
def test_chatterbox_gets_a_language_as_it_knows_it(
    monkeypatch: pytest.MonkeyPatch, tag: str, asked: str
) -> None:
    engine = load_adapter(monkeypatch, "chatterbox", VOICES, version="multilingual")
    engine.speak(request(language=tag), Progress())
    assert engine._model.asked[0]["language"] == asked


def test_turbo_has_no_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_adapter(monkeypatch, "chatterbox", VOICES, version="turbo", exaggeration=0.9)
    engine.speak(request("Well [chuckle] now"), Progress())
    assert engine._model.asked[0]["exaggeration"] == 0.0


@pytest.mark.parametrize(
    ("options", "voices", "voice", "told"),
    [
        ({"folder": "voiceless"}, VOICES, "own", "no voice of its own"),
        ({"version": "turbo"}, {"own": {"reference": "short.wav"}}, "own", "must be longer"),
    ],
)
def test_a_voice_that_chatterbox_lacks_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any],
    voices: dict[str, Any],
    voice: str,
    told: str,
) -> None:
    engine = load_adapter(monkeypatch, "chatterbox", voices, **options)
    with pytest.raises(ValueError, match=told):
        engine.speak(request(voice=voice), Progress())


def test_a_folder_is_loaded_instead_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_adapter(monkeypatch, "chatterbox", VOICES, folder="here")._model.where == "here"
    assert load_adapter(monkeypatch, "chatterbox", VOICES)._model.where is None


def test_styletts2_has_its_options_and_each_voice_its_style(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = load_adapter(
        monkeypatch, "styletts2", VOICES, alpha=0.1, beta=0.2, checkpoint="a.pth", config="a.yml"
    )
    for voice in VOICES:
        engine.speak(request(voice=voice), Progress())
    styles = [asked["style"] for asked in engine._model.asked]
    assert styles == [None, "style of ann.wav", "style of bob.wav"]
    assert (engine._model.asked[0]["alpha"], engine._model.asked[0]["beta"]) == (0.1, 0.2)
    assert engine._model.files == ("a.pth", "a.yml")


def test_each_step_of_styletts2_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_adapter(monkeypatch, "styletts2", VOICES, diffusion_steps=5)
    engine.speak(request(), all_ := Progress())
    assert all_.calls == 8
    with pytest.raises(KeyboardInterrupt):
        engine.speak(request(), Progress(most=4))


def test_a_text_that_styletts2_would_cut_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_adapter(monkeypatch, "styletts2", VOICES)
    with pytest.raises(ValueError, match="at most 420 characters"):
        engine.speak(request("a" * 421), Progress())


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("chatterbox/tts.py", "ChatterboxTTS"),
        ("chatterbox/mtl_tts.py", "ChatterboxMultilingualTTS"),
        ("chatterbox/tts_turbo.py", "ChatterboxTurboTTS"),
        ("styletts2/tts.py", "StyleTTS2"),
    ],
)
def test_a_stand_in_has_the_signatures_of_its_library(file: str, name: str) -> None:
    spec = importlib.util.find_spec(file.split("/")[0])
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the library is not installed here")
    source = Path(spec.submodule_search_locations[0]).parent / file
    (true,) = (
        node
        for node in ast.parse(source.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    own = getattr(stand_in_libraries, name)
    compared = 0
    for method in true.body:
        if isinstance(method, ast.FunctionDef) and hasattr(own, method.name):
            if method.name == "__init__" and name != "StyleTTS2":
                continue  # made by its own loaders
            parameters = [one.arg for one in method.args.args][1:]
            defaults = [ast.literal_eval(one) for one in method.args.defaults]
            given = inspect.signature(getattr(own, method.name)).parameters
            names = [one for one in given if one != "self"]
            assert names == parameters, method.name
            usual = [one.default for one in given.values() if one.default is not one.empty]
            assert usual == defaults, method.name
            compared += 1
    assert compared >= 3
