"""Checks on real speech: sound takes pass, and each fault is found."""

import math
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from tests.faults import FAULTS, Wave
from tests.voices import RATE, Spoken, spoken, utterances
from voicefarm.errors import Runaway, SynthesisFailed
from voicefarm.messages import Recipe
from voicefarm.store import open_store
from worker.calibration import SENTENCES, Calibration
from worker.engines import Speech, Utterance, Watch
from worker.examination import RETAKES, Examined, Examiner
from worker.instruments import Instruments
from worker.instruments.voice_activity import VoiceActivity
from worker.patience import Patience

RECIPE = Recipe(model="espeak", fingerprint="f" * 16, voice="en-us", language="en")


@pytest.fixture(scope="module")
def takes() -> list[Spoken]:
    """Two dozen takes of one voice."""
    every = (told for told in utterances("en") if told.voice == "en-us")
    return [spoken(told) for told in islice(every, 24)]


@pytest.fixture(scope="module")
def examiner(tmp_path_factory: pytest.TempPathFactory) -> Examiner:
    """One with an ear for voices."""
    return examiner_in(tmp_path_factory.mktemp("store"))


def examiner_in(folder: Path) -> Examiner:
    """An examiner whose store is in `folder`."""
    calibration = Calibration(open_store(str(folder)), RATE, Patience(0))
    return Examiner(RATE, calibration, Instruments(VoiceActivity.open()))


def examine(examiner: Examiner, take: Spoken, *waves: Wave) -> Examined:
    """Examine the waves as the voice's first, second, … attempt at a take."""
    attempts = iter(waves)

    def speak(utterance: Utterance) -> Speech:
        if utterance.text != take.utterance.text:
            return spoken(utterance).speech  # a sentence to calibrate by
        return Speech(next(attempts, waves[-1]), take.speech.facts)

    return examiner.best_take(take.utterance, RECIPE, speak, Watch())


def test_sound_takes_pass(examiner: Examiner, takes: list[Spoken]) -> None:
    assert [examine(examiner, take, take.wave).findings for take in takes] == [()] * len(takes)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_damaged_take_is_found(examiner: Examiner, takes: list[Spoken], fault: str) -> None:
    long = [take for take in takes if len(take.utterance.text) > 60][:8]
    for number, take in enumerate(long):
        damaged = FAULTS[fault](take.wave, RATE, np.random.default_rng(number))
        assert examine(examiner, take, damaged).findings


def test_a_voice_that_cannot_be_calibrated_is_judged_mildly_but_silence_never_passes(
    tmp_path: Path, takes: list[Spoken]
) -> None:
    examiner, take = examiner_in(tmp_path), takes[3]

    def examined(wave: Wave) -> Examined:
        def speak(utterance: Utterance) -> Speech:
            if utterance.text != take.utterance.text:
                raise SynthesisFailed("These sentences are beyond it; give it others.")
            return Speech(wave, take.speech.facts)

        return examiner.best_take(take.utterance, RECIPE, speak, Watch())

    assert examined((take.wave * 0.25).astype(np.float32)).findings == ()
    assert [found.check for found in examined(np.zeros(RATE, np.float32)).findings] == ["silent"]
    assert list(open_store(str(tmp_path)).list("habits/")) == []


