"""Habits: how a voice usually speaks, measured on a few fixed sentences."""

import math
import statistics
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

PRIOR_WEIGHT = 6
"""A spread is seen in few takes: it counts together with so many that spread as usual."""
PACE_SPREAD = 0.05
"""What is usual of log seconds per phoneme: espeak-ng in both languages, over ten kinds of text."""
LEVEL_SPREAD_DB = 1.0


class Habit(BaseModel):
    """Middle and spread of one figure over a voice's takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    middle: float
    spread: float
    """Standard deviation of one more take from `middle`, which is itself not quite certain."""

    @classmethod
    def seen(cls, values: Sequence[float], usual: float) -> "Habit":
        """From a few takes' values. The median: one bad take moves it little."""
        middle = statistics.median(values)
        squares = sum((value - middle) ** 2 for value in values) + PRIOR_WEIGHT * usual**2
        variance = squares / (len(values) - 1 + PRIOR_WEIGHT)
        # A median of n takes varies by pi/2 of what their mean does.
        return cls(
            middle=round(middle, 4),
            spread=round(math.sqrt(variance * (1 + math.pi / 2 / len(values))), 4),
        )


class VoiceHabits(BaseModel):
    """What is known of one voice, in one language, at one speed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pace: Habit | None = None
    """Log seconds of speech per phoneme; None where it isn't known."""
    level: Habit | None = None
    """Level while speaking, dBFS."""

    @classmethod
    def seen(cls, paces: Sequence[float], levels: Sequence[float]) -> "VoiceHabits":
        """From a few takes."""
        return cls(pace=Habit.seen(paces, PACE_SPREAD), level=Habit.seen(levels, LEVEL_SPREAD_DB))
