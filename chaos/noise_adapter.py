"""An isolated engine's library for chaos: noise of each text's own, which takes its time."""

import time
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

STEP_S = 0.05
PER_CHARACTER = 800
"""Samples of a character: a tenth of a second."""


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "Noise":
    """Options: `work_s`, the seconds that a take pretends to cost."""
    return Noise(options["work_s"], slots)


class Noise:
    """Speaks by noise, several utterances at once."""

    sample_rate = 8_000
    dice = False

    def __init__(self, work_s: float, together: int) -> None:
        self.work_s, self.together = work_s, together

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The text's noise: the same in every process."""
        for _ in range(round(self.work_s / STEP_S)):
            time.sleep(STEP_S)
            progress()
        text = request["text"]
        dice = np.random.default_rng(zlib.crc32(text.encode()))
        return dice.uniform(-0.5, 0.5, PER_CHARACTER * len(text)).astype(np.float32)
