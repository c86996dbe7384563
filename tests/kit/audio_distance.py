"""How like one reading of a text is to another: mel cepstra, aligned by dynamic programming.

Two questions are answered. `distance`: how far is one reading from another, on the whole; it tells
readings of one text from those of another. `Alignment`: which speech of one reading has nothing to
match in the other; that is a word left out, said twice or made up.

The steps and weights of the alignment are Sakoe and Chiba's symmetric form P=0 (1978): a step in
both readings counts twice, so the sum over any path is a mean over the frames of both.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import soxr
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RATE = 24_000
HOP = 300
"""Samples from frame to frame: 12.5 ms."""
WINDOW = 720
FFT = 1024
BANDS, LOWEST_HZ, HIGHEST_HZ = 32, 90.0, 7_500.0
CEPSTRA = 12
"""Coefficients kept, without the first, which is the level."""
SMOOTHING = 5
"""Frames over which levels are averaged: the phase of a pitch that is slower than the frames makes
them waver, and a codec's frames are 20 ms long."""
FLOOR_DB = 50.0
"""What lies this far under the loudest band counts as silence."""
SPEAKING_DB = 32.0
"""A frame less than this under the loudest one is speech."""
GAP = 0.62
"""Frames at least this unlike each other are no match: a share of how unlike any two frames are."""
HELD = 0.3
"""What a frame counts that matches, but only one for which the other reading stands still."""
WORD = 6.0
"""So many frames without a match, more than those around them that both readings share, are a word.

Of words left out and said twice this finds nearly all in English and nine of ten in Vietnamese,
whose syllables are short; of sound readings, up to a tenth faster or slower, next to none.
`make bench-house` counts again.
"""


@dataclass(frozen=True)
class Reading:
    """What was measured of a reading, frame by frame."""

    cepstra: Floats
    """[F, CEPSTRA], without the speaker's mean."""
    speaking: NDArray[np.bool_]
    """[F]: whether anybody speaks."""


def reading(wave: Floats, rate: int) -> Reading:
    """Measure a wave, float32 [N] in ±1; silence around the speech is left out."""
    if rate != RATE:
        wave = soxr.resample(wave, rate, RATE)
    bands = _smoothed(_bands(wave))
    levels = bands.max(axis=1)
    speaking = levels > levels.max() - SPEAKING_DB
    spoken = np.flatnonzero(speaking)
    inside = slice(spoken[0], spoken[-1] + 1)
    bands, speaking = bands[inside], speaking[inside]
    cepstra = bands @ _cosines()
    cepstra -= cepstra[speaking].mean(axis=0)
    return Reading(cepstra, speaking)


def distance(one: Reading, other: Reading) -> float:
    """Mean distance of the cepstra of two readings along their best alignment, in dB."""
    cost = _unlike(one, other)
    total, _ = _aligned(cost, np.inf)
    return total / sum(cost.shape)


@dataclass(frozen=True)
class Alignment:
    """What of two readings has no match in the other."""

    missing: tuple[float, ...]
    """Where the wanted reading has a word that the heard one lacks, in seconds."""
    added: tuple[float, ...]
    """Where the heard reading has a word beyond the wanted one."""

    @property
    def sound(self) -> bool:
        """Whether no word is missing and none is said twice."""
        return not (self.missing or self.added)


def align(wanted: Reading, heard: Reading) -> Alignment:
    """Find the words that are missing in `heard` or that it has beyond `wanted`."""
    cost = _unlike(wanted, heard)
    usual = float(cost[wanted.speaking][:, heard.speaking].mean())
    gap = GAP * usual
    _, choices = _aligned(cost, gap)
    rows, columns, moves = _path(choices, cost.shape)
    counts = np.where(cost[rows, columns] >= gap, 1.0, HELD)
    missing = np.where(moves == _DOWN, counts * wanted.speaking[rows], -1.0)
    added = np.where(moves == _RIGHT, counts * heard.speaking[columns], -1.0)
    return Alignment(_words(missing, rows), _words(added, columns))


_BOTH, _DOWN, _RIGHT = 0, 1, 2


