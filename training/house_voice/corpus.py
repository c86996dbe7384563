"""The corpus: what the teacher read, as shards on disk that are made once and then kept."""

import pickle
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.house_voice.alignment import align
from training.house_voice.analysis import analyse, resampled
from training.house_voice.english import EnglishWords
from training.house_voice.frames import HOP, RATE, Frames
from training.house_voice.teacher import Teacher
from training.house_voice.texts import Text, Words, draw_texts
from training.house_voice.vietnamese import VietnameseWords
from voicefarm.normalization.reading import read_text
from worker.language.phonemizers import phonemizer
from worker.language.phonemizers.phonemizer import Phonemize

SHARD = 200
"""Utterances of one shard; shards with even numbers are English, the others Vietnamese."""


@dataclass(frozen=True)
class Utterance:
    """A text as the pupil reads it, and the frames that the teacher made of it."""

    language: str
    phonemes: str
    places: NDArray[np.int16]
    """[F]: which character of `phonemes` sounds in each frame."""
    f0: NDArray[np.float16]
    """Hz [F]; 0 where there is no voice."""
    envelope: NDArray[np.float16]
    """Coded envelopes [F, 24]."""


class Listener:
    """Has texts read by the teacher and writes down what it hears. One a process."""

    def __init__(self) -> None:
        # In this order: both use one library, and its last user but one loses its callback.
        self._phonemize: Phonemize = phonemizer("espeak")
        self.teacher = Teacher()

    def hear(self, text: Text) -> tuple[Utterance, NDArray[np.float64]] | None:
        """The utterance, and its sound at 24 kHz; None where the teacher says nothing."""
        reading = self.teacher.read(read_text(text.words, text.language).spoken, text.language)
        samples = resampled(reading.samples, self.teacher.sample_rate)
        if len(samples) < HOP:
            return None
        phonemes = self._phonemize(text.words, text.language)
        frames: Frames = analyse(samples)
        step = HOP * self.teacher.sample_rate / RATE
        places = align(phonemes, reading.phonemes, len(frames.f0), step)
        f0, envelope = frames.f0.astype(np.float16), frames.envelope.astype(np.float16)
        return Utterance(text.language, phonemes, places, f0, envelope), samples

    def write_shard(self, folder: Path, number: int, texts: Iterable[Text]) -> None:
        """Hear `texts` and write them down, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        path = shard_path(folder, number)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps([made[0] for made in map(self.hear, texts) if made]))
        part.rename(path)


def make_shards(folder: Path, dictionary: Path, *, seed: int, shards: int, jobs: int) -> None:
    """Make the shards that `folder` lacks, in `jobs` processes."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [number for number in range(shards) if not shard_path(folder, number).exists()]
    with ProcessPoolExecutor(jobs) as pool:
        for number in pool.map(partial(_make, folder, dictionary, seed), wanted):
            print(f"shard {number + 1} of {shards}", flush=True)


def shard_path(folder: Path, number: int) -> Path:
    """Where a shard lies."""
    return folder / f"shard-{number:04d}.pickle"


def read_shard(folder: Path, number: int) -> list[Utterance]:
    """The utterances of one shard. The file must be one of this recipe's own."""
    return list(pickle.loads(shard_path(folder, number).read_bytes()))


def shard_texts(dictionary: Path, seed: int, number: int) -> Iterator[Text]:
    """The texts of one shard: one in three short ones."""
    english = number % 2 == 0
    words: Words = EnglishWords(dictionary) if english else VietnameseWords()
    drawn = draw_texts("en" if english else "vi", words, seed * 100_000 + number, short=1 / 3)
    return islice(drawn, SHARD)


def _make(folder: Path, dictionary: Path, seed: int, number: int) -> int:
    Listener().write_shard(folder, number, shard_texts(dictionary, seed, number))
    return number
