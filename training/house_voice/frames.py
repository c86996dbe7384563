"""Frames: the teacher's sound cut into 20 ms, and the figures that all stages share."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE = 24_000
HOP = 480
"""Samples of a frame: 20 ms, NeuCodec's own."""
FFT = 1024
ORDER = 24
"""Values of a coded spectral envelope."""


@dataclass(frozen=True)
class Frames:
    """F frames, each around the middle of its 20 ms."""

    f0: NDArray[np.float32]
    """Hz [F]; 0 where there is no voice."""
    envelope: NDArray[np.float32]
    """Coded envelopes [F, 24]."""
