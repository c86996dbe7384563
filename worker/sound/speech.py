"""Where in a take somebody speaks, by its energy. Pure functions.

A weak consonant lies 35–45 dB under the vowels. So the threshold for the ends of the speech is far
lower than for the speech inside.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import SILENT_DB
from worker.sound import Wave, decibels, frame_levels

FRAME_S = 0.005
ACTIVE_DB = 40.0
"""How far under the speech's level a frame still counts as speech."""
STOP_S = 0.1
"""Gaps up to this length are stop consonants: part of the speech."""
EDGE_DB = 45.0
"""How far under it the speech begins and ends."""
NOISE_DB = 8.0
"""How far above the noise floor it must be, for a voice with a noisy codec."""
NOISIEST_DB = 30.0
"""With any noise, the threshold stays at least this far under the speech."""
FAINTEST_DB = -58.0
"""Nothing below counts as speech, dBFS."""


@dataclass(frozen=True, slots=True)
class SpeechSpan:
    """Where a take speaks."""

    start: int
    """First sample of the speech; 0 if there is none."""
    end: int
    """One past its last sample; the take's length if there is none."""
    level: float
    """Level while speaking, dBFS; SILENT_DB if nobody speaks."""
    levels: NDArray[np.float64]
    """Level of every frame of FRAME_S, dBFS."""
    active: NDArray[np.bool_]
    """Which of those frames speak."""

    @property
    def found(self) -> bool:
        """Whether somebody speaks at all."""
        return self.level > SILENT_DB

    @property
    def active_s(self) -> float:
        """Seconds of speech, without the pauses inside."""
        return float(self.active.sum()) * FRAME_S


def find_speech(wave: Wave, rate: int) -> SpeechSpan:
    """Where `wave` speaks, to the sample at its two ends."""
    frame = max(1, round(rate * FRAME_S))
    levels = frame_levels(wave, frame)
    level = _speech_level(levels)
    if level <= FAINTEST_DB:
        return SpeechSpan(0, len(wave), SILENT_DB, levels, np.zeros(len(levels), np.bool_))
    floor = float(np.percentile(levels, 3)) + NOISE_DB
    edge = max(level - EDGE_DB, min(floor, level - NOISIEST_DB), FAINTEST_DB - 4)
    heard = np.flatnonzero(levels > edge)
    start, end = _to_the_sample(wave, frame, (int(heard[0]), int(heard[-1]) + 1), edge)
    active = _closed(levels > max(level - ACTIVE_DB, FAINTEST_DB), round(STOP_S / FRAME_S))
    return SpeechSpan(start, end, level, levels, active)


def _closed(active: NDArray[np.bool_], longest: int) -> NDArray[np.bool_]:
    """`active` with its gaps of up to `longest` frames filled."""
    frames = np.flatnonzero(active)
    filled = active.copy()
    for gap in np.flatnonzero(np.diff(frames) - 1 <= longest):
        filled[frames[gap] : frames[gap + 1]] = True
    return filled


def _speech_level(levels: NDArray[np.float64]) -> float:
    """Mean power of the frames no more than 10 dB under the mean of all, as dBFS."""
    power = 10 ** (levels / 10)
    loud = power[power >= power.mean() / 10]
    return float(decibels(np.array([loud.mean()]))[0])


def _to_the_sample(wave: Wave, frame: int, frames: tuple[int, int], edge: float) -> tuple[int, int]:
    """The first and one past the last sample above the threshold in the outermost frames."""
    amplitude = 10 ** (edge / 20)
    first, last = frames[0] * frame, min(frames[1] * frame, len(wave))
    head = np.flatnonzero(np.abs(wave[first : first + frame]) >= amplitude)
    tail = np.flatnonzero(np.abs(wave[max(0, last - frame) : last]) >= amplitude)
    start = first + (int(head[0]) if len(head) else 0)
    end = max(0, last - frame) + (int(tail[-1]) + 1 if len(tail) else frame)
    return start, min(end, len(wave))
