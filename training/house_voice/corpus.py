"""The corpus: what is read, and what the teachers made of it, as files that are made once.

A line of `texts.jsonl.gz` is a text: its language, its words as they are spoken, its phonemes as
the engine makes them, and whether it is kept from training. What the teachers and the codec made
of the texts lies in `codes_*.npz`.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.house_voice.english import EnglishWords
from training.house_voice.texts import Text, Words, draw_texts
from training.house_voice.vietnamese import VietnameseWords
from voicefarm.normalization.reading import read_text
from worker.language.phonemizers import phonemizer

LANGUAGES = ("en", "vi")
SHORT = 1 / 3
"""Share of short texts."""


@dataclass(frozen=True)
class Line:
    """A text to read."""

    language: str
    spoken: str
    phonemes: str
    held: bool
    """Whether no stage may learn from it."""


@dataclass(frozen=True)
class Utterance:
    """A text as the pupil reads it, and the codes of its teacher's reading."""

    line: int
    """Its number among the texts."""
    phonemes: str
    places: NDArray[np.int16]
    """[F]: which character of `phonemes` sounds in each frame."""
    codes: NDArray[np.int16]
    """[F]."""


def write_texts(
    path: Path, held: Mapping[str, Path], dictionary: Path, *, seed: int, count: int
) -> None:
    """The sentences that are kept from training, then `count` texts of each language by turns."""
    phonemize = phonemizer("espeak")

    def line(text: Text, kept: bool) -> Line:
        spoken = read_text(text.words, text.language).spoken
        return Line(text.language, spoken, phonemize(text.words, text.language), kept)

    lines = [
        line(Text(language, words), True)
        for language in LANGUAGES
        for words in held[language].read_text("utf-8").splitlines()
    ]
    words: dict[str, Words] = {"en": EnglishWords(dictionary), "vi": VietnameseWords()}
    drawn = {name: draw_texts(name, words[name], seed, short=SHORT) for name in LANGUAGES}
    for texts in islice(zip(*drawn.values(), strict=True), count):
        lines += [line(text, False) for text in texts]
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(it), ensure_ascii=False) + "\n" for it in lines)


def read_texts(path: Path) -> list[Line]:
    """What `write_texts` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Line(**json.loads(line)) for line in file]


def write_codes(path: Path, utterances: Sequence[Utterance]) -> None:
    """Write codes and places down: of the places only the steps, which take hardly any room."""
    np.savez_compressed(
        path,
        line=np.array([it.line for it in utterances], np.int32),
        length=np.array([len(it.codes) for it in utterances], np.int32),
        codes=np.concatenate([it.codes for it in utterances]),
        first=np.array([it.places[0] for it in utterances], np.int16),
        steps=np.concatenate(
            [np.diff(it.places, prepend=it.places[0]) for it in utterances]
        ).astype(np.uint8),
    )


def read_codes(path: Path, texts: Sequence[Line]) -> Iterator[Utterance]:
    """What `write_codes` wrote, with the texts' phonemes."""
    with np.load(path) as stored:
        lines, firsts, lengths = (stored[name] for name in ("line", "first", "length"))
        bounds = np.cumsum(lengths)[:-1]
        codes, steps = (np.split(stored[name], bounds) for name in ("codes", "steps"))
    for line, first, own, moves in zip(lines, firsts, codes, steps, strict=True):
        places = (int(first) + np.cumsum(moves, dtype=np.int64)).astype(np.int16)
        yield Utterance(int(line), texts[line].phonemes, places, own)
