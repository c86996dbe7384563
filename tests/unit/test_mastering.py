"""Loudness, peaks, joins and the span of speech, held against a second tool where there is one."""

import numpy as np
import pyloudnorm
import pytest

from tests.voices import RATE, spoken, utterances
from voicefarm.messages import Chunk, Mastering, Pause, Pauses, Sound
from worker.examination import measured
from worker.sound import Wave
from worker.sound.joining import Joiner, Timeline, cut_of, kept
from worker.sound.loudness import block_loudness, in_tenths, integrated_loudness
from worker.sound.mastering import Calibration, Levels, mastered
from worker.sound.peaks import limited, true_peak
from worker.sound.speech import find_speech


@pytest.fixture(scope="module")
def wave() -> Wave:
    """Some ten seconds of speech."""
    return spoken(list(utterances("vi"))[5]).wave


def burst(before: float, length: float, after: float, rate: int = RATE) -> Wave:
    """A tone between two silences, seconds each."""
    tone = 0.3 * np.sin(np.arange(round(length * rate)) * 2 * np.pi * 440 / rate)
    silences = (np.zeros(round(seconds * rate)) for seconds in (before, after))
    return np.concatenate([next(silences), tone, next(silences)]).astype(np.float32)


@pytest.mark.parametrize("rate", [22_050, 24_000, 48_000])
def test_loudness_is_what_pyloudnorm_measures(rate: int) -> None:
    noise = np.random.default_rng(1).standard_normal(rate * 20).astype(np.float32) * 0.1
    quiet = np.concatenate([np.zeros(rate // 2, np.float32), noise, np.zeros(rate // 2)])
    expected = pyloudnorm.Meter(rate).integrated_loudness(quiet.astype(np.float64))
    assert integrated_loudness(noise, rate) == pytest.approx(expected, abs=0.12)


def test_silence_has_no_loudness() -> None:
    assert integrated_loudness(np.zeros(RATE, np.float32), RATE) is None


def test_the_limiter_keeps_true_peaks_down_and_leaves_the_rest(wave: Wave) -> None:
    loud = wave * 2
    quieter = limited(loud, RATE, 0.8)
    assert true_peak(quieter, RATE) < 0.805
    assert limited(wave, RATE, 2.0) is wave
    far = np.abs(loud) < 0.05
    assert np.all(np.abs(quieter[far]) <= np.abs(loud[far]) + 1e-6)


def test_what_the_limiter_takes_is_made_good(wave: Wave) -> None:
    sound, wanted = measured(wave, RATE), Mastering(loudness=-15.0)
    levels = Levels(wanted)
    levels.add("v", sound)
    calibration = Calibration(levels.gains()["v"], RATE, wanted)
    calibration.hear(wave, sound)
    made = mastered(wave, sound, RATE, calibration.corrected(), wanted)
    assert integrated_loudness(made, RATE) == pytest.approx(-15.0, abs=0.3)
    assert true_peak(made, RATE) <= 10 ** (-1 / 20)


def test_speech_is_found_to_the_sample() -> None:
    found = find_speech(burst(0.4, 1.0, 0.7), RATE)
    assert (found.start, found.end) == pytest.approx((0.4 * RATE, 1.4 * RATE), abs=RATE * 0.002)


def test_faint_noise_is_no_speech() -> None:
    noise = np.random.default_rng(1).standard_normal(RATE).astype(np.float32) * 1e-4
    assert not find_speech(noise, RATE).found


@pytest.mark.parametrize("milliseconds", [0, 20, 90, 250, 900])
def test_a_pause_is_as_long_as_asked(milliseconds: int) -> None:
    timeline, joiner, heard = Timeline(), Joiner(), []
    pause = RATE * milliseconds // 1000
    for number, take in enumerate((burst(0.5, 0.6, 0.3), burst(0.01, 0.4, 0.9))):
        cut = cut_of(measured(take, RATE), len(take), RATE)
        place = timeline.place(cut, pause if number else 0)
        heard.append(joiner.push(kept(take, cut, RATE), place.first))
    programme = np.concatenate([*heard, joiner.finish()])
    loud = np.flatnonzero(np.abs(programme) > 0.002)
    assert len(programme) == timeline.length
    if milliseconds:
        assert np.diff(loud).max() == pytest.approx(pause, abs=RATE * 0.003)
        assert np.abs(np.diff(programme)).max() <= 1.1 * np.abs(np.diff(burst(0, 1, 0))).max()


def test_pauses_vary_a_little_and_always_alike() -> None:
    chunks = [
        Chunk(index=i, start=0, end=1, text=f"Number {i}.", pause=Pause.SENTENCE) for i in range(50)
    ]
    pauses = Pauses(sentence=200, variation=0.1)
    lengths = [pauses.samples_after(chunk, 1000) for chunk in chunks]
    assert len(set(lengths)) > 20
    assert all(180 <= length <= 220 for length in lengths)
    assert lengths == [pauses.samples_after(chunk, 1000) for chunk in chunks]


def test_a_take_without_speech_is_left_as_it_is() -> None:
    faint = np.full(500, 3 / 32768, np.float32)
    sound = Sound(start=0, end=500, level=-120, true_peak=0.0)
    assert np.array_equal(kept(faint, cut_of(sound, 500, RATE), RATE), faint)
    assert mastered(faint, sound, RATE, 12.0, Mastering(loudness=-16)) is faint


def test_blocks_of_a_short_take_are_counted() -> None:
    assert in_tenths(block_loudness(burst(0, 0.1, 0), RATE)).max() > -300
