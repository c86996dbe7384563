"""Batches: utterances of like length, with the places at which attention is guided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.house_voice.corpus import Utterance
from training.house_voice.network import Due
from training.house_voice.vocabulary import SPEECH_END, Vocabulary

_SPREAD = 0.07
"""How unlike the lengths in a batch may be, so that it has other utterances in every pass."""


@dataclass(frozen=True)
class Example:
    """Prompt ids, codes, and for each code and END the place of the prompt that is due."""

    prompt: NDArray[np.int64]
    codes: NDArray[np.int16]
    due: NDArray[np.int16]

    def __len__(self) -> int:
        return len(self.prompt) + len(self.codes)


@dataclass(frozen=True)
class Batch:
    """Token ids [B, T], what they should lead to (-100 where anything), and the guidance."""

    inputs: Tensor
    targets: Tensor
    due: Due

    def to(self, device: str) -> "Batch":
        """The same there, as int64."""
        inputs, targets, places = (
            part.to(device, non_blocking=True).long()
            for part in (self.inputs, self.targets, self.due.places)
        )
        return Batch(inputs, targets, Due(places, self.due.first))


def example(utterance: Utterance, words: Vocabulary) -> Example:
    """An utterance as ids and codes."""
    prompt = np.array(words.prompt(utterance.phonemes))
    # Places count from the text's start mark; the first code and END belong to its marks.
    due = np.array([0, *(utterance.places[1:] + 1), len(prompt) - 2], np.int16)
    return Example(prompt, utterance.codes, due)


def batches(
    examples: Sequence[Example], size: int, rng: np.random.Generator
) -> Iterator[list[Example]]:
    """All examples once, in random order, as batches of about `size` tokens, padding included."""
    lengths = np.array([len(example) for example in examples])
    order = np.argsort(lengths * rng.uniform(1 - _SPREAD, 1 + _SPREAD, len(lengths)))
    groups: list[list[Example]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, int(lengths[index]))
        if groups[-1] and (len(groups[-1]) + 1) * longest > size:
            groups.append([])
            longest = int(lengths[index])
        groups[-1].append(examples[index])
    for number in rng.permutation(len(groups)):
        yield groups[number]


def collated(examples: Sequence[Example], words: Vocabulary) -> Batch:
    """Tensors of int32."""
    longest = max(map(len, examples))
    first = min(len(example.prompt) for example in examples) - 1
    inputs = np.zeros((len(examples), longest), np.int32)
    targets, places = np.full_like(inputs, -100), np.full_like(inputs, -100)
    for row, example in enumerate(examples):
        start, end = len(example.prompt), len(example)
        codes = example.codes + words.first_code
        inputs[row, :start], inputs[row, start:end] = example.prompt, codes
        spoken = slice(start - 1, end)
        targets[row, spoken] = np.append(codes, words.ids[SPEECH_END])
        places[row, spoken] = example.due
    guided = torch.from_numpy(np.ascontiguousarray(places[:, first:]))
    return Batch(torch.from_numpy(inputs), torch.from_numpy(targets), Due(guided, first))
