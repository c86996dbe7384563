"""The aligner's trial: sound takes, and the same with a word cut out or said twice."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.house_voice.aligner import Said
from worker.engines.speechlm.aligner import Aligner
from worker.engines.speechlm.alignment import PAUSE

LENGTHS = (3, 8, 14, 1000)
"""Frames: words are told apart by their length, as short ones are harder to find."""


def trial(aligner: Aligner, heard: Sequence[Said], *, seed: int) -> str:
    """A line for the sound takes, and two for each length of word."""
    rng = np.random.default_rng(seed)
    wrong = [bool(aligner.findings(one.codes.tolist(), one.order)) for one in heard]
    lines = [f"{len(heard)} sound takes: {np.mean(wrong):.2%} with a finding"]
    words = [(one, frames) for one in heard for frames in _a_word(one, rng)]
    for shortest, longest in pairwise(LENGTHS):
        chosen = [it for it in words if shortest < len(it[1]) <= longest]
        spoilt = {
            "left out": [(one, np.delete(one.codes, frames)) for one, frames in chosen],
            "said twice": [
                (one, np.insert(one.codes, frames[-1] + 1, one.codes[frames]))
                for one, frames in chosen
            ],
        }
        for kind, takes in spoilt.items():
            found = [bool(aligner.findings(codes.tolist(), one.order)) for one, codes in takes]
            share = f"{np.mean(found):.1%}" if found else "-"
            lines.append(
                f"{len(takes)} with a word of {shortest + 1} to {longest} frames {kind}: "
                f"{share} found"
            )
    return "\n".join(lines)


def _a_word(one: Said, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """The frames of one word, if there are two words at least."""
    gaps = [index for index, sound in enumerate(one.order) if sound == PAUSE]
    if len(gaps) > 2:
        first = rng.integers(len(gaps) - 1)
        inside = (one.places > gaps[first]) & (one.places < gaps[first + 1])
        if inside.any():
            yield np.flatnonzero(inside)
