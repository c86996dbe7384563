"""The house voice beside its teachers: the real command reads sentences that no training saw.

The Vietnamese teacher is espeak-ng, which reads the same words: those that the engine's
normalization makes. The English one is Kokoro, which tests can't ask. So the codes of its readings
lie in `tests/data`, and the voice's own codec makes them sound.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from producer.chunking import chunk_document
from producer.documents.formats import parse_document
from tests.kit.audio_distance import HOP, RATE, Alignment, Reading, align, distance, reading
from tests.kit.commands import Commands
from voicefarm.languages import Language
from voicefarm.messages import Report, ReportChunk
from voicefarm.models import Catalogue, shipped_config
from voicefarm.normalization.reading import read_text
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Sounding
from worker.engines.speechlm.codecs.neucodec import NeuCodec
from worker.language.espeak_library import EspeakLibrary

HOUSE = Catalogue(shipped_config() / "models")["house"]
needs_the_house_voice = pytest.mark.skipif(
    not HOUSE.installed,
    reason="needs the extra house and its weights: python -m training.house_voice",
)
LANGUAGES: tuple[Language, ...] = ("en", "vi")
DATA = Path(__file__).parents[1] / "data"
ESPEAK_VOICES: dict[Language, str] = {"en": "en-us", "vi": "vi"}
CODEC = Path(__file__).parents[2] / "weights/house/house-codec.onnx"
CODEC_RATE = 24_000
PAUSE = 0.3
"""Seconds between the sentences of a passage."""
WORDS_PER_MINUTE = 175
FULL_SCALE = 32768.0
LONGER, SHORTER = 1.15, 0.85
"""How long a reading may be against the teacher's."""
HALF = 0.5
"""Most of the distance to another sentence that may lie between a reading and its teacher's."""


def sentences(language: Language) -> list[str]:
    """The sentences that were kept from training."""
    return (DATA / f"house_sentences_{language}.txt").read_text("utf-8").splitlines()


@cache
def chunk_sentences(language: Language) -> list[str]:
    """Those that are no longer than a chunk of the house voice."""
    return [
        own
        for own in sentences(language)
        if len(list(chunk_document(parse_document(own.encode()), language, HOUSE.budget))) == 1
    ]


def passages(language: Language) -> list[str]:
    """The same sentences joined, as they are spoken, to chunks as long as an article's."""
    joined: list[str] = []
    for said in (read_text(own, language).spoken for own in chunk_sentences(language)):
        if joined and len(joined[-1]) + 1 + len(said) <= HOUSE.budget:
            joined[-1] += f" {said}"
        else:
            joined.append(said)
    return joined


def espeak(words: str, language: Language, words_per_minute: int = WORDS_PER_MINUTE) -> Reading:
    """espeak-ng's reading of normalized words."""
    library = EspeakLibrary.open()
    pcm = library.synthesize(words, ESPEAK_VOICES[language], words_per_minute)
    return reading(pcm.astype(np.float32) / FULL_SCALE, library.sample_rate)


def teacher(said: str, language: Language) -> Reading:
    """The teacher's reading of a sentence, or in a passage of each with a pause between."""
    if language == "vi":
        return espeak(read_text(said, language).spoken, language)
    pause = np.zeros(int(PAUSE * CODEC_RATE), np.float32)
    parts = [own for own in sentences("en") if own in said or read_text(own, "en").spoken in said]
    sounds = [sound for own in parts for sound in (_kokoro(own), pause)]
    return reading(np.concatenate(sounds), CODEC_RATE)


@cache
def _kokoro(sentence: str) -> Samples:
    """Kokoro's reading of an English sentence, as the house voice's codec has it."""
    return _codec().decode([Sounding(tuple(_kokoro_codes()[sentence].tolist()))])[0]


@cache
def _codec() -> NeuCodec:
    return NeuCodec.load(CODEC, threads=1, device="cpu")


