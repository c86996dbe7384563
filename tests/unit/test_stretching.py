"""Speech made faster: the length asked for, the same pitch, nothing louder."""

import numpy as np
import pytest

from worker.sound import Wave
from worker.sound.joining import Joiner
from worker.sound.stretching import stretched, stretched_length

RATE = 22_050


def tone(seconds: float, hz: float) -> Wave:
    wave = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    return wave.astype(np.float32)


@pytest.mark.parametrize("speed", [0.8, 1.0, 1.1, 1.5, 2.0])
@pytest.mark.parametrize("hz", [110, 220, 1000])
def test_pitch_and_level_stay_and_the_length_is_exact(speed: float, hz: float) -> None:
    fast = stretched(tone(1.0, hz), speed, RATE)
    assert len(fast) == stretched_length(RATE, speed)
    inner = fast[RATE // 10 : -RATE // 10]
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
    assert np.argmax(spectrum) * RATE / len(inner) == pytest.approx(hz, abs=4)
    assert np.abs(inner).max() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("samples", [1, 100, 900, 5000])
def test_short_sounds_have_their_length_too(samples: int) -> None:
    assert len(stretched(tone(1, 200)[:samples], 1.5, RATE)) == stretched_length(samples, 1.5)


def test_a_part_may_begin_before_the_one_that_came_earlier() -> None:
    joiner, ones = Joiner(), np.ones(4, np.float32)
    heard = [joiner.push(ones, 6, 2), joiner.push(ones, 4, 4), joiner.settle(12)]
    assert np.concatenate(heard).tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 1, 1, 0, 0]
