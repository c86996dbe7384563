"""Loudness by ITU-R BS.1770-5 / EBU R 128, gathered take by take in constant memory.

The K filter is applied in the frequency domain: its two biquads are evaluated on the unit circle.
Coefficients for any sample rate come from the analogue prototypes that reproduce the table of
BS.1770 at 48 kHz (as in libebur128).
"""

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from worker.sound import Wave

BLOCK_S = 0.4
STEP_S = 0.1
ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
OFFSET = -0.691
"""Of BS.1770, equation 2: a 997 Hz sine at full scale measures -3.01 LUFS."""
TENTHS = 10
_BINS = 80 * TENTHS
"""From the absolute gate to +10 LUFS."""


def block_loudness(wave: Wave, rate: int) -> NDArray[np.float64]:
    """Loudness of each 400 ms block, LUFS, one every 100 ms.

    Silence of 300 ms is assumed on both sides, as takes are heard so. A take of any length has
    blocks then.
    """
    step = round(rate * STEP_S)
    steps = -(-len(wave) // step) + 6
    padded = np.zeros(steps * step, np.float32)
    padded[3 * step : 3 * step + len(wave)] = wave
    weighted = k_weighted(padded, rate).reshape(steps, step)
    power = np.einsum("ij,ij->i", weighted, weighted, dtype=np.float64) / step
    mean = np.convolve(power, np.full(4, 0.25), "valid")
    return OFFSET + 10 * np.log10(np.maximum(mean, 1e-12))


def k_weighted(wave: Wave, rate: int) -> NDArray[np.float32]:
    """`wave` through the K filter, float32 [N]."""
    size = _quick_size(len(wave) + rate // 4)  # room for the filter's tail
    weighted = np.fft.irfft(np.fft.rfft(wave, size) * _response(size, rate), size)
    return weighted[: len(wave)].astype(np.float32, copy=False)


def _quick_size(least: int) -> int:
    """The next length that has three binary digits at most before its zeros: quick for an FFT."""
    unit = 1 << max(0, least.bit_length() - 3)
    return -(-least // unit) * unit


@lru_cache(maxsize=16)
def _response(size: int, rate: int) -> NDArray[np.complex64]:
    """The K filter at the frequencies of a real FFT of `size`."""
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones(len(turn), np.complex128)
    for numerator, denominator in (_shelf(rate), _high_pass(rate)):
        response *= np.polyval(numerator[::-1], turn) / np.polyval(denominator[::-1], turn)
    return response.astype(np.complex64)


Biquad = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Numerator and denominator, in powers of 1/z."""


def _shelf(rate: int) -> Biquad:
    q, k = 0.7071752369554196, math.tan(math.pi * 1681.974450955533 / rate)
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    return (
        (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
    )


def _high_pass(rate: int) -> Biquad:
    q, k = 0.5003270373238773, math.tan(math.pi * 38.13547087602444 / rate)
    whole = 1 + k / q + k * k
    # Unlike the poles, the zeros are not normalized, as in BS.1770's own table.
    return (whole, -2 * whole, whole), (whole, 2 * (k * k - 1), 1 - k / q + k * k)


@dataclass(slots=True)
class Loudness:
    """A histogram of blocks: the integrated loudness of any number of takes."""

    _counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_BINS, np.int64))

    def add(self, tenths: NDArray[np.int64], gain_db: float = 0.0) -> None:
        """Count blocks, given in tenths of LUFS; `gain_db` is applied to them."""
        bins = np.rint(tenths + gain_db * TENTHS).astype(np.int64) - round(ABSOLUTE_GATE * TENTHS)
        kept = bins[(bins >= 0) & (bins < _BINS)]
        self._counts += np.bincount(kept, minlength=_BINS)

    def add_all(self, other: "Loudness", gain_db: float) -> None:
        """Count what `other` has counted, with a gain."""
        counted = np.flatnonzero(other._counts)
        bins = counted + round(gain_db * TENTHS)
        kept = (bins >= 0) & (bins < _BINS)
        np.add.at(self._counts, bins[kept], other._counts[counted[kept]])

    def integrated(self) -> float | None:
        """LUFS after both gates, or None if nothing is above the absolute one."""
        if not self._counts.any():
            return None
        lufs = ABSOLUTE_GATE + np.arange(_BINS) / TENTHS
        power = 10 ** ((lufs - OFFSET) / 10)
        first = float((power * self._counts).sum() / self._counts.sum())
        gate = OFFSET + 10 * np.log10(first) + RELATIVE_GATE
        kept = np.where(lufs > gate, self._counts, 0)
        return OFFSET + 10 * float(np.log10((power * kept).sum() / kept.sum()))


def integrated_loudness(wave: Wave, rate: int) -> float | None:
    """LUFS of one wave, or None if it is silent."""
    loudness = Loudness()
    loudness.add(in_tenths(block_loudness(wave, rate)))
    return loudness.integrated()


def in_tenths(lufs: NDArray[np.float64]) -> NDArray[np.int64]:
    """Loudness as whole tenths of LUFS, as a take's metadata holds it."""
    return np.rint(lufs * TENTHS).astype(np.int64)
