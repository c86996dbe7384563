"""Higgs Audio V2 on its own classes in transformers, tiny and of random weights."""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.kit.engine_cases import tone_model
from tests.kit.forge.higgs_checkpoint import FRAME, save_higgs
from tests.kit.pytorch_library import needs_pytorch
from voicefarm.errors import SynthesisCancelled, SynthesisFailed
from voicefarm.models import Model
from worker.engines import Speech, Utterance
from worker.engines.isolated.engine import IsolatedEngine
from worker.engines.testing.watches import CancellingWatch
from worker.slots.watch import Watch

pytestmark = needs_pytorch
CODES = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    soundfile = pytest.importorskip("soundfile")
    pytest.importorskip("torchaudio", reason="the codec of Higgs needs it", exc_type=ImportError)
    folder = save_higgs(tmp_path_factory.mktemp("higgs"))
    times = np.arange(24_000) / 24_000
    for name, pitch in (("ann", 220), ("bob", 110)):
        soundfile.write(folder / f"{name}.wav", 0.3 * np.sin(2 * np.pi * pitch * times), 24_000)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[IsolatedEngine]:
    loaded = IsolatedEngine.load(_model(folder), slots=2, threads=1)
    yield loaded
    loaded.close()


def _model(folder: Path) -> Model:
    own = tone_model().voices["tone"]
    voices = {"any": {}, "mute": {"reference": "ann.wav"}} | {
        name: {"reference": f"{name}.wav", "reference_text": "what she says"}
        for name in ("ann", "bob")
    }
    options = {"repository": str(folder), "most_tokens": CODES}
    return (
        tone_model()
        .model_copy(
            update={
                "sample_rate": 24_000,
                "voices": {
                    name: own.model_copy(update={"settings": settings})
                    for name, settings in voices.items()
                },
                "default_voices": {"en": "any"},
                "settings": {"kind": "higgs-audio", "python": sys.executable, "options": options},
            }
        )
        .lying_in(folder)
    )


def say(engine: IsolatedEngine, voice: str, *, seed: int = 1, watch: Watch | None = None) -> Speech:
    return engine.synthesize(Utterance("a word or two", "en", voice, seed=seed), watch or Watch())


def test_a_seed_gives_a_take_again_and_another_gives_another(engine: IsolatedEngine) -> None:
    first, again, other = (say(engine, "any", seed=seed) for seed in (1, 1, 2))
    assert first.dice
    assert 0 < len(first.samples) <= CODES * FRAME
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples[:FRAME], other.samples[:FRAME])


def test_each_speaker_has_the_voice_of_its_recording(engine: IsolatedEngine) -> None:
    ann, bob = (say(engine, voice).samples for voice in ("ann", "bob"))
    assert len(ann)
    assert not np.array_equal(ann[:FRAME], bob[:FRAME])


def test_a_recording_without_its_words_is_refused(engine: IsolatedEngine) -> None:
    with pytest.raises(SynthesisFailed, match="needs its 'reference_text'"):
        say(engine, "mute")


def test_it_stops_at_a_step_when_it_is_cancelled(engine: IsolatedEngine) -> None:
    with pytest.raises(SynthesisCancelled):
        say(engine, "any", watch=CancellingWatch(last_step=5))
    assert len(say(engine, "any").samples)
