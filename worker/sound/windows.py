"""A long sound cut at its pauses. Pure functions."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from worker.sound import Wave
from worker.sound.speech import FRAME_S, find_speech

Window = tuple[int, int]
"""First sample, and one past the last."""

EARLIEST = 0.4
"""Share of the longest window before which none is cut."""


def cut_at_pauses(wave: Wave, rate: int, longest_s: float) -> Iterator[Window]:
    """Windows of at most `longest_s` that cover the wave; each ends in a pause if there is one."""
    longest = round(longest_s * rate)
    if len(wave) <= longest:
        yield 0, len(wave)
        return
    speech = find_speech(wave, rate)
    quiet, levels = ~speech.active, speech.levels
    start = 0
    while len(wave) - start > longest:
        first, last = start + round(EARLIEST * longest), start + longest
        frames = slice(round(first / rate / FRAME_S), round(last / rate / FRAME_S))
        end = round((frames.start + _best_cut(quiet[frames], levels[frames])) * FRAME_S * rate)
        end = min(max(end, first), last)
        yield start, end
        start = end
    yield start, len(wave)


def _best_cut(quiet: NDArray[np.bool_], levels: NDArray[np.float64]) -> int:
    """The frame in the middle of the longest pause; the faintest one if there is no pause."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return int(np.argmin(levels))
    longest = int(np.argmax(ends - starts))
    return int(starts[longest] + ends[longest]) // 2
