"""How many frames each id has, and when words are said. Pure functions."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Word
from worker.language.pronunciation import PronouncedWord

Floats = NDArray[np.float32]
Rounding = Callable[[Floats], Floats]
"""How a network makes whole frames of durations [ids]; each of one at least."""
_HALVINGS = 24
"""Enough to find a scale to a frame in a minute of speech."""


def whole_frames(durations: Floats, speed: float, rounded: Rounding = np.ceil) -> Floats:
    """Durations [ids] as whole frames at a speed; at speed 1.0 as the network itself rounds them.

    A network that rounds up adds half a frame to each id whatever the speed. With all durations
    halved, speech still has 0.62 of its length. So the scale is looked for by which the whole is
    as long as it should be. An id has one frame at least, so speech can't be shorter than that.
    """
    usual = rounded(durations)
    if speed == 1.0:
        return usual
    wanted = usual.sum() / speed
    least, most = 0.0, 2.0 / speed
    while rounded(durations * most).sum() < wanted:
        most *= 2
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        if rounded(durations * middle).sum() < wanted:
            least = middle
        else:
            most = middle
    frames: Floats = rounded(durations * most).astype(np.float32)
    return frames


def word_times(
    words: Sequence[PronouncedWord],
    samples: NDArray[np.int64],
    spans: Sequence[tuple[int, int]],
) -> Iterator[Word]:
    """When each word is said.

    `samples` [characters + 1] says at which sample each character of the IPA begins, and where the
    last one ends. `spans` are the words of the text.
    """
    for word in words:
        first, last = int(samples[word.start]), int(samples[word.end])
        yield from _shared(first, last, [spans[number] for number in word.words])


def _shared(first: int, last: int, spans: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """The time of words that are said as one, shared by their letters."""
    letters = np.cumsum([0, *(end - start for start, end in spans)])
    times = (first + (last - first) * letters // max(int(letters[-1]), 1)).tolist()
    for (start, end), begin, finish in zip(spans, times, times[1:], strict=False):
        if finish > begin:
            yield begin, finish, start, end - start
