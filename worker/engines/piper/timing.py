"""How many frames each id has, and when words are said. Pure functions."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Word
from worker.language.pronunciation import PronouncedWord

Floats = NDArray[np.float32]


def whole_frames(durations: Floats, speed: float) -> Floats:
    """Durations [ids] as whole frames at a speed; at speed 1.0 as the network itself rounds them.

    The network rounds up, so all it says is longer than its length scale: half of that length has
    0.62 of the time. Here the frames of speed 1.0 are shared out anew: the end of each id is moved
    to its share of the time, so the whole is as long as it should be, and so is each word.
    """
    usual = np.ceil(durations)
    if speed == 1.0:
        return usual
    ends = np.floor(np.cumsum(usual, dtype=np.float64) / speed + 0.5)
    ends[-1:] = np.maximum(ends[-1:], 1)
    return np.diff(ends, prepend=0).astype(np.float32)


def word_times(
    words: Sequence[PronouncedWord],
    places: Sequence[int],
    ends: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
) -> Iterator[Word]:
    """When each word is said, in samples.

    `places` are those of `Symbols`; `ends` [ids + 1] are the samples at which ids end, after a 0;
    `spans` are the words of the text.
    """
    for word in words:
        first, last = int(ends[places[word.start]]), int(ends[places[word.end]])
        yield from _shared(first, last, [spans[number] for number in word.words])


def _shared(first: int, last: int, spans: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """The time of words that are said as one, shared by their letters."""
    letters = np.cumsum([0, *(end - start for start, end in spans)])
    times = first + (last - first) * letters // max(int(letters[-1]), 1)
    for (start, end), begin, finish in zip(spans, times, times[1:], strict=False):
        if finish > begin:
            yield int(begin), int(finish), start, end - start
