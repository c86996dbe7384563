"""DNSMOS: a network's guess at how people would rate a take, 1 to 5.

The package speechmos carries the network. Only its file is used, as its code needs librosa and
pandas. Signature, as read from the file: `input_1` f32 [N, 144160] at 16 kHz → [N, 3], raw scores
for signal, background and overall. The reference implementation has the polynomials that make
ratings of them (microsoft/DNS-Challenge, DNSMOS/dnsmos_local.py; Reddy et al., ICASSP 2022).
"""

from typing import Any, Self

import numpy as np
import soxr

from voicefarm.extras import install_advice
from worker.quality.instruments.network import open_network
from worker.sound import Wave

RATE = 16_000
WINDOW = 144_160
"""Samples, 9.01 s."""
OVERALL = (-0.06766283, 1.11546468, 0.04602535)
REMEDY = f"{install_advice('mos')}, or set 'mos' to false."


class OpinionScore:
    """DNSMOS's overall rating, on one core. Thread-safe."""

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def open(cls) -> Self:
        """Open the network. Raises EngineUnavailable when it isn't installed."""
        file = "dnsmos_models/sig_bak_ovr.onnx"
        return cls(open_network("speechmos", file, what="DNSMOS", remedy=REMEDY))

    def rating(self, wave: Wave, rate: int) -> float:
        """The mean rating over windows that cover the take; a short one is repeated to fill one.

        The reference moves its window by a second; here they lie side by side, at a ninth of the
        cost.
        """
        heard = soxr.resample(wave, rate, RATE)
        if len(heard) < WINDOW:
            heard = np.tile(heard, -(-WINDOW // max(1, len(heard))))[:WINDOW]
        starts = [*range(0, len(heard) - WINDOW, WINDOW), len(heard) - WINDOW]
        windows = np.stack([heard[start : start + WINDOW] for start in starts])
        raw = self._session.run(None, {"input_1": windows.astype(np.float32)})[0][:, 2]
        return float(np.polyval(OVERALL, raw).mean())