@cache
def _kokoro_codes() -> dict[str, NDArray[np.int16]]:
    with np.load(DATA / "house_teacher_en.npz") as stored:
        codes = np.split(stored["codes"], np.cumsum(stored["lengths"])[:-1])
    return dict(zip(sentences("en"), codes, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What came of one sentence."""

    sentence: str
    kept: bool
    """Whether there is a take at all; without one the other fields have their worst values."""
    rejected: tuple[str, ...]
    """The checks that threw earlier takes away."""
    flagged: tuple[str, ...]
    """The checks that hold something against the take that is heard."""
    length: float
    """Of the speech, as a share of the teacher's."""
    nearness: float
    """Distance to the teacher's reading, as a share of that to another sentence's."""
    alignment: Alignment

    @property
    def ended(self) -> bool:
        """Whether the model ended by itself, with the first seed and within the budget."""
        return self.kept and "runaway" not in self.rejected

    @property
    def in_time(self) -> bool:
        """Whether it is as long as the teacher's reading."""
        return SHORTER <= self.length <= LONGER

    @property
    def alike(self) -> bool:
        """Whether it says what the teacher says, rather than anything."""
        return self.nearness <= HALF

    @property
    def failures(self) -> tuple[str, ...]:
        """What is wrong, by kind."""
        if not self.kept:
            return ("no take",)
        kinds = {
            "runaway": not self.ended,
            "too short": self.length < SHORTER,
            "too long": self.length > LONGER,
            "unlike the teacher": not self.alike,
            "missing word": bool(self.alignment.missing),
            "repeated word": bool(self.alignment.added),
        }
        return tuple(kind for kind, found in kinds.items() if found)


def narrated(
    here: Commands, model: str, language: Language, said: Sequence[str], seed: int = 0
) -> dict[str, ReportChunk]:
    """The report's line of each sentence, by the sentence; those that nobody could speak lack.

    Every sentence is a paragraph, and so a chunk of its own. The programme is `house.wav`.
    """
    left = list(said)
    while True:
        done = here.run(
            *("narrate", "-", "--model", model, "--language", language),
            *("--seed", str(seed), "--loudness", "off", "-o", "house.json", "-o", "house.wav"),
            stdin="\n\n".join(left),
        )
        if done.returncode == 0:
            break
        failed = re.search(r"Chunk (\d+) failed", done.stderr)
        assert failed, done.stderr
        del left[int(failed[1])]  # the other takes are kept, and not made again
    report = Report.model_validate_json((here.folder / "house.json").read_bytes())
    return dict(zip(left, report.chunks, strict=True))


@dataclass(frozen=True)
class HeardWords:
    """What a recognizer heard of a programme."""

    words: int
    """Of the text."""
    rate: float
    """The word error rate."""


def heard_words(here: Commands, said: Sequence[str]) -> HeardWords:
    """How many English words of `house.wav`, which says the sentences `said`, are heard otherwise.

    Kokoro, the English teacher, is freer than espeak-ng. So `Alignment` doubts one in five
    sentences of which a recognizer hears every word.
    """
    (here.folder / "said.txt").write_text("\n\n".join(said))
    heard = here.json("listen", "house.wav", "said.txt")
    return HeardWords(heard["words"], heard["word_error_rate"])


def judged(
    here: Commands, language: Language, said: Sequence[str], lines: dict[str, ReportChunk]
) -> Iterator[Verdict]:
    """Compare the take of each sentence with the teacher's readings."""
    taught = {sentence: teacher(sentence, language) for sentence in said}
    folder = Path(here.settings["VOICEFARM_STORE"])
    for sentence, own in taught.items():
        line = lines.get(sentence)
        if line is None:
            nothing = Alignment(missing=(), added=())
            yield Verdict(sentence, False, (), (), 0.0, np.inf, nothing)
            continue
        wave, rate = soundfile.read(folder / f"{line.take}.flac", dtype="float32")
        heard = reading(wave, rate)
        other = _as_long(own, [it for it in taught.values() if it is not own])
        yield Verdict(
            sentence=sentence,
            kept=True,
            rejected=tuple(found.check for reasons in line.rejected for found in reasons),
            flagged=tuple(found.check for found in line.findings),
            length=len(heard.cepstra) / len(own.cepstra),
            nearness=distance(heard, own) / distance(heard, other),
            alignment=align(own, heard),
        )


def seconds(said: Reading) -> float:
    """Length of a reading from its first to its last sound."""
    return len(said.cepstra) * HOP / RATE


def _as_long(own: Reading, others: Sequence[Reading]) -> Reading:
    """The reading of another sentence whose length is nearest: the hardest to tell apart."""
    return min(others, key=lambda other: abs(len(other.cepstra) - len(own.cepstra)))
