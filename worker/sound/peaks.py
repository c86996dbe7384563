"""True peaks, and keeping them under a ceiling. Pure functions, safe from any thread."""

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from worker.sound import Wave

OVERSAMPLING = 4
"""BS.1770-5, Annex 2: enough to miss no more than 0.5 dB of a peak below 20 kHz at 48 kHz."""
LOOK_S = 0.003
"""The limiter's gain begins to fall this long before a peak, and recovers for as long after it."""
HOP_S = 0.00025
"""How finely it follows."""


def oversampled(wave: Wave, rate: int) -> Wave:
    """`wave` at four times its rate."""
    finer: Wave = soxr.resample(wave, rate, rate * OVERSAMPLING)
    return finer


def true_peak(wave: Wave, rate: int) -> float:
    """The largest magnitude between the samples too, as a share of full scale."""
    if not len(wave):
        return 0.0
    return float(max(np.abs(wave).max(), np.abs(oversampled(wave, rate)).max(initial=0.0)))


def limited(wave: Wave, rate: int, ceiling: float) -> Wave:
    """`wave` with no true peak above `ceiling` (a share of full scale), otherwise unchanged.

    The gain that each instant needs is held for LOOK_S around it, and smoothed over the same time.
    So it is down when the peak comes, and moves too slowly to be heard as a click.
    """
    hop = max(1, round(rate * HOP_S))
    peaks = _peaks(wave, rate, hop)
    if peaks.max(initial=0.0) <= ceiling:
        return wave
    reach = max(1, round(LOOK_S / HOP_S))
    # One hop more, because the gain is interpolated between two hops' middles.
    held = -_around(-np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)), reach + 1)
    window = np.hanning(2 * reach + 3)[1:-1]
    smooth = np.convolve(np.pad(held, reach, mode="edge"), window / window.sum(), "valid")
    middles = (np.arange(len(smooth)) + 0.5) * hop
    gain = np.interp(np.arange(len(wave)), middles, smooth)
    return (wave * gain).astype(np.float32)


def _peaks(wave: Wave, rate: int, hop: int) -> NDArray[np.float32]:
    """The true peak in each hop of samples."""
    count = -(-len(wave) // hop)
    finer = np.zeros(count * hop * OVERSAMPLING, np.float32)
    magnitudes = np.abs(oversampled(wave, rate))[: len(finer)]
    finer[: len(magnitudes)] = magnitudes
    coarse = np.zeros(count * hop, np.float32)
    coarse[: len(wave)] = np.abs(wave)
    between = finer.reshape(count, -1).max(axis=1, initial=0.0)
    peaks: NDArray[np.float32] = np.maximum(coarse.reshape(count, hop).max(axis=1), between)
    return peaks


def _around(values: NDArray[np.float32], reach: int) -> NDArray[np.float32]:
    """The largest value within `reach` of each."""
    padded = np.pad(values, reach, mode="edge")
    widest: NDArray[np.float32] = sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    return widest
