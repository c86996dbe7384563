"""A stuck loop: the same sounds come again and again, at equal distances."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence
from worker.sound import Wave

HOP_S = 0.01
BANDS = 14
LOWEST_HZ, HIGHEST_HZ = 150.0, 4_000.0
SHORTEST, LONGEST = 12, 160
"""Periods that are looked for, in hops."""
REPEATS = 2.6
"""How many periods must come again."""
LEAST_HOPS = 70
"""Fewest hops that are alike: three syllables that rhyme ("mi li lít") are 50 hops alike."""
LIKENESS = 0.34
"""Difference to the period before, as a share of the difference between unrelated sounds."""
SPEAKING = 0.4
"""Share of the repeated passage that must speak. Pauses aren't compared, since all are alike."""


def loop(evidence: Evidence) -> Finding | None:
    """A passage is repeated. In a text that repeats itself only the length can be checked."""
    if evidence.repeats:
        return None
    bands = _bands(evidence.wave, evidence.rate)
    unlike = _unlike(bands)
    closest = _closest(bands, unlike)
    if closest is None or closest[0] >= LIKENESS:
        return None
    difference, lag = closest
    says = f"the same {lag * HOP_S:.2f} s again and again"
    return finding("loop", says, LIKENESS / max(difference, 1e-3))


def _bands(wave: Wave, rate: int) -> NDArray[np.float32]:
    """Level in BANDS bands of equal ratio each HOP_S, dB above the take's quiet [T, BANDS]."""
    hop = round(rate * HOP_S)
    size = 2 * hop
    count = max(1, len(wave) // hop - 1)
    padded = np.zeros((count + 1) * hop, np.float32)
    padded[: min(len(wave), len(padded))] = wave[: len(padded)]
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(size).astype(np.float32), axis=1)) ** 2
    edges = np.geomspace(LOWEST_HZ, min(HIGHEST_HZ, rate / 2), BANDS + 1) * size / rate
    starts = np.maximum.accumulate(np.rint(edges[:-1]).astype(int))
    levels = 10 * np.log10(np.add.reduceat(power[:, : round(edges[-1]) + 1], starts, axis=1) + 1e-9)
    loudest = levels.max()
    bands: NDArray[np.float32] = (np.maximum(levels - loudest, -50) + 50).astype(np.float32)
    return bands


def _unlike(bands: NDArray[np.float32]) -> float:
    """Mean difference between sounds that have nothing to do with one another."""
    order = np.random.default_rng(0).permutation(len(bands))
    return float(np.abs(bands - bands[order]).mean()) or 1.0


def _closest(bands: NDArray[np.float32], unlike: float) -> tuple[float, int] | None:
    """The smallest difference of a passage to itself one period before, and that period."""
    speaks = bands.mean(axis=1) > 12
    best: tuple[float, int] | None = None
    for lag in range(SHORTEST, min(LONGEST, len(bands) // 2)):
        span = max(LEAST_HOPS, round(lag * REPEATS))
        if span + lag > len(bands):
            break
        spoken = speaks[lag:] | speaks[:-lag]
        apart = np.abs(bands[lag:] - bands[:-lag]).mean(axis=1) * spoken
        hops = _sums(spoken, span)
        mean = _sums(apart, span) / np.maximum(hops, 1) / unlike
        mean[hops < SPEAKING * span] = np.inf
        lowest = float(mean.min())
        if best is None or lowest < best[0]:
            best = lowest, lag
    return best


def _sums(values: NDArray[Any], span: int) -> NDArray[np.float64]:
    """The sum of each `span` values running [T - span + 1]."""
    summed = np.concatenate([[0.0], np.cumsum(values)])
    sums: NDArray[np.float64] = summed[span:] - summed[:-span]
    return sums
