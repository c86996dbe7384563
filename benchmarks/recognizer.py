"""The recognizer that writes down what a voice says: Whisper base, as its file describes it."""

import re
import unicodedata
from dataclasses import dataclass

from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.normalization.reading import read_text
from voicefarm.settings import load_settings
from worker.model_files.fetching import pull
from worker.model_files.recognizer_files import files_of, recognizer_folder
from worker.quality.instruments.whisper import WINDOW_S, Whisper
from worker.sound import Wave
from worker.sound.windows import cut_at_pauses

NAME = "whisper-base"
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


def open_recognizer() -> Whisper:
    """Fetch it unless it is here, and load it on one core. Raises EngineUnavailable."""
    recognizer = load_settings().recognizers()[NAME]
    pull(files_of(recognizer), NAME)
    return Whisper.open(NAME, recognizer_folder(recognizer), threads=1)


def hears(recognizer: Whisper, wave: Wave, rate: int, language: Language) -> str:
    """What it writes down of one take, which is cut at pauses if it is long."""
    windows = cut_at_pauses(wave, rate, WINDOW_S)
    return " ".join(
        recognizer.written_down(wave[start:end], rate, language) for start, end in windows
    )


def count_errors(errors: Errors, text: str, heard: str, language: Language) -> None:
    """Add the words of `heard` that differ from `text`, both as they are spoken."""
    from rapidfuzz.distance import Levenshtein

    wanted, written = (spoken_words(side, language) for side in (text, heard))
    errors.wrong += Levenshtein.distance(wanted, written)
    errors.words += len(wanted)


def spoken_words(text: str, language: Language) -> list[str]:
    """The words as they are spoken, without case and marks."""
    # Thousands: "1,870" is what the recognizer writes for the year, too.
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    spoken = unicodedata.normalize("NFC", read_text(plain, language).spoken.casefold())
    words = _WORD.findall(spoken.replace("'", "").replace("’", ""))
    return list("".join(words)) if primary(language) in _BY_SIGNS else words
