"""When espeak-ng says which word, from its events. Pure functions."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Word

WORD, END, PHONEME = 1, 5, 7
"""`espeak_EVENT_TYPE`: a word begins, a clause ends, a phoneme begins."""
_FAINT = 0.004
"""Share of the utterance's peak under which a word's end is silence."""


@dataclass(frozen=True, slots=True)
class Event:
    """What espeak-ng tells of a place in its output."""

    kind: int
    place: int
    """Character of the text that it was given, from 0."""
    sample: int
    ipa: str = ""
    """Of a phoneme, with its stress mark; of at most 8 bytes."""


def words_of(
    tokens: Sequence[tuple[int, int]],
    events: Sequence[Event],
    spelled_at: Callable[[int], int],
    pcm: NDArray[np.int16],
) -> tuple[Word, ...]:
    """The times of the words at `tokens` in the spelled text, in samples of `pcm`, int16 [N].

    A number is several words to espeak-ng and one here. A dash is none.
    """
    starts = [start for start, _ in tokens]
    begun: dict[int, tuple[int, int]] = {}
    for first, last, place in _spans(events, len(pcm)):
        token = bisect_right(starts, spelled_at(place)) - 1
        if token >= 0:
            begun[token] = (begun.get(token, (first, last))[0], last)
    return tuple(
        (first, _sounding_end(pcm, first, last), tokens[token][0], tokens[token][1] - starts[token])
        for token, (first, last) in sorted(begun.items())
        if last > first
    )


def _spans(events: Sequence[Event], length: int) -> Iterator[tuple[int, int, int]]:
    """First sample, one past the last, and place of every word event."""
    edges = [event for event in events if event.kind in (WORD, END)]
    ends = [*(min(event.sample, length) for event in edges[1:]), length]
    for event, end in zip(edges, ends, strict=True):
        if event.kind == WORD:
            yield event.sample, end, event.place


def _sounding_end(pcm: NDArray[np.int16], first: int, last: int) -> int:
    """`last` without the silence before it."""
    threshold = _FAINT * float(np.abs(pcm.astype(np.int32)).max(initial=1))
    loud = np.flatnonzero(np.abs(pcm[first:last].astype(np.int32)) > threshold)
    return first + int(loud[-1]) + 1 if len(loud) else last
