"""Speech made faster or slower at the same pitch, by overlap and add of similar pieces (WSOLA).

Pieces of 40 ms are laid over each other by half. Each is looked for near its place, where it goes
on most like the one before it. The search counts in integers, so it is the same on every machine.
Source: W. Verhelst and M. Roelands, "An overlap-add technique based on waveform similarity", 1993.
"""

import numpy as np
from numpy.typing import NDArray

from worker.sound import Wave, to_integers

HOP_S = 0.02
"""Half a piece: two periods of a low voice."""
REACH_S = 0.01
"""How far from its place a piece is looked for: one period of a low voice."""


def stretched_length(samples: int, speed: float) -> int:
    """The samples that `stretched` makes of `samples`."""
    return round(samples / speed)


def stretched(wave: Wave, speed: float, rate: int) -> Wave:
    """`wave` (mono, `rate` Hz), `speed` times as fast: `stretched_length` samples of it."""
    length = stretched_length(len(wave), speed)
    hop, reach = round(HOP_S * rate), round(REACH_S * rate)
    margin = 2 * hop + reach
    padded = np.pad(wave, (margin, margin + 2 * hop)).astype(np.float32)
    coarse = to_integers(padded).astype(np.int64)
    window = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * hop) / hop)).astype(np.float32)
    result = np.zeros(length + 4 * hop, np.float32)
    last = margin - hop
    for place in range(-hop, length, hop):
        if place > -hop:
            ideal = min(margin + round(place * speed), len(padded) - 2 * hop - reach)
            last = _similar(coarse, last + hop, ideal, hop, reach)
        result[place + hop : place + 3 * hop] += window * padded[last : last + 2 * hop]
    return result[hop : hop + length]


def _similar(wave: NDArray[np.int64], wanted: int, ideal: int, hop: int, reach: int) -> int:
    """The place within `reach` of `ideal` that is most like the one at `wanted`."""
    template = wave[wanted : wanted + hop]
    region = wave[ideal - reach : ideal + reach + hop]
    likeness = np.correlate(region, template[: len(region)], "valid").astype(np.float64)
    sums = np.concatenate([[0], np.cumsum(region * region)])
    power = (sums[hop:] - sums[:-hop]).astype(np.float64)
    return ideal - reach + int(np.argmax(likeness / np.sqrt(power + 1)))