def test_a_failed_take_is_made_again_with_another_seed(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    take, seeds = takes[3], []

    def speak(utterance: Utterance) -> Speech:
        if utterance.text != take.utterance.text:
            return spoken(utterance).speech
        seeds.append(utterance.seed)
        cut = len(take.wave) // 2 if len(seeds) == 1 else len(take.wave)
        return Speech(take.wave[:cut], take.speech.facts)

    best = examiner.best_take(take.utterance, RECIPE, speak, Watch())
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


def test_what_says_nothing_on_purpose_is_not_examined(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    nothing = Speech(np.zeros(RATE, np.float32), is_speech=False)
    made = examiner.best_take(takes[0].utterance, RECIPE, lambda _: nothing, Watch())
    assert (made.findings, made.sound.speaks) == ((), False)
    assert (made.sound.start, made.sound.end) == (0, RATE)


def test_a_retake_that_fails_leaves_the_first_take(examiner: Examiner, takes: list[Spoken]) -> None:
    half, asked = takes[3].wave[: len(takes[3].wave) // 2], []

    def speak(utterance: Utterance) -> Speech:
        if utterance.text != takes[3].utterance.text:
            return spoken(utterance).speech
        asked.append(utterance)
        if len(asked) > 1:
            raise SynthesisFailed("The chunk ran past its deadline.")
        return Speech(half, takes[3].speech.facts)

    best = examiner.best_take(takes[3].utterance, RECIPE, speak, Watch())
    assert len(best.pcm) == len(half)
    assert best.findings


def test_a_voice_s_habits_are_the_same_in_every_worker(tmp_path: Path, takes: list[Spoken]) -> None:
    quiet = (takes[3].wave * 0.25).astype(np.float32)  # odd for this voice, for no other
    first = examiner_in(tmp_path)
    for take in takes:
        examine(first, take, quiet[: len(quiet) // 2])  # what a worker heard counts for nothing
    best = examine(first, takes[3], quiet, takes[3].wave)
    assert [found.check for found in best.rejected[0]] == ["level"]
    other = examine(examiner_in(tmp_path), takes[3], quiet, takes[3].wave)
    assert (other.rejected, other.pcm.tobytes()) == (best.rejected, best.pcm.tobytes())


def test_a_voice_is_calibrated_once_for_all_workers(tmp_path: Path, takes: list[Spoken]) -> None:
    said: list[str] = []

    def speak(utterance: Utterance) -> Speech:
        said.append(utterance.text)
        return spoken(utterance).speech

    for _ in range(2):
        examiner = examiner_in(tmp_path)
        for take in takes[:2]:
            examiner.best_take(take.utterance, RECIPE, speak, Watch())
    assert sum(text in SENTENCES["en"] for text in said) == len(SENTENCES["en"])


def test_half_a_sentence_that_ends_cleanly_is_made_again(
    examiner: Examiner, takes: list[Spoken]
) -> None:
    take = next(take for take in takes if len(take.utterance.text) > 150)
    half = take.wave[: len(take.wave) * 6 // 10]
    clean = np.concatenate([half * np.minimum(1, np.arange(len(half))[::-1] / 800), np.zeros(400)])
    best = examine(examiner, take, clean.astype(np.float32), take.wave)
    assert [[found.check for found in findings] for findings in best.rejected] == [["too short"]]


def test_a_runaway_is_tried_with_another_seed(examiner: Examiner, takes: list[Spoken]) -> None:
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        if utterance.text == takes[3].utterance.text:
            asked.append(utterance.seed)
            if len(asked) == 1:
                raise Runaway("The model did not end its speech: try another seed.")
        return spoken(utterance).speech

    best = examiner.best_take(takes[3].utterance, RECIPE, speak, Watch())
    assert [found.check for found in best.rejected[0]] == ["runaway"]
    assert best.findings == ()


def test_a_text_that_always_runs_away_fails(examiner: Examiner, takes: list[Spoken]) -> None:
    asked: list[int] = []

    def speak(utterance: Utterance) -> Speech:
        asked.append(utterance.seed)
        raise Runaway("The model did not end its speech: try another seed.")

    with pytest.raises(Runaway):
        examiner.best_take(takes[3].utterance, RECIPE, speak, Watch())
    assert len(set(asked)) == 1 + RETAKES


def test_words_that_a_text_repeats_are_no_loop(examiner: Examiner) -> None:
    take = spoken(Utterance("It cost seventy million million million.", "en", "en-us"))
    assert examine(examiner, take, take.wave).findings == ()


def test_noise_is_no_voice(examiner: Examiner, takes: list[Spoken]) -> None:
    hiss = np.random.default_rng(1).standard_normal(len(takes[3].wave)).astype(np.float32) * 0.1
    checks = [found.check for found in examine(examiner, takes[3], hiss).findings]
    assert "no voice" in checks


def test_the_voice_s_share_is_told(examiner: Examiner, takes: list[Spoken]) -> None:
    voiced = examine(examiner, takes[3], takes[3].wave).sound.voiced
    assert voiced is not None
    assert voiced > 0.8
    examiner = Examiner(RATE, examiner.calibration)
    assert examine(examiner, takes[3], takes[3].wave).sound.voiced is None


def test_a_calibration_takes_nothing_of_its_chunk_s_time(
    tmp_path: Path, takes: list[Spoken]
) -> None:
    watch, deadlines = Watch(deadline=time.monotonic() + 1_000), {}

    def speak(utterance: Utterance) -> Speech:
        deadlines[utterance.text] = watch.deadline
        return spoken(utterance).speech

    examiner_in(tmp_path).best_take(takes[3].utterance, RECIPE, speak, watch)
    assert {deadlines[sentence] for sentence in SENTENCES["en"]} == {math.inf}
    assert deadlines[takes[3].utterance.text] < watch.deadline < math.inf
