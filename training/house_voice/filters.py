"""Filters: what the decoder must know to shape a sound by bands, as matrices."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.house_voice.frames import FFT, HOP, RATE, STEP

BANDS, TURNS = 80, 24
"""Bands of each filter, and of the phase that the tone's has besides the smallest."""
HARMONICS_TO = 11_800.0
"""Hz up to which a pitch has harmonics."""
NOISE = 128
"""Codes after which the noise begins again: 2.56 s."""


@cache
def band_map(bands: int) -> NDArray[np.float32]:
    """Makes values of all bins from those of bands equally far apart in mel: [bands, BINS]."""
    mel = _mel(np.fft.rfftfreq(FFT, 1 / RATE).astype(np.float64))
    points = np.linspace(mel[0], mel[-1], bands)
    return np.stack([np.interp(mel, points, row) for row in np.eye(bands)]).astype(np.float32)


@cache
def turn_map() -> NDArray[np.float32]:
    """The same for turns, without any at either end, so that a filter stays real."""
    made = band_map(TURNS).copy()
    made[:, [0, -1]] = 0
    return made


def minimum_phase(magnitude: NDArray[np.float32]) -> NDArray[np.float32]:
    """The phase of rows of log magnitudes [N, BINS], by folding the cepstrum.

    After A. Oppenheim and R. Schafer. It is linear, so a matrix of bands has one as well.
    """
    cepstrum = np.fft.irfft(magnitude.astype(np.float64), FFT, axis=1)
    cepstrum[:, 1 : FFT // 2] *= 2
    cepstrum[:, FFT // 2 + 1 :] = 0
    return np.fft.rfft(cepstrum, axis=1).imag.astype(np.float32)


def window() -> NDArray[np.float32]:
    """Of two frames that overlap, one falls as the other rises, to a sum of 1: [480]."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(2 * STEP) + 0.5) / STEP)).astype(np.float32)


def noise(seed: int) -> NDArray[np.float32]:
    """A noise that goes round: [61,440]."""
    return np.random.default_rng(seed).standard_normal(NOISE * HOP).astype(np.float32)


def mel_filters(bands: int, fft: int) -> NDArray[np.float32]:
    """Triangles on the mel scale, each with a sum of 1: [bands, fft // 2 + 1]."""
    mel = np.linspace(_mel(np.float64(30)), _mel(np.float64(RATE / 2)), bands + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.fft.rfftfreq(fft, 1 / RATE)
    rising = (hertz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - hertz) / np.diff(edges)[1:, None]
    made = np.maximum(0, np.minimum(rising, falling))
    return (made / made.sum(1, keepdims=True).clip(1e-9)).astype(np.float32)


def _mel(hertz: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(2595 * np.log10(1 + hertz / 700))
