"""A long sound is cut at its pauses."""

import numpy as np
import pytest

from worker.sound.windows import cut_at_pauses

RATE = 8_000


def sound(
    seconds: float, *pauses: tuple[float, float]
) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    wave = np.random.default_rng(0).standard_normal(round(seconds * RATE)).astype(np.float32) * 0.1
    for start, end in pauses:
        wave[round(start * RATE) : round(end * RATE)] = 0
    return wave


def test_what_is_short_stays_whole() -> None:
    assert list(cut_at_pauses(sound(9.9), RATE, 10)) == [(0, 99 * RATE // 10)]


def test_a_cut_lies_in_the_longest_pause() -> None:
    wave = sound(16, (5.0, 5.2), (7.0, 7.8), (9.0, 9.3))
    (_, end), second = cut_at_pauses(wave, RATE, 10)
    assert 7.2 < end / RATE < 7.6
    assert second == (end, len(wave))


@pytest.mark.parametrize("seconds", [10.1, 25.0, 61.3])
def test_windows_cover_everything_and_none_is_too_long(seconds: float) -> None:
    wave = sound(seconds)
    windows = list(cut_at_pauses(wave, RATE, 10))
    assert [start for start, _ in windows] == [0, *(end for _, end in windows[:-1])]
    assert windows[-1][1] == len(wave)
    assert max(end - start for start, end in windows) <= 10 * RATE
