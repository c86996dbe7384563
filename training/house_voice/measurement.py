"""Measurement: the decoder's spectra, from WORLD's coding and from what the teacher said."""

import numpy as np
import pyworld
from numpy.typing import NDArray

from training.house_voice.analysis import aperiodicity
from training.house_voice.frames import FFT, ORDER, RATE
from training.house_voice.spectra import BANDS, SIZE, Spectra
from training.house_voice.tables import SILENT, VOICED, Tables

_LEAST_NOISE = 1e-3
_LEVEL = 0.5
"""Amplitude against the teacher's: a minimum-phase filter makes higher peaks of the same sound."""


def make_spectra(
    tables: Tables, sounds: list[NDArray[np.float64]], codes: list[NDArray[np.int16]]
) -> Spectra:
    """The maps, and the noise that WORLD hears in `sounds`, averaged by envelope."""
    magnitude = _magnitudes()
    gain = np.where(tables.envelopes[:, 0] > SILENT, _LEVEL, 0).astype(np.float32)
    return Spectra(magnitude, _phases(magnitude), _noise(tables, sounds, codes), gain)


def _magnitudes() -> NDArray[np.float32]:
    """Decoding is linear up to the exponential, so unit vectors tell all of it."""
    coded = np.concatenate([np.zeros((1, ORDER)), np.eye(ORDER)])
    power = pyworld.decode_spectral_envelope(np.ascontiguousarray(coded), RATE, FFT)
    amplitude = 0.5 * np.log(power)
    assert np.allclose(amplitude[0], 0, atol=1e-6)
    bins = np.linspace(0, FFT // 2, SIZE // 2 + 1)
    rows = [np.interp(bins, np.arange(FFT // 2 + 1), row) for row in amplitude[1:]]
    return np.array(rows, np.float32)


def _phases(magnitude: NDArray[np.float32]) -> NDArray[np.float32]:
    """The minimum phase, by folding the cepstrum (Oppenheim and Schafer)."""
    cepstrum = np.fft.irfft(magnitude.astype(np.float64), SIZE, axis=1)
    cepstrum[:, 1 : SIZE // 2] *= 2
    cepstrum[:, SIZE // 2 + 1 :] = 0
    return np.fft.rfft(cepstrum, axis=1).imag.astype(np.float32)


def _noise(
    tables: Tables, sounds: list[NDArray[np.float64]], codes: list[NDArray[np.int16]]
) -> NDArray[np.float32]:
    envelope, _ = tables.parts()
    heard = np.concatenate([_in_bands(aperiodicity(sound)) for sound in sounds])
    of = envelope[np.concatenate(codes)]
    made = np.zeros((len(tables.envelopes), BANDS))
    typical = heard[of < VOICED].mean(0)
    for index in range(VOICED):
        own = heard[of == index]
        # As if the typical one had been heard five times besides.
        made[index] = (own.sum(0) + 5 * typical) / (len(own) + 5)
    return made.astype(np.float32)


def _in_bands(noise: NDArray[np.float32]) -> NDArray[np.float64]:
    points = np.linspace(0, noise.shape[1] - 1, BANDS).round().astype(int)
    return np.log(np.maximum(noise[:, points].astype(np.float64), _LEAST_NOISE))
