"""Batches: encoded utterances of like length, with the places at which attention is guided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.house_voice.corpus import Utterance
from training.house_voice.network import Due
from training.house_voice.tables import CODES, PITCHES, SILENCE, VOICED, Tables
from training.house_voice.vocabulary import SPEECH_END, Vocabulary

NEIGHBOURS = 6


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


def encode(utterances: Sequence[Utterance], tables: Tables, words: Vocabulary) -> list[Example]:
    """Utterances as ids and codes."""
    f0 = np.concatenate([utterance.f0 for utterance in utterances])
    codes = tables.encode(f0, np.concatenate([one.envelope for one in utterances]))
    bounds = np.cumsum([len(utterance.f0) for utterance in utterances])[:-1]
    return [
        _example(utterance, spoken, words)
        for utterance, spoken in zip(utterances, np.split(codes, bounds), strict=True)
    ]


def _example(utterance: Utterance, codes: NDArray[np.int16], words: Vocabulary) -> Example:
    prompt = np.array(words.prompt(utterance.phonemes))
    # The teacher begins and ends in the midst of sound, which would click.
    framed = np.array([SILENCE, *codes, SILENCE], np.int16)
    # Places count from the text's start mark; silence and END belong to its marks.
    end = len(prompt) - 2
    due = np.array([0, *(utterance.places + 1), end, end], np.int16)
    return Example(prompt, framed, due)


def batches(
    examples: Sequence[Example], size: int, together: int, rng: np.random.Generator
) -> Iterator[list[list[Example]]]:
    """All examples once, in random order, as batches of about `size` tokens, padding included.

    `together` batches of like length come at a time; what is left over is left out.
    """
    lengths = np.array([len(example) for example in examples])
    order = np.argsort(lengths + rng.uniform(0, 12, len(lengths)))
    groups: list[list[Example]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, int(lengths[index]))
        if groups[-1] and (len(groups[-1]) + 1) * longest > size:
            groups.append([])
            longest = int(lengths[index])
        groups[-1].append(examples[index])
    for first in rng.permutation(len(groups) // together) * together:
        yield groups[first : first + together]


class Collator:
    """Makes tensors, and errors: a share of the codes that are read back is a neighbour's.

    A voice that has only ever read the teacher's codes behind it doesn't know what to do after an
    error of its own.
    """

    def __init__(self, words: Vocabulary, tables: Tables, errors: float) -> None:
        self._first, self._end = words.first_code, words.ids[SPEECH_END]
        self._near = neighbours(tables)
        self._errors = errors

    def __call__(self, examples: Sequence[Example], rng: np.random.Generator) -> Batch:
        longest = max(map(len, examples))
        starts = np.array([len(example.prompt) for example in examples])
        first = int(starts.min()) - 1
        inputs = np.zeros((len(examples), longest), np.int64)
        targets = np.full_like(inputs, -100)
        places = np.full_like(inputs, -100)
        for row, (example, start) in enumerate(zip(examples, starts, strict=True)):
            count = len(example.codes)
            inputs[row, :start] = example.prompt
            inputs[row, start : start + count] = self._first + misread(
                example.codes, self._near, self._errors, rng
            )
            spoken = slice(start - 1, start + count)
            targets[row, spoken] = np.append(example.codes + self._first, self._end)
            places[row, spoken] = example.due
        due = Due(torch.from_numpy(np.ascontiguousarray(places[:, first:])), first)
        return Batch(torch.from_numpy(inputs), torch.from_numpy(targets), due)


def misread(
    codes: NDArray[np.integer], near: NDArray[np.int64], share: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The codes, a share of them replaced by one of those that `near` has for them."""
    wrong = rng.random(len(codes)) < share
    pick = rng.integers(0, near.shape[1], len(codes))
    return np.where(wrong, near[codes, pick], codes).astype(np.int64)


def neighbours(tables: Tables) -> NDArray[np.int64]:
    """For every code, some whose envelopes are nearest at the same pitch or one beside it."""
    envelope, pitch = tables.parts()
    centres = tables.envelopes
    near = []
    for low, high in ((0, VOICED), (VOICED, len(centres))):
        part = centres[low:high]
        distance = ((part[:, None] - part[None]) ** 2).sum(-1)
        near.append(distance.argsort(1)[:, :NEIGHBOURS] + low)
    close = np.concatenate(near)[envelope]
    shift = np.array([0, 1, -1, 0, 1, -1])
    heights = np.clip(pitch[:, None] + shift, 0, PITCHES - 1)
    voiced = (np.arange(CODES) < VOICED * PITCHES)[:, None]
    return np.where(voiced, close * PITCHES + heights, close - VOICED + VOICED * PITCHES)
