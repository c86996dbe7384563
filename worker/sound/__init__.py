"""What is measured of takes, and how they are joined, levelled and written: signal processing."""

import numpy as np
from numpy.typing import NDArray

from voicefarm.artifacts.takes import FULL_SCALE, Pcm

Wave = NDArray[np.float32]
"""Mono audio, float32 [N], full scale ±1.0."""

SILENT_DB = -120.0
"""What digital silence counts as, dBFS, instead of minus infinity."""


def to_wave(pcm: Pcm) -> Wave:
    """16-bit samples as float32."""
    return pcm.astype(np.float32) / np.float32(FULL_SCALE)


def decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares as dBFS, not below SILENT_DB."""
    return 10 * np.log10(np.maximum(power, 10 ** (SILENT_DB / 10)))


def frame_levels(wave: Wave, frame: int) -> NDArray[np.float64]:
    """The level of each `frame` samples, dBFS [ceil(N / frame)]; the last one is filled up."""
    count = -(-len(wave) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(wave)] = wave
    rows = padded.reshape(count, frame)
    return decibels(np.einsum("ij,ij->i", rows, rows, dtype=np.float64) / frame)
