"""An adapter for tests: each letter is a tone. Some words make it do what libraries do at times."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

LETTER = 800
"""Samples of a letter."""


def load(options: dict[str, Any], voices: dict[str, Any], threads: int, slots: int) -> "Tones":
    """Options: `rate`, `together`, `fails` with a sentence, `dies`."""
    if options.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    if fault := options.get("fails"):
        raise ValueError(fault)
    sys.stdout.write("the tones are loaded\n")
    return Tones(options, voices)


class Tones:
    """Speaks by tones."""

    def __init__(self, options: dict[str, Any], voices: dict[str, Any]) -> None:
        self.sample_rate = options.get("rate", 16_000)
        self.together = options.get("together", 1)
        self._voices = voices

    def speak(self, request: dict[str, Any], progress: Callable[[], None]) -> Any:
        """The tones, the seed in their pitch. Raises ValueError for `refuse`."""
        text = request["text"]
        self._misbehave(text)
        pause_s = 0 if "hurry" in text else 0.002
        pitch = self._voices[request["voice"]]["pitch"] + request["seed"] % 97
        sounds = []
        for letter in text or " ":
            progress()
            time.sleep(pause_s)
            turns = (pitch + ord(letter) % 64 * 10) * np.arange(LETTER) / self.sample_rate
            sounds.append(0.3 * np.sin(2 * np.pi * turns))
        return np.concatenate(sounds)

    def _misbehave(self, text: str) -> None:
        if "refuse" in text:
            raise ValueError("The word 'refuse' can't be spoken; write another.")
        if "break" in text:
            raise RuntimeError("the library is broken")
        if "die" in text:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "eat" in text:
            raise MemoryError
        if "babble" in text:
            os.write(1, b"what libraries print")
        while "hang" in text:
            time.sleep(0.05)
