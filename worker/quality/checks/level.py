"""Level: far from the voice's own, or jumping inside the take."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Finding
from voicefarm.messages.take import finding
from worker.quality.checks.evidence import Evidence

TOLERANCE_DB = 5.0
"""How far a steady voice's takes may be from its level; espeak-ng's stay within 3.6 dB."""
ANY_VOICE_DB = (-48.0, -6.0)
"""Between these levels a voice not yet known may speak, dBFS."""
JUMP_DB = (3.1, 62.0)
"""The least jump of all QUANTILES that is a fault. It is the first, and the second over the root of
the speaking frames on the shorter side. The more frames, the less stress moves their level."""
SIDES = (60, 240)
"""Fewest speaking frames (of 5 ms) on each side of a jump, in a short take and in a long one. In
fewer, the "cents" of a price is as faint as a fault: a take of under 0.6 s has no jump."""
SIDE_SHARE = 0.22
"""Of the take's speaking frames, between those two."""
SPLITS = 40
"""About how many places in a take are searched for a jump."""
QUANTILES = (0.6, 0.75, 0.85, 0.95)
"""Of a side's frames. A gain that changes moves all of them alike. A natural voice that stresses a
word, or lets a sentence fall, moves some of them more than others."""


def level_off(evidence: Evidence) -> Finding | None:
    """The whole take is louder or fainter than its voice."""
    level, trait = evidence.speech.level, evidence.profile.level
    low, high = ANY_VOICE_DB
    if trait is not None:
        tolerance = TOLERANCE_DB * trait.unsteadiness
        low, high = trait.middle - tolerance, trait.middle + tolerance
    away = max(low - level, level - high)
    if away <= 0:
        return None
    return finding("level", f"{level:.0f} dBFS, {away:.0f} dB past the voice's own", 1 + away / 6)


def level_jump(evidence: Evidence) -> Finding | None:
    """The level changes inside the take and stays changed."""
    speaking = evidence.speech.levels[evidence.speech.levels > evidence.speech.level - 40]
    weight, jump = max(_jumps(speaking), default=(0.0, 0.0))
    if weight <= 1:
        return None
    return finding("level jump", f"{jump:.0f} dB inside the take", weight)


def _jumps(levels: NDArray[np.float64]) -> Iterator[tuple[float, float]]:
    """The jump at each place where there may be one: as a share of its limit, and in dB."""
    count = len(levels)
    side = round(min(max(count * SIDE_SHARE, SIDES[0]), SIDES[1]))
    for split in range(side, count - side + 1, max(16, count // SPLITS)):
        least, spread = JUMP_DB
        limit = least + spread / math.sqrt(min(split, count - split))
        jump = _jump(levels[:split], levels[split:])
        yield jump / limit, jump


def _jump(before: NDArray[np.float64], behind: NDArray[np.float64]) -> float:
    """By how much all the quantiles of one side are above the other's, at least."""
    apart = np.quantile(before, QUANTILES) - np.quantile(behind, QUANTILES)
    return float(max(apart.min(), -apart.max(), 0.0))