def _aligned(cost: Floats, gap: float) -> tuple[float, NDArray[np.uint8]]:
    """The cheapest path's sum, and the last step to each cell by diagonals [n+m-1, n].

    A step in one reading alone costs `gap` at most. All cells of a diagonal are done at once.
    """
    height, width = cost.shape
    skewed = np.full((height, height + width), np.inf, np.float32)
    skewed[:, :width] = cost
    diagonals = skewed.ravel()[: height * (height + width - 1)].reshape(height, -1).T
    choices = np.zeros((height + width - 1, height), np.uint8)
    # Sums by row, of the diagonal before the last and of the last; row -1, at 0, is never reached.
    before, last = np.full((2, height + 1), np.inf, np.float32)
    last[1] = 2 * cost[0, 0]
    for index in range(1, height + width - 1):
        top, bottom = max(0, index - width + 1), min(height, index + 1)
        here = diagonals[index, top:bottom]
        alone = np.minimum(here, gap)
        both = before[top:bottom] + 2 * here
        down = last[top:bottom] + alone
        right = last[top + 1 : bottom + 1] + alone
        single = np.minimum(down, right)
        choices[index, top:bottom] = np.where(both <= single, _BOTH, _DOWN + (right < down))
        before.fill(np.inf)
        np.minimum(both, single, out=before[top + 1 : bottom + 1])
        before, last = last, before
    return float(last[height]), choices


def _path(
    choices: NDArray[np.uint8], shape: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Rows, columns and steps of the cheapest path, from its beginning to its end."""
    row, column = shape[0] - 1, shape[1] - 1
    places = []
    while row or column:
        move = int(choices[row + column, row])
        places.append((row, column, move))
        row -= move != _RIGHT
        column -= move != _DOWN
    places.append((0, 0, _BOTH))
    rows, columns, moves = np.array(places[::-1]).T
    return rows, columns, moves.astype(np.uint8)


def _words(counts: NDArray[np.float64], frames: NDArray[np.int64]) -> tuple[float, ...]:
    """Where in seconds each passage begins whose counts add up to WORD."""
    found: list[float] = []
    total, begin, told = 0.0, 0, False
    for step, count in enumerate(counts):
        total += count
        if total <= 0:
            total, begin, told = 0.0, step + 1, False
        elif total >= WORD and not told:
            found.append(float(frames[begin]) * HOP / RATE)
            told = True
    return tuple(found)


def _unlike(one: Reading, other: Reading) -> Floats:
    """Euclidean distance of every frame of one to every frame of the other [F, G]."""
    squares = (one.cepstra**2).sum(axis=1)[:, None] + (other.cepstra**2).sum(axis=1)[None, :]
    apart = squares - 2 * one.cepstra @ other.cepstra.T
    unlike: Floats = np.sqrt(np.maximum(apart, 0)).astype(np.float32)
    return unlike


def _bands(wave: Floats) -> Floats:
    """Level in dB of each mel band of each frame [F, BANDS]."""
    padded = np.pad(wave.astype(np.float32), (WINDOW // 2, WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), FFT, axis=1)) ** 2
    levels: Floats = (10 * np.log10(power @ _filters() + 1e-9)).astype(np.float32)
    return levels


def _smoothed(bands: Floats) -> Floats:
    """The bands without their silence, each frame averaged with its neighbours."""
    weights = np.hanning(SMOOTHING + 2)[1:-1].astype(np.float32)
    floored = np.maximum(bands, bands.max() - FLOOR_DB)
    padded = np.pad(floored, ((SMOOTHING // 2, SMOOTHING // 2), (0, 0)), mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, SMOOTHING, axis=0)
    smoothed: Floats = near @ (weights / weights.sum())
    return smoothed


@cache
def _filters() -> NDArray[np.float64]:
    """Triangles of equal width on the mel scale [FFT // 2 + 1, BANDS]."""
    mel = np.linspace(_mel(LOWEST_HZ), _mel(HIGHEST_HZ), BANDS + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.fft.rfftfreq(FFT, 1 / RATE)[:, None]
    rising = (hertz - edges[:-2]) / np.diff(edges)[:-1]
    falling = (edges[2:] - hertz) / np.diff(edges)[1:]
    return np.maximum(0, np.minimum(rising, falling))


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


@cache
def _cosines() -> Floats:
    """The cosine transform that turns bands into cepstra [BANDS, CEPSTRA]."""
    places = (np.arange(BANDS) + 0.5) / BANDS
    waves = np.cos(np.pi * places[:, None] * np.arange(1, CEPSTRA + 1))
    return (waves * np.sqrt(2 / BANDS)).astype(np.float32)
