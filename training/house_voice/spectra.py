"""Spectra: what the decoder must know to make envelopes of codes, as matrices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIZE = 2048
"""Samples of the decoder's own Fourier transform: 960 of a frame and 1,088 of its ringing."""
BANDS = 8
"""Points between which the share of noise is interpolated."""


@dataclass(frozen=True)
class Spectra:
    """Linear maps from a coded envelope [24] to 1,025 bins, and the noise of each envelope."""

    magnitude: NDArray[np.float32]
    """[24, 1025]: to the logarithm of the amplitude."""
    phase: NDArray[np.float32]
    """[24, 1025]: to the phase of the minimum-phase filter of that amplitude, in radians."""
    noise: NDArray[np.float32]
    """[704, 8]: logarithm of the share of noise in the amplitude, at even steps in frequency."""
    gain: NDArray[np.float32]
    """[704]: amplitude, 0 for silence."""
