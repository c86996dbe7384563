"""Networks that listen to takes, each the real one; the recognizer's weights are forged."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tests.kit.forge.whisper import forge_whisper
from tests.kit.speakers import FunctionSpeaker
from tests.kit.voices import RATE, Spoken, spoken, utterances
from voicefarm.errors import EngineUnavailable
from voicefarm.settings import load_settings
from worker.engines import Speech, Utterance
from worker.quality.examiner import Examined, Examiner
from worker.quality.instruments import Instruments, open_instruments
from worker.quality.instruments.opinion_score import OpinionScore
from worker.quality.instruments.second_opinion import SecondOpinion
from worker.quality.instruments.voice_activity import VoiceActivity
from worker.slots.watch import Watch

TEXT = "The tide turned in the night, and nobody on the quay had seen it coming."


@pytest.fixture(scope="module")
def take() -> Spoken:
    """A sound take."""
    return spoken(next(islice(utterances("en"), 4, None)))


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recognizer that hears TEXT in everything."""
    return forge_whisper(tmp_path_factory.mktemp("whisper"), TEXT)


def test_a_voice_is_told_from_hiss_hum_and_silence(take: Spoken) -> None:
    detector, times = VoiceActivity.open(), np.arange(2 * RATE) / RATE
    assert (detector.probabilities(take.wave, RATE) > 0.5).mean() > 0.7
    for made in (
        np.random.default_rng(0).standard_normal(2 * RATE) * 0.1,
        np.sin(2 * np.pi * 120 * times) * 0.3,
        np.zeros(2 * RATE),
    ):
        assert (detector.probabilities(made.astype(np.float32), RATE) > 0.5).mean() < 0.05


def test_a_take_is_heard_alike_every_time(take: Spoken) -> None:
    once, again = (VoiceActivity.open().probabilities(take.wave, RATE) for _ in range(2))
    assert once.tobytes() == again.tobytes()


def test_damage_is_rated_lower(take: Spoken) -> None:
    score = OpinionScore.open()
    hiss = np.random.default_rng(0).standard_normal(len(take.wave)) * 0.05
    clean, noisy = score.rating(take.wave, RATE), score.rating(take.wave + hiss.astype("f4"), RATE)
    assert 1 <= noisy < clean <= 5
    assert 1 <= score.rating(take.wave[: RATE // 2], RATE) <= 5


def test_what_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.quality.instruments.network.find_spec", lambda _: None)
    for kind, extra in ((VoiceActivity, "vad"), (OpinionScore, "mos")):
        with pytest.raises(EngineUnavailable, match=rf"install the extra '{extra}'"):
            kind.open()
    assert open_instruments(load_settings(), 1).voice_activity is None
    with pytest.raises(EngineUnavailable, match="or set 'vad' to 'off'"):
        open_instruments(load_settings(vad="on"), 1)


def test_nothing_is_loaded_that_no_setting_asks_for() -> None:
    instruments = open_instruments(load_settings(vad="off"), 1)
    assert instruments == Instruments()


def test_a_recognizer_that_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    settings = load_settings(verify=1.0, verify_model=str(tmp_path))
    with pytest.raises(EngineUnavailable, match="set 'verify_model' to 'auto', a size"):
        SecondOpinion.open(settings, 2)


def examined(whisper: Path, text: str, share: float = 1.0) -> Examined:
    """A take of `text`, judged with the recognizer that hears TEXT."""
    settings = load_settings(verify=share, verify_model=str(whisper), vad="off", mos=True)
    examiner = Examiner(RATE, open_instruments(settings, 2))
    utterance = Utterance(text, "en", "en-us")

    def speak(asked: Utterance) -> Speech:
        return replace(spoken(asked).speech, dice=True)  # as of an engine that has them

    return examiner.best_take(utterance, FunctionSpeaker(speak), Watch())


def test_a_take_that_says_its_text_passes(whisper: Path) -> None:
    best = examined(whisper, TEXT)
    assert best.findings == ()
    assert best.transcript is not None
    assert (best.transcript.text, best.transcript.error_rate) == (TEXT, 0.0)
    assert best.mos is not None


def test_a_take_that_says_something_else_is_made_again_and_flagged(whisper: Path) -> None:
    best = examined(whisper, "Seven wardens keep the lighthouse through the winter months.")
    assert [finding.check for finding in best.findings] == ["other words"]
    assert len(best.rejected) == 1


def test_only_the_asked_share_is_verified(whisper: Path) -> None:
    opinion = SecondOpinion.open(load_settings(verify=0.1, verify_model=str(whisper)), 1)
    wanted = [opinion.wants(f"Sentence number {number}.", "en") for number in range(4_000)]
    assert 0.08 < sum(wanted) / len(wanted) < 0.12
    unheard = next(f"Sentence {n}." for n in range(99) if not opinion.wants(f"Sentence {n}.", "en"))
    assert examined(whisper, unheard, 0.1).transcript is None
