"""Checks on real speech: sound takes pass, and each fault is found."""

from itertools import islice

import numpy as np
import pytest

from tests.faults import FAULTS, Wave
from tests.voices import RATE, Spoken, spoken, utterances
from voicefarm.errors import Runaway, SynthesisFailed
from voicefarm.messages import Recipe
from worker.engines import Speech, Utterance
from worker.examination import RETAKES, Examined, Examiner

RECIPE = Recipe(model="espeak", fingerprint="f" * 16, voice="en-us", language="en")


@pytest.fixture(scope="module")
def takes() -> list[Spoken]:
    """Two dozen takes of one voice."""
    every = (told for told in utterances("en") if told.voice == "en-us")
    return [spoken(told) for told in islice(every, 24)]


@pytest.fixture(scope="module")
def examiner(takes: list[Spoken]) -> Examiner:
    """One that has heard the voice."""
    examiner = Examiner(RATE)
    for take in takes:
        examine(examiner, take, take.speech.samples)
    return examiner


def examine(examiner: Examiner, take: Spoken, *waves: Wave) -> Examined:
    """Examine the waves as the voice's first, second, … attempt at a take."""
    attempts = iter(waves)

    def speak(utterance: Utterance) -> Speech:
        return Speech(next(attempts, waves[-1]), take.speech.facts)

    return examiner.best_take(take.utterance, RECIPE, speak)


def runaway(*, dice: bool = True) -> Runaway:
    return Runaway("It did not end.", dice=dice)


def test_sound_takes_pass(examiner: Examiner, takes: list[Spoken]) -> None:
    assert [examine(examiner, take, take.wave).findings for take in takes] == [()] * len(takes)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_take_is_found(examiner: Examiner, takes: list[Spoken], fault: str) -> None:
    long = [take for take in takes if len(take.utterance.text) > 60][:8]
    for number, take in enumerate(long):
        damaged = FAULTS[fault](take.wave, RATE, np.random.default_rng(number))
        assert examine(examiner, take, damaged).findings


def test_an_unknown_voice_is_judged_mildly_but_silence_never_passes(takes: list[Spoken]) -> None:
    take = takes[3]
    assert examine(Examiner(RATE), take, take.wave).findings == ()
    silence = examine(Examiner(RATE), take, np.zeros(RATE, np.float32))
    assert [finding.check for finding in silence.findings] == ["silent"]


def test_a_failed_take_is_made_again_with_another_seed(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    take, seeds = takes[3], []

    def speak(utterance: Utterance) -> Speech:
        seeds.append(utterance.seed)
        cut = len(take.wave) // 2 if len(seeds) == 1 else len(take.wave)
        return Speech(take.wave[:cut], take.speech.facts)

    best = examiner.best_take(take.utterance, RECIPE, speak)
    assert len(set(seeds)) == 2
    assert best.findings == ()
    assert len(best.pcm) == len(take.wave)
    assert best.rejected[0][0].check == "too short"


def test_if_none_passes_the_best_is_kept_and_flagged(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    wave = takes[3].wave
    best = examine(examiner, takes[3], wave + 0.3, wave + 0.1, wave + 0.2)
    assert len(best.rejected) == RETAKES
    assert np.allclose(best.speech.samples, wave + 0.1)
    assert best.findings


def test_an_engine_without_dice_is_not_asked_a_third_time(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    half = takes[3].wave[: len(takes[3].wave) // 2]
    assert len(examine(examiner, takes[3], half, half).rejected) == 1


def test_what_says_nothing_on_purpose_is_not_examined(takes: list[Spoken]) -> None:
    nothing = Speech(np.zeros(RATE, np.float32), is_speech=False)
    made = Examiner(RATE).best_take(takes[0].utterance, RECIPE, lambda _: nothing)
    assert (made.findings, made.sound.speaks) == ((), False)
    assert (made.sound.start, made.sound.end) == (0, RATE)


def test_a_retake_that_fails_leaves_the_first_take(examiner: Examiner, takes: list[Spoken]) -> None:
    half, asked = takes[3].wave[: len(takes[3].wave) // 2], []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance)
        if len(asked) > 1:
            raise SynthesisFailed("The chunk ran past its deadline.")
        return Speech(half, takes[3].speech.facts)

    best = examiner.best_take(takes[3].utterance, RECIPE, speak)
    assert len(best.pcm) == len(half)
    assert best.findings


def test_a_runaway_is_made_again_with_another_seed(examiner: Examiner, takes: list[Spoken]) -> None:
    take, seeds = takes[3], []

    def speak(utterance: Utterance) -> Speech:
        seeds.append(utterance.seed)
        if len(seeds) == 1:
            raise runaway()
        return Speech(take.wave, take.speech.facts)

    best = examiner.best_take(take.utterance, RECIPE, speak)
    assert len(set(seeds)) == 2
    assert best.findings == ()
    assert [found.check for reasons in best.rejected for found in reasons] == ["runaway"]


@pytest.mark.parametrize(("dice", "tried"), [(True, 1 + RETAKES), (False, 1)])
def test_a_runaway_with_every_seed_is_told_and_no_seed_is_tried_where_none_has_a_say(
    examiner: Examiner, takes: list[Spoken], dice: bool, tried: int
) -> None:
    asked = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance)
        raise runaway(dice=dice)

    with pytest.raises(Runaway, match="did not end"):
        examiner.best_take(takes[3].utterance, RECIPE, speak)
    assert len(asked) == tried


def test_a_faulty_take_of_an_engine_that_has_no_dice_is_not_made_again(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    half = takes[3].wave[: len(takes[3].wave) // 2]
    only = Speech(half, takes[3].speech.facts, dice=False)
    best = examiner.best_take(takes[3].utterance, RECIPE, lambda _: only)
    assert (best.rejected, bool(best.findings)) == ((), True)


@pytest.mark.parametrize("heard", [0, 24])
def test_which_take_is_kept_does_not_depend_on_what_the_worker_heard_before(
    takes: list[Spoken], heard: int
) -> None:
    examiner = Examiner(RATE)
    for take in takes[:heard]:
        examine(examiner, take, take.wave)
    quiet = (takes[3].wave * 0.25).astype(np.float32)  # odd for this voice, for no other
    best = examine(examiner, takes[3], quiet, takes[3].wave)
    assert (best.rejected, bool(best.findings)) == ((), heard > 0)
