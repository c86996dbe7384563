"""Forced alignment: which phoneme sounds in which frame, what is left out, and what is too many.

The path is Viterbi's. Each frame belongs to a sound of the text or to none; sounds follow in their
order and may be passed over. Both cost. So a take that says every word once goes through all of its
sounds. One that loses its place in the text leaves frames or sounds behind.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PAUSE = " "
"""What sounds between words, and where there is a mark."""
STRANGE = -2.0
"""Log-probability of a frame that belongs to no sound of the text: less than those that do have."""
STRAYING = -1.0
"""What it costs to begin with such frames."""


def aligned_sounds(phonemes: str) -> tuple[str, list[int]]:
    """The sounds of IPA in their order, and which of them each character belongs to.

    Every letter is one; what modifies it (length, tone, diacritics) is part of it, and a stress
    mark of the sound before. A PAUSE stands around and between words.
    """
    order, places = PAUSE, []
    for character in phonemes:
        kind = unicodedata.category(character)
        if kind in ("Ll", "Lo", "Lu"):
            order += character
        elif kind[0] in "ZPCS" and order[-1] != PAUSE:
            order += PAUSE
        places.append(len(order) - 1)
    return order if order[-1] == PAUSE else order + PAUSE, places


@dataclass(frozen=True, slots=True)
class Alignment:
    """The likeliest path."""

    places: NDArray[np.int64]
    """[F]: the place of the sound in each frame, -1 where it is none of the text's."""
    passed: NDArray[np.bool_]
    """[N]: the sounds that no frame has."""


def align(
    scores: Floats, costs: Floats, strange: float = STRANGE, straying: float = STRAYING
) -> Alignment:
    """Align frames and sounds.

    scores [F, N]: log-probability that frame `f` is sound `n`; costs [N]: of passing it over.
    """
    frames, count = scores.shape
    choices = _Choices.of(frames, count)
    passing = np.concatenate([[0], np.cumsum(costs)]).astype(np.float32)
    # How good the best path is that ends in a sound, and in a strange frame after n sounds.
    inside = np.full(count, -np.inf, np.float32)
    between = np.full(count + 1, -np.inf, np.float32)
    between[0] = 0
    for frame in range(frames):
        arrived = choices.arrive(frame, inside, between, passing)
        choices.stayed[frame] = inside >= arrived[:-1]
        inside = np.maximum(inside, arrived[:-1]) + scores[frame]
        arrived += np.float32(straying)
        choices.strayed[frame] = between >= arrived
        between = np.maximum(between, arrived) + np.float32(strange)
    choices.arrive(frames, inside, between, passing)
    places = np.array(list(choices.back())[::-1], np.int64)
    passed = np.ones(count, bool)
    passed[places[places >= 0]] = False
    return Alignment(places, passed)


@dataclass(frozen=True, slots=True)
class _Choices:
    """How each state of each frame was come to."""

    stayed: NDArray[np.bool_]
    """[F, N]: the sound was there in the frame before."""
    strayed: NDArray[np.bool_]
    """[F, N + 1]: the frame before was strange as well, after as many sounds."""
    sources: NDArray[np.int32]
    """[F + 1, N + 1]: to have n sounds behind, how many were there before some passed."""
    sounded: NDArray[np.bool_]
    """[F + 1, N + 1]: the last of these n sounds was there, rather than a strange frame."""

    @classmethod
    def of(cls, frames: int, count: int) -> "_Choices":
        return cls(
            stayed=np.zeros((frames, count), bool),
            strayed=np.zeros((frames, count + 1), bool),
            sources=np.zeros((frames + 1, count + 1), np.int32),
            sounded=np.zeros((frames + 1, count + 1), bool),
        )

    def arrive(self, frame: int, inside: Floats, between: Floats, passing: Floats) -> Floats:
        """How good it is to have n sounds behind when `frame` begins: [N + 1]."""
        self.sounded[frame, 1:] = inside > between[1:]
        behind = between + passing
        np.maximum(behind[1:], inside + passing[1:], out=behind[1:])
        best = np.maximum.accumulate(behind)
        numbers = np.arange(len(best), dtype=np.int32)
        np.maximum.accumulate(np.where(behind == best, numbers, 0), out=self.sources[frame])
        return best - passing

    def back(self) -> Iterator[int]:
        """The place in each frame, from the last on."""
        frame = len(self.stayed)
        place, sounded = self._source(frame, self.stayed.shape[1])
        while frame:
            frame -= 1
            yield place if sounded else -1
            if not (self.stayed if sounded else self.strayed)[frame, place]:
                place, sounded = self._source(frame, place)

    def _source(self, frame: int, behind: int) -> tuple[int, bool]:
        """The state before `frame` from which `behind` sounds were behind."""
        source = int(self.sources[frame, behind])
        sounded = bool(self.sounded[frame, source])
        return source - sounded, sounded
