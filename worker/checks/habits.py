"""Habits: how a voice usually speaks, learned from its sound takes as they are made."""

import math
import threading
from collections.abc import Hashable
from dataclasses import dataclass

ENOUGH = 8
"""Takes after which a voice's own habit counts for more than what is true of any voice."""
MEMORY = 400
"""Takes after which older ones fade, so that a habit can follow."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Mean and spread of one figure over a voice's takes."""

    count: int = 0
    mean: float = 0.0
    variance: float = 0.0

    @property
    def known(self) -> bool:
        """Whether there were enough takes to go by it."""
        return self.count >= ENOUGH

    @property
    def spread(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.variance)

    def with_one(self, value: float) -> "Habit":
        """The habit after one more take (Welford's update, with a floor to the share)."""
        count = min(self.count + 1, MEMORY)
        away = value - self.mean
        mean = self.mean + away / count
        variance = self.variance + (away * (value - mean) - self.variance) / count
        return Habit(count, mean, variance)


@dataclass(frozen=True, slots=True)
class VoiceHabits:
    """What is known of one voice."""

    pace: Habit = Habit()
    """Log seconds of speech per phoneme."""
    level: Habit = Habit()
    """Level while speaking, dBFS."""


class Habits:
    """The habits of all voices that a worker speaks with. Thread-safe."""

    def __init__(self) -> None:
        self._voices: dict[Hashable, VoiceHabits] = {}
        self._lock = threading.Lock()

    def of(self, voice: Hashable) -> VoiceHabits:
        """What is known of `voice` now."""
        with self._lock:
            return self._voices.get(voice, VoiceHabits())

    def learn(self, voice: Hashable, pace: float, level: float) -> None:
        """Count one sound take of `voice`."""
        with self._lock:
            known = self._voices.get(voice, VoiceHabits())
            self._voices[voice] = VoiceHabits(
                known.pace.with_one(pace), known.level.with_one(level)
            )
