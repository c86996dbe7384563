"""What is measured of takes, and how they are joined, levelled and written: signal processing.

- `measurement`, `speech`: what is measured of a take once, and where somebody speaks in it
- `joining`: takes one after the other, with their pauses
- `cue_places`, `stretching`: the places of a dubbing track's cues, and speech made faster for them
- `mastering`, `loudness`, `peaks`: how loud each voice becomes, under a ceiling
- `outputs`, `encoders`: the programme in its forms
- `programme_head`, `pictures`: what stands at the head of its files
- `windows`: a long sound cut at its pauses
"""

import numpy as np
from numpy.typing import NDArray

from voicefarm.artifacts.takes import Pcm
from voicefarm.messages import SILENT_DB

Wave = NDArray[np.float32]
"""Mono audio, float32 [N], full scale ±1.0."""

FULL_SCALE = 32768
"""What ±1.0 is in 16 bits wherever takes are measured, joined and encoded, as in libsndfile."""


def to_integers(wave: Wave) -> Pcm:
    """Float samples as 16-bit; what lies beyond full scale is clipped."""
    scaled = np.rint(wave * np.float32(FULL_SCALE))
    samples: Pcm = np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


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
