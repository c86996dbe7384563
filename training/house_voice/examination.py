"""The examination: what a checkpoint makes of sentences that it hasn't learned from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from training.house_voice.corpus import Utterance
from training.house_voice.likeness import distance
from training.house_voice.network import Network
from training.house_voice.speaking import speak
from training.house_voice.tables import Tables
from training.house_voice.vocabulary import Vocabulary

TOGETHER = 32
"""Sentences spoken at a time."""
LONGEST = 1.15
SHORTEST = 0.85
HALF = 0.5


@dataclass(frozen=True)
class Result:
    """One sentence: whether it ended, its length against the teacher's, and how near it came."""

    phonemes: str
    ended: bool
    length: float
    nearness: float
    """Distance to the teacher's reading, as a share of that to the reading next in length."""

    @property
    def failures(self) -> tuple[str, ...]:
        """What is wrong, by kind."""
        kinds = {
            "no end": not self.ended,
            "too short": self.length < SHORTEST,
            "too long": self.length > LONGEST,
            "unlike": self.nearness > HALF,
        }
        return tuple(kind for kind, found in kinds.items() if found)


def examine(
    network: Network, words: Vocabulary, tables: Tables, held: Sequence[Utterance]
) -> list[Result]:
    """Have all sentences spoken, greedily, those of like length together."""
    order = sorted(held, key=lambda utterance: len(utterance.f0))
    taught = [_envelopes(tables, tables.encode(it.f0, it.envelope)) for it in order]
    results = []
    for start in range(0, len(order), TOGETHER):
        group = order[start : start + TOGETHER]
        most = int(1.5 * max(len(utterance.f0) for utterance in group)) + 20
        spoken = speak(network, words, [words.prompt(it.phonemes) for it in group], most)
        for index, (codes, ended) in enumerate(spoken, start):
            other = taught[index - 1 if index else 1]
            own, made = taught[index], _envelopes(tables, codes)
            near = distance(made, own) / distance(made, other) if len(made) else np.inf
            results.append(Result(order[index].phonemes, ended, len(made) / len(own), near))
    return results


def report(results: Sequence[Result]) -> str:
    """Shares and failures in lines."""
    count = len(results)
    failures = Counter(kind for result in results for kind in result.failures)
    told = ", ".join(f"{kind} {found / count:.1%}" for kind, found in sorted(failures.items()))
    sound = sum(not result.failures for result in results)
    return (
        f"{count} sentences, {sound / count:.1%} sound; {told or 'no failures'}; median length "
        f"{median(result.length for result in results):.3f}, median nearness "
        f"{median(result.nearness for result in results):.3f}"
    )


def _envelopes(tables: Tables, codes: NDArray[np.integer]) -> NDArray[np.float32]:
    envelope, _ = tables.parts()
    return tables.envelopes[envelope[codes]]
