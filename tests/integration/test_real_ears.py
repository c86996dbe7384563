"""A recognizer with real weights follows known texts through espeak-ng's takes."""

from dataclasses import replace

import numpy as np
import pytest

from tests.kit.faults import babbled
from tests.kit.real_ears import needs_ears
from tests.kit.voices import RATE, engine, spoken
from voicefarm.models import read_model, shipped_config
from voicefarm.settings import load_settings
from worker.engines import Speech, Utterance
from worker.quality.instruments.second_opinion import Opinion, SecondOpinion
from worker.slots.watch import Watch
from worker.sound import Wave
from worker.sound.speech import find_speech

pytestmark = needs_ears
TEXT = (
    "The harbour master kept two clocks, and neither of them was right. Nobody minded. Every "
    "afternoon he rang a bell, and the boats came home through the fog."
)
LONG = f"{TEXT} {TEXT} {TEXT} {TEXT}"
"""More than a recognizer hears at once."""


@pytest.fixture(scope="module")
def ears() -> SecondOpinion:
    model = read_model(shipped_config() / "models" / "espeak.toml")
    settings = load_settings(verify=1.0, verify_model="whisper-tiny.en")
    return SecondOpinion.open(settings, 2, model)


def say(text: str) -> Speech:
    return spoken(Utterance(text, "en", "en-us")).speech


def opinion(
    ears: SecondOpinion, wave: Wave, speech: Speech | None = None, text: str = TEXT
) -> Opinion:
    active = find_speech(wave, RATE).active
    return ears.opinion(wave, RATE, text, "en", active, speech.words if speech else ())


def checks(opinion: Opinion) -> list[str]:
    return [finding.check for finding in opinion.findings]


def test_a_sound_take_passes_and_its_words_get_their_times(ears: SecondOpinion) -> None:
    speech = say(TEXT)
    told = opinion(ears, speech.samples)
    assert told.findings == ()
    assert [TEXT[place : place + length] for _, _, place, length in told.words] == TEXT.split()
    true = {place: start for start, _, place, _ in speech.words}
    late = [abs(start - true[place]) / RATE for start, _, place, _ in told.words if place in true]
    assert float(np.median(late)) < 0.2
    assert opinion(ears, speech.samples, speech).words == ()  # the engine's own are better


@pytest.mark.parametrize(
    ("said", "check"),
    [
        (TEXT.replace("harbour ", ""), "other words"),
        (TEXT.replace("harbour", "garden"), "other words"),
        (TEXT.replace("Nobody minded. ", ""), "other words"),
        (TEXT.replace("two clocks", "two clocks kept two clocks kept two clocks"), "extra words"),
    ],
)
def test_a_take_that_says_something_else_is_found(
    ears: SecondOpinion, said: str, check: str
) -> None:
    assert check in checks(opinion(ears, say(said).samples))


def test_a_word_left_out_is_missing_as_the_sound_is_likelier_without_it(
    ears: SecondOpinion,
) -> None:
    swapped = opinion(ears, say(TEXT.replace("afternoon ", "day ")).samples).hearing
    sound = opinion(ears, say(TEXT).samples).hearing
    left_out = opinion(ears, say(TEXT.replace("harbour ", "")).samples).hearing
    assert left_out is not None
    assert left_out.missing is not None
    assert left_out.missing.words == "harbour"
    others = [found.missing.doubt for found in (swapped, sound) if found and found.missing]
    assert left_out.missing.doubt > max(others, default=0.0)


def test_without_a_limit_no_word_is_asked_about(ears: SecondOpinion) -> None:
    recognizer = ears.recognizer
    assert recognizer is not None
    limits = recognizer.fit["en"]["espeak"].model_copy(update={"missing": None})
    unasked = recognizer.model_copy(update={"fit": {"en": {"espeak": limits}}})
    wave = say(TEXT.replace("harbour ", "")).samples
    hearing = opinion(replace(ears, recognizer=unasked), wave).hearing
    assert hearing is not None
    assert hearing.missing is None


def test_a_babbled_tail_is_found(ears: SecondOpinion) -> None:
    wave = babbled(say(TEXT).samples, RATE, np.random.default_rng(1))
    assert "extra words" in checks(opinion(ears, wave))


def test_a_long_take_is_followed_through_its_windows(ears: SecondOpinion) -> None:
    slow = engine().synthesize(
        replace(Utterance(f"{TEXT} {TEXT} {TEXT}", "en", "en-us"), speed=0.6), Watch()
    )
    wave = slow.samples
    assert len(wave) > 30 * RATE
    active = find_speech(wave, RATE).active
    text = f"{TEXT} {TEXT} {TEXT}"
    followed = ears.opinion(wave, RATE, text, "en", active, slow.words, speed=0.6)
    assert followed.hearing is not None
    assert followed.findings == ()


@pytest.mark.parametrize(
    ("said", "check"),
    [
        (LONG, ""),
        (f"{TEXT} {TEXT} {TEXT.replace('harbour ', '')} {TEXT}", "other words"),
        (f"{TEXT} {TEXT} {TEXT} {TEXT.replace('Nobody minded. ', '')}", "other words"),
    ],
)
def test_a_long_take_is_followed_though_no_engine_says_which_words_are_where(
    ears: SecondOpinion, said: str, check: str
) -> None:
    wave = say(said).samples
    assert len(wave) > 30 * RATE
    found = opinion(ears, wave, text=LONG)
    assert found.hearing is not None
    assert checks(found) == ([check] if check else [])


def test_a_tail_that_babbles_past_the_window_is_found(ears: SecondOpinion) -> None:
    wave = babbled(say(LONG).samples, RATE, np.random.default_rng(1))
    assert len(wave) > 30 * RATE
    assert "extra words" in checks(opinion(ears, wave, text=LONG))


def test_only_languages_that_it_is_fit_for_are_wanted(ears: SecondOpinion) -> None:
    assert ears.wants("Hello.", "en-GB")
    assert not ears.wants("Xin chào.", "vi")
