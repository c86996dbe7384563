"""Drawing: teacher and pupil side by side, as spectrograms of the same sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

from training.house_voice.frames import RATE

SPAN = 1024
STEP = 120
LOUD_DB, SOFT_DB = 0.0, -80.0
HIGHEST_HZ = 8000


@dataclass(frozen=True)
class Panel:
    """A sound at 24 kHz and what stands above it."""

    title: str
    samples: NDArray[np.floating]


def draw(path: Path, panels: Sequence[Panel]) -> None:
    """Write a PNG: two panels a row, as long as the longest sound."""
    longest = max(len(panel.samples) for panel in panels) / RATE
    rows = -(-len(panels) // 2)
    figure, axes = plt.subplots(rows, 2, figsize=(11, 2.6 * rows), sharex=True, sharey=True)
    for axis, panel in zip(axes.flat, panels, strict=True):
        axis.set_title(panel.title, fontsize=9)
        axis.imshow(
            _levels(panel.samples),
            origin="lower",
            aspect="auto",
            extent=(0, len(panel.samples) / RATE, 0, RATE / 2),
            vmin=SOFT_DB,
            vmax=LOUD_DB,
            cmap="magma",
        )
        axis.set(xlim=(0, longest), ylim=(0, HIGHEST_HZ))
    figure.supxlabel("seconds", fontsize=9)
    figure.supylabel("Hz", fontsize=9)
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    plt.close(figure)


def _levels(samples: NDArray[np.floating]) -> NDArray[np.float64]:
    """dB below the loudest, [513, frames]."""
    padded = np.pad(samples.astype(np.float64), SPAN // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, SPAN)[::STEP]
    power = np.abs(np.fft.rfft(frames * np.hanning(SPAN), axis=1)).T
    return 20 * np.log10(np.maximum(power / power.max(), 1e-6))
