"""Normalization: numbers, dates, units and abbreviations as words, before phonemes are made."""

from worker.language.english_words import english_words
from worker.language.vietnamese_words import vietnamese_words

_READERS = {"en": english_words, "vi": vietnamese_words}


def normalize(text: str, language: str) -> str:
    """`text` with everything that isn't a word written as words, in `language`.

    Raises EngineUnavailable when a library that the language needs is not installed.
    """
    return _READERS[language](text)
