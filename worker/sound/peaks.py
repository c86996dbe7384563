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
MARGIN_S = 0.05
"""A limiter of blocks knows this much of what comes before and after: far more than it looks."""
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


class PeakLimiter:
    """`limited` for a sound that comes in blocks. What it gives comes a little later."""

    def __init__(self, rate: int, ceiling: float) -> None:
        self._rate, self._ceiling = rate, ceiling
        hop = max(1, round(rate * HOP_S))
        self._margin = hop * round(MARGIN_S / HOP_S)
        """Samples on both sides of what is given, by which its gain is known."""
        self._waiting: Wave = np.zeros(0, np.float32)
        self._before = 0
        """Samples at the beginning of what waits that were given already."""

    def push(self, wave: Wave) -> Wave:
        """Add samples; those that are settled."""
        self._waiting = np.concatenate([self._waiting, wave])
        end = (len(self._waiting) - self._margin) // self._margin * self._margin
        return self._given(end) if end > self._before else np.zeros(0, np.float32)

    def finish(self) -> Wave:
        """The rest."""
        return self._given(len(self._waiting))

    def _given(self, end: int) -> Wave:
        given = limited(self._waiting, self._rate, self._ceiling)[self._before : end]
        keep = max(0, end - self._margin)
        self._waiting, self._before = self._waiting[keep:], end - keep
        return given


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
