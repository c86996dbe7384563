"""VieNeu v3 nano on forged graphs: lengths, emotions, steps, and files that don't fit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.forge.nano_graphs import (
    FRAME,
    GRAPHS,
    RATE,
    forge_nano,
    nano_model,
    nano_symbols,
    nano_voices,
)
from voicefarm.errors import BadSetting, SynthesisFailed, UnknownName, VoicefarmError
from voicefarm.models import Catalogue, Model, shipped_config
from worker.engines import Speech, Utterance
from worker.engines.vieneu3.nano.engine import Vieneu3NanoEngine
from worker.engines.vieneu3.nano.flow import times
from worker.engines.vieneu3.nano.settings import read_settings
from worker.engines.vieneu3.nano.symbols import NanoSymbols
from worker.engines.vieneu3.nano.voices import load_nano_voices
from worker.slots.watch import Watch

TEXT = "a cat sat on the mat"
IDS = len(TEXT) + 2


def say(
    model: Model, text: str = TEXT, *, voice: str = "hai", seed: int = 0, speed: float = 1.0
) -> Speech:
    """Load, speak and close."""
    engine = Vieneu3NanoEngine.load(model, slots=2, threads=1)
    try:
        return engine.synthesize(Utterance(text, "vi", voice, speed, seed), Watch())
    finally:
        engine.close()


def frames(speech: Speech) -> int:
    assert len(speech.samples) == speech.facts["frames"] * FRAME
    return int(speech.facts["frames"])


@pytest.mark.parametrize("speed", [0.5, 1.0, 1.5])
def test_the_network_says_how_long_and_a_speed_is_exact(tmp_path: Path, speed: float) -> None:
    seconds = IDS * 0.06 / speed
    assert frames(say(nano_model(tmp_path), speed=speed)) == round(seconds * RATE / FRAME)


def test_seed_voice_and_text_change_the_sound(tmp_path: Path) -> None:
    model = nano_model(tmp_path)
    plain = say(model)
    assert plain.dice
    assert np.array_equal(plain.samples, say(model).samples)
    for other in (
        say(model, seed=1),
        say(model, voice="ly"),
        say(model, TEXT.replace("cat", "dog")),
    ):
        assert len(other.samples) == len(plain.samples)
        assert not np.allclose(other.samples, plain.samples)


def test_guidance_leads_away_from_a_text_without_words(tmp_path: Path) -> None:
    plain, none = (say(nano_model(tmp_path, guidance=how)).samples for how in (3.0, 0.0))
    assert not np.allclose(plain, none)


def test_steps_end_where_they_shall() -> None:
    np.testing.assert_allclose(times(4, 0.0), [0, 0.25, 0.5, 0.75, 1])
    swayed = times(8, -1.0)
    assert (swayed[0], swayed[-1]) == (0, pytest.approx(1))
    assert (np.diff(np.diff(swayed)) > 0).all()  # short steps first


@pytest.mark.parametrize(
    ("phonemes", "signs"),
    [
        ("a [cười].", "a ①."),
        ("[sigh] a", "② a"),
        ("a <|emotion_3|> b", "a ③ b"),
        ("a <gasp> b", "a b"),
        ("a <|emotion_7|> b", "a  b"),
        ("a § b", "a  b"),
    ],
)
def test_an_emotion_is_one_sign_and_unknown_signs_are_left_out(phonemes: str, signs: str) -> None:
    symbols = NanoSymbols.model_validate(nano_symbols())
    assert symbols.encode(phonemes) == [1, *(symbols.vocab[sign] for sign in signs), 2]


def test_a_text_of_unknown_letters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="knows none of the sounds"):
        say(nano_model(tmp_path), "день")


def test_a_text_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match=r"takes 3 s, .* 1 s at once; write a shorter"):
        say(nano_model(tmp_path, longest_s=1), speed=0.5)


def test_figures_that_are_no_numbers_are_refused_at_load(tmp_path: Path) -> None:
    broken = {"path": str(forge_nano("vector_estimator", "nan"))}
    with pytest.raises(BadSetting, match="not numbers"):
        Vieneu3NanoEngine.load(nano_model(tmp_path, vector_estimator=broken), slots=1, threads=1)


@pytest.mark.parametrize("key", [*GRAPHS, "symbols", "constants", "voices_file"])
@pytest.mark.parametrize("content", [None, b"", b"<html>not found</html>"])
def test_a_file_that_is_none_is_named_by_the_check_and_refused_at_load(
    tmp_path: Path, key: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "bad.bin").write_bytes(content)
    model = nano_model(tmp_path, **{key: {"path": "bad.bin"}})
    (problem,) = Vieneu3NanoEngine.check(model, slots=1)
    assert "bad.bin" in str(problem)
    with pytest.raises(VoicefarmError, match=r"bad\.bin"):
        Vieneu3NanoEngine.load(model, slots=1, threads=1)


@pytest.mark.parametrize(("key", "other"), [(GRAPHS[0], GRAPHS[1]), (GRAPHS[2], GRAPHS[3])])
def test_graphs_that_were_exchanged_are_named(tmp_path: Path, key: str, other: str) -> None:
    model = nano_model(tmp_path, **{key: {"path": str(forge_nano(other))}})
    (problem,) = Vieneu3NanoEngine.check(model, slots=1)
    assert f"is not the {key} of VieNeu v3 nano" in str(problem)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"speaker_emb": [0.5] * 191}, "speaker_emb"),
        ({"style": [[0.0] * 256] * 49}, "style"),
        ({"style": "tu_nhien", "codes": [[0] * 16]}, "style"),  # a voice of v3 turbo
        ({"style": [[float("nan")] * 256] * 50}, "style"),
    ],
)
def test_a_voice_that_does_not_fit_is_refused_by_what_is_wrong(
    tmp_path: Path, change: dict[str, Any], complaint: str
) -> None:
    model, content = nano_model(tmp_path), nano_voices()
    content["presets"]["Hai"] |= change
    (tmp_path / "voices.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadSetting, match=complaint):
        load_nano_voices(read_settings(model), model)


def test_a_voice_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    model = nano_model(tmp_path)
    (tmp_path / "voices.json").write_text(json.dumps({"presets": {"Ly": {}}}), "utf-8")
    with pytest.raises(BadSetting, match="speaker_emb"):
        load_nano_voices(read_settings(model), model)
    lacking = nano_voices()
    del lacking["presets"]["Ly"]
    (tmp_path / "voices.json").write_text(json.dumps(lacking), "utf-8")
    with pytest.raises(UnknownName, match="'Ly'"):
        load_nano_voices(read_settings(model), model)


def test_the_shipped_model_names_all_its_files() -> None:
    shipped = Catalogue(shipped_config() / "models")["vieneu-v3-nano"]
    assert set(Vieneu3NanoEngine.files(shipped)) == {
        *GRAPHS,
        *("symbols", "constants", "voices_file"),
    }
    assert len(shipped.voices) == 11
