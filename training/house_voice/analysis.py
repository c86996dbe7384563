"""Analysis: a reading as frames of pitch and spectral envelope, by WORLD."""

import numpy as np
import pyworld
import soxr
from numpy.typing import NDArray

from training.house_voice.frames import FFT, HOP, ORDER, RATE, Frames

F0_RANGE = (60.0, 260.0)
FLOOR = 1e-9
"""Least power of a spectral envelope; below it is silence."""


def resampled(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """`samples` at 24 kHz."""
    return soxr.resample(samples.astype(np.float64), rate, RATE)


def analyse(samples: NDArray[np.float64]) -> Frames:
    """Frames of a sound at 24 kHz, as many as are begun."""
    padded, times, f0 = _pitch(samples)
    spectrum = pyworld.cheaptrick(padded, f0, times, RATE, fft_size=FFT)
    envelope = pyworld.code_spectral_envelope(np.maximum(spectrum, FLOOR), RATE, ORDER)
    return Frames(f0.astype(np.float32), envelope.astype(np.float32))


def aperiodicity(samples: NDArray[np.float64]) -> NDArray[np.float32]:
    """The share of noise in each frame and frequency, as amplitudes: [F, 513] in 0 … 1.

    Three times the work of `analyse`, so it is asked of a sample of the readings only.
    """
    padded, times, f0 = _pitch(samples)
    return pyworld.d4c(padded, f0, times, RATE, fft_size=FFT).astype(np.float32)


def _pitch(
    samples: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The padded samples, the middles of the frames in seconds, and f0 there."""
    count = -(-len(samples) // HOP)
    padded = np.pad(samples, (0, (count + 1) * HOP - len(samples)))
    low, high = F0_RANGE
    rough, times = pyworld.dio(padded, RATE, f0_floor=low, f0_ceil=high, frame_period=10, speed=3)
    # Every other one, from 10 ms on: the middles of the frames.
    rough, times = rough[1::2][:count].copy(), times[1::2][:count].copy()
    return padded, times, pyworld.stonemask(padded, rough, times, RATE)
