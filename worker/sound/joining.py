"""Joins: takes one after the other, each pause with its set length.

A take keeps its speech and a margin on both sides, so that no consonant is cut. The margins count
as part of the pauses. If a pause is shorter than its two margins, they are laid over each other.
Fades are shorter than the margins and never touch the speech.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from voicefarm.messages import TakeSound
from voicefarm.messages.take import LEAD_S, TAIL_S
from worker.sound import Wave

FADE_S = 0.01
BLOCK = 1 << 18
"""Samples of silence that are made at once."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of a take is heard, in its own samples."""

    first: int
    last: int
    """One past the last sample that is kept."""
    start: int
    """Where the speech begins."""
    end: int
    """One past where it ends."""
    faded: bool
    """False for a take without speech: it is kept as it is."""


def cut_of(sound: TakeSound, samples: int, rate: int) -> Cut:
    """What is kept of a take of that many samples."""
    if not sound.speaks:
        return Cut(0, samples, 0, samples, faded=False)
    first = max(0, sound.start - round(LEAD_S * rate))
    last = min(samples, sound.end + round(TAIL_S * rate))
    return Cut(first, last, sound.start, sound.end, faded=True)


def kept(wave: Wave, cut: Cut, rate: int) -> Wave:
    """The part of `wave` that is heard, its margins faded in and out."""
    part = wave[cut.first : cut.last].astype(np.float32)
    if not cut.faded:
        return part
    _fade(part, min(cut.start - cut.first, round(FADE_S * rate)))
    _fade(part[::-1], min(cut.last - cut.end, round(FADE_S * rate)))
    return part


def _fade(part: Wave, length: int) -> None:
    """Raised cosine, in place; at least a millisecond, for a take that begins with its speech."""
    length = min(max(length, 24), len(part))
    rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)
    part[:length] *= rise.astype(np.float32)


@dataclass(frozen=True, slots=True)
class TakePlace:
    """Where a take lies in the programme, in samples."""

    first: int
    """The first sample that is kept of it."""
    start: int
    """Where its speech begins."""
    end: int
    """One past where its speech ends."""
    settled: int | None = None
    """Up to which sample the programme is final when it comes; None means up to `first`."""


class Timeline:
    """Finds each take's place, by its cut alone: all places are known before any audio is read."""

    def __init__(self) -> None:
        self._first = 0
        self._end = 0
        self.length = 0
        """Samples up to the end of what has been placed, margins included."""

    def place(self, cut: Cut, pause: int) -> TakePlace:
        """The next take's place, its speech `pause` samples after the speech before it."""
        lead = cut.start - cut.first
        # Never before the programme begins, nor before the take that comes before it.
        first = max(self._end + pause - lead, self._first)
        return self._placed(cut, first)

    def place_at(self, cut: Cut, start: int) -> TakePlace:
        """The next take's place if its speech begins at `start`, whatever is heard then."""
        return self._placed(cut, max(0, start - (cut.start - cut.first)))

    def _placed(self, cut: Cut, first: int) -> TakePlace:
        place = TakePlace(first, first + cut.start - cut.first, first + cut.end - cut.first)
        self._first, self._end = first, place.end
        self.length = max(self.length, first + cut.last - cut.first)
        return place

    def here(self) -> TakePlace:
        """The place of nothing, right after the speech before it; the timeline stays as it is."""
        return TakePlace(self._first, self._end, self._end)


class Joiner:
    """Lays parts over one another at their places. Memory: one part."""

    def __init__(self) -> None:
        self._written = 0
        self._pending: Wave = np.zeros(0, np.float32)

    def push(self, part: Wave, first: int, settled: int | None = None) -> Wave:
        """Add a part that begins at `first`; return the samples before it, which are now final.

        If later parts may begin before it, they begin no earlier than `settled`.
        """
        done = self.settle(first if settled is None else settled)
        start = first - self._written
        longer = np.zeros(max(0, start + len(part) - len(self._pending)), np.float32)
        self._pending = np.concatenate([self._pending, longer])
        self._pending[start : start + len(part)] += part
        return done

    def settle(self, place: int) -> Wave:
        """The samples before `place`, which are final."""
        count = place - self._written
        gap = np.zeros(max(0, count - len(self._pending)), np.float32)
        done: Wave = np.concatenate([self._pending[:count], gap])
        self._pending = self._pending[count:]
        self._written = place
        return done

    def long_silence(self, place: int) -> Iterator[int]:
        """The places on the way to `place` at which to settle, so that no silence is held whole."""
        first = self._written + max(BLOCK, len(self._pending))
        yield from range(first, place, BLOCK)

    def finish(self) -> Wave:
        """The rest."""
        return self._pending
