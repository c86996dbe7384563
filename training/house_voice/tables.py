"""The codec's tables: one code a frame, for an envelope and, where there is voice, a pitch."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VOICED = 448
"""Envelopes of frames with voice."""
PITCHES = 16
UNVOICED = 256
SILENT = -19.5
"""First value of an envelope (a mean of logarithms) below which nothing sounds."""
CODES = VOICED * PITCHES + UNVOICED
SILENCE = CODES - 1
"""The code of silence."""


@dataclass(frozen=True)
class Tables:
    """What the codes stand for.

    Code `v·16 + p` is voiced envelope `v` at pitch `p`; the last 256 codes have no voice, and the
    very last is silence.
    """

    envelopes: NDArray[np.float32]
    """Coded envelopes [448 + 256, 24], the voiced ones first."""
    pitches: NDArray[np.float32]
    """Hz [16], rising."""

    def encode(self, f0: NDArray[np.floating], envelope: NDArray[np.floating]) -> NDArray[np.int16]:
        """The nearest codes: f0 Hz [F], envelopes [F, 24] → int16 [F]."""
        voiced = f0 > 0
        wide = envelope.astype(np.float32)
        pitch = np.abs(
            np.log(np.maximum(f0, 1).astype(np.float32))[:, None] - np.log(self.pitches)
        ).argmin(1)
        with_voice = _nearest(wide, self.envelopes[:VOICED]) * PITCHES + pitch
        without = _nearest(wide, self.envelopes[VOICED:]) + VOICED * PITCHES
        return np.where(voiced, with_voice, without).astype(np.int16)

    def parts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Envelope (0 … 703) and pitch (0 … 15, 16 for none) of every code."""
        codes = np.arange(CODES)
        voiced = codes < VOICED * PITCHES
        envelope = np.where(voiced, codes // PITCHES, codes - VOICED * PITCHES + VOICED)
        return envelope, np.where(voiced, codes % PITCHES, PITCHES)

    def save(self, path: Path) -> None:
        """Write an .npz file."""
        np.savez(path, envelopes=self.envelopes, pitches=self.pitches)

    @classmethod
    def load(cls, path: Path) -> "Tables":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            return cls(stored["envelopes"], stored["pitches"])


def _nearest(rows: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.int64]:
    distance = (centres**2).sum(1) - 2 * rows @ centres.T
    return distance.argmin(1)
