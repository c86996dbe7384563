"""Loudness, peaks, joins and the span of speech, held against a second tool where there is one."""

import numpy as np
import pyloudnorm
import pytest

from tests.kit.jobs import make_job
from tests.kit.voices import RATE, spoken, utterances
from voicefarm.forms import Output
from voicefarm.messages import Chunk, Mastering, Pause, Pauses, TakeSound
from worker.sound import Wave
from worker.sound.joining import Joiner, Timeline, cut_of, kept
from worker.sound.loudness import block_loudness, in_tenths, integrated_loudness
from worker.sound.mastering import Levels, LimiterTrial, mastered, wanted_of
from worker.sound.measurement import measured
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


def test_a_speaker_with_a_level_is_apart_and_the_whole_is_as_loud_as_asked(wave: Wave) -> None:
    wanted = Mastering(loudness=-28.0)
    levels, heard = Levels(wanted), {"a": wave, "b": wave * np.float32(0.3)}
    for name, level_db in (("a", 0.0), ("b", -6.0)):
        levels.add(name, measured(heard[name], RATE), level_db)
    gains = levels.gains()
    made = [
        mastered(part, measured(part, RATE), RATE, gains[name], wanted)
        for name, part in heard.items()
    ]
    assert integrated_loudness(np.concatenate(made), RATE) == pytest.approx(-28, abs=0.2)
    first, second = (integrated_loudness(part, RATE) or 0 for part in made)
    assert first - second == pytest.approx(6, abs=0.2)


def test_without_a_target_a_speaker_s_level_is_all_that_is_added(wave: Wave) -> None:
    wanted, sound = Mastering(loudness=None), measured(wave, RATE)
    levels = Levels(wanted)
    levels.add("a", sound, -6.0)
    made = mastered(wave, sound, RATE, levels.gains()["a"], wanted)
    assert np.allclose(made, wave * 10 ** (-6 / 20), atol=1e-6)


@pytest.mark.parametrize(
    ("outputs", "channels", "wanted"),
    [
        ((Output.WAV, Output.FLAC), 1, (-16, -1)),
        ((Output.WAV, Output.FLAC), 2, (-19.01, -1)),
        ((Output.WAV, Output.OPUS), 1, (-16, -2)),
        ((Output.M4B,), 2, (-19.01, -2)),
    ],
)
def test_each_channel_s_share_and_an_encoder_s_overshoot_are_allowed_for(
    outputs: tuple[Output, ...], channels: int, wanted: tuple[float, float]
) -> None:
    changes = {"outputs": outputs, "channels": channels, "mastering": Mastering(loudness=-16)}
    found = wanted_of(make_job(1)[0].spec.model_copy(update=changes))
    assert (found.loudness, found.true_peak) == pytest.approx(wanted, abs=0.01)


def test_what_the_limiter_takes_is_made_good(wave: Wave) -> None:
    sound, wanted = measured(wave, RATE), Mastering(loudness=-15.0)
    levels = Levels(wanted)
    levels.add("v", sound)
    calibration = LimiterTrial(levels.gains()["v"], RATE, wanted)
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
    sound = TakeSound(start=0, end=500, level=-120, true_peak=0.0)
    assert np.array_equal(kept(faint, cut_of(sound, 500, RATE), RATE), faint)
    assert mastered(faint, sound, RATE, 12.0, Mastering(loudness=-16)) is faint


def test_blocks_of_a_short_take_are_counted() -> None:
    assert in_tenths(block_loudness(burst(0, 0.1, 0), RATE)).max() > -300
