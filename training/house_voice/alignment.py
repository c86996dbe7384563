"""Alignment: which character of the prompt sounds in each frame, from the teacher's own events."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from training.house_voice.teacher import Sounded


def align(
    phonemes: str, sounded: Sequence[Sounded], frames: int, samples_a_frame: float
) -> NDArray[np.int16]:
    """The index into `phonemes` for each frame: int16 [frames], never going back.

    An event's time is shared out evenly among its characters; a pause belongs to the characters
    between its neighbours. Characters that the events lack are passed over.
    """
    letters: list[str] = []
    starts: list[float] = []
    ends = [event.start for event in sounded[1:]] + [int(frames * samples_a_frame)]
    for event, end in zip(sounded, ends, strict=True):
        name = event.ipa or "\0"
        for index, letter in enumerate(name):
            letters.append(letter)
            starts.append(event.start + (end - event.start) * index / len(name))
    places = _places(phonemes, letters)
    centres = (np.arange(frames) + 0.5) * samples_a_frame
    heard = np.searchsorted(np.array(starts), centres, side="right") - 1
    return np.maximum.accumulate(places[np.maximum(heard, 0)]).astype(np.int16)


def _places(phonemes: str, letters: list[str]) -> NDArray[np.int64]:
    """The place in `phonemes` of each letter; unmatched ones go one past the last that was."""
    found = np.full(len(letters), -1)
    matcher = SequenceMatcher(None, letters, list(phonemes), autojunk=False)
    for block in matcher.get_matching_blocks():
        found[block.a : block.a + block.size] = np.arange(block.b, block.b + block.size)
    last = -1
    for index, place in enumerate(found):
        if place < 0:
            found[index] = min(last + 1, len(phonemes) - 1)
        else:
            last = place
    return found
