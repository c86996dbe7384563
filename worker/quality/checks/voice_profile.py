"""How a voice usually speaks, measured on a few fixed sentences."""

import math
import statistics
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

LONG_SPREAD = 0.04
"""Standard deviation of log seconds per phoneme over long takes of a steady voice. SHORT_SPREAD is
the part that falls with the root of the phonemes. Both are espeak-ng's, at seven speeds."""
SHORT_SPREAD = 0.45
LEVEL_SPREAD_DB = 1.0
"""Standard deviation of a steady voice's level."""
PRIOR_WEIGHT = 6
"""A few takes say little about a spread, so this many of a steady voice are counted with them."""


class Trait(BaseModel):
    """What is usual of one figure over a voice's takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    middle: float
    unsteadiness: float
    """The spread around it, as a multiple of a steady voice's; 1 or more."""

    @classmethod
    def seen(cls, values: Sequence[float], usual: Sequence[float]) -> "Trait":
        """From a few takes' values, and how far each would be off in a steady voice.

        The middle is the median: one bad take moves it little.
        """
        middle = statistics.median(values)
        squares = sum(((value - middle) / s) ** 2 for value, s in zip(values, usual, strict=True))
        variance = (squares + PRIOR_WEIGHT) / (len(values) - 1 + PRIOR_WEIGHT)
        return cls(middle=round(middle, 4), unsteadiness=round(max(1.0, math.sqrt(variance)), 3))


class VoiceProfile(BaseModel):
    """What is known of one voice, in one language, at one speed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pace: Trait | None = None
    """Log seconds of speech per phoneme; None if it isn't known."""
    level: Trait | None = None
    """Level while speaking, dBFS."""
    tails: tuple[float, float] | None = None
    """Seconds of quiet after the speech, at least and at most."""

    @classmethod
    def seen(
        cls,
        paces: Sequence[float],
        phonemes: Sequence[float],
        levels: Sequence[float],
        tails: Sequence[float],
    ) -> "VoiceProfile":
        """From the pace, phonemes, level and quiet end of each of a few takes."""
        return cls(
            pace=Trait.seen(paces, [pace_spread(count) for count in phonemes]),
            level=Trait.seen(levels, [LEVEL_SPREAD_DB] * len(levels)),
            tails=(round(min(tails), 4), round(max(tails), 4)),
        )


def pace_spread(phonemes: float) -> float:
    """Standard deviation of a steady voice's pace in takes of that many phonemes."""
    return math.hypot(LONG_SPREAD, SHORT_SPREAD / math.sqrt(phonemes))
