"""Chatterbox Turbo on forged graphs with the signatures of its ONNX files, in a child process."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.kit.engine_cases import tone_model
from tests.kit.forge.turbo_graphs import HOP, PROMPT, save_turbo
from voicefarm.errors import EngineUnavailable, SynthesisCancelled, SynthesisFailed
from voicefarm.models import Model
from worker.engines import Speech, Utterance
from worker.engines.isolated.engine import IsolatedEngine
from worker.engines.testing.watches import CancellingWatch
from worker.slots.watch import Watch

soundfile = pytest.importorskip("soundfile")
pytest.importorskip("onnxruntime", reason="an extra: piper")
pytest.importorskip("tokenizers", reason="an extra: model-tools")
TEXT = "a cat sat on the mat"
LETTERS = 15


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = save_turbo(tmp_path_factory.mktemp("turbo"), "_q4")
    for name, seconds, rate, loud in (
        ("ann", 6, 24_000, 0.1),
        ("bob", 6, 44_100, 0.5),
        ("short", 3, 24_000, 0.5),
    ):
        times = np.arange(seconds * rate) / rate
        sound = loud * np.sin(2 * np.pi * 220 * times)
        soundfile.write(folder / f"{name}.wav", np.stack([sound, sound], axis=1), rate)
    return folder


def turbo(folder: Path, **options: Any) -> Model:
    own = tone_model().voices["tone"]
    voices = {
        name: own.model_copy(update={"settings": {"reference": f"{name}.wav"}})
        for name in ("ann", "bob", "short")
    }
    settings = {
        "kind": "chatterbox-onnx",
        "python": sys.executable,
        "options": {"folder": str(folder), **options},
    }
    change = {
        "sample_rate": 24_000,
        "voices": voices,
        "default_voices": {"en": "ann"},
        "settings": settings,
    }
    return tone_model().model_copy(update=change).lying_in(folder)


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[IsolatedEngine]:
    loaded = IsolatedEngine.load(turbo(folder), slots=2, threads=1)
    yield loaded
    loaded.close()


def say(
    engine: IsolatedEngine,
    text: str = TEXT,
    *,
    voice: str = "ann",
    seed: int = 1,
    watch: Watch | None = None,
) -> Speech:
    return engine.synthesize(Utterance(text, "en", voice, seed=seed), watch or Watch())


def test_each_token_is_heard_between_those_of_the_voice_and_of_silence(
    engine: IsolatedEngine,
) -> None:
    speech = say(engine)
    assert speech.dice
    assert len(speech.samples) == (PROMPT + LETTERS + 3) * HOP


def test_seed_and_voice_change_the_sound(engine: IsolatedEngine) -> None:
    plain = say(engine).samples
    assert np.array_equal(plain, say(engine).samples)
    for other in (say(engine, seed=2), say(engine, voice="bob")):
        assert len(other.samples) == len(plain)
        assert not np.allclose(other.samples, plain)


def test_the_likeliest_tokens_do_not_depend_on_the_seed(folder: Path) -> None:
    engine = IsolatedEngine.load(turbo(folder, temperature=0), slots=1, threads=1)
    first, second = (say(engine, seed=seed) for seed in (1, 2))
    engine.close()
    assert not first.dice
    assert np.array_equal(first.samples, second.samples)


def test_a_recording_that_is_too_short_is_refused(engine: IsolatedEngine) -> None:
    with pytest.raises(SynthesisFailed, match="must be longer than 5 seconds"):
        say(engine, voice="short")


def test_speech_without_an_end_fails_and_a_cancelled_one_stops(engine: IsolatedEngine) -> None:
    with pytest.raises(SynthesisCancelled):
        say(engine, "a" * 500, watch=CancellingWatch(last_step=5))
    with pytest.raises(SynthesisFailed, match="had no end"):
        say(engine, "a" * 1200)
    assert say(engine).samples.any()


def test_files_of_another_precision_are_named(folder: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"speech_encoder_fp16\.onnx"):
        IsolatedEngine.load(turbo(folder, precision="fp16"), slots=1, threads=1)
