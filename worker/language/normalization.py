"""Normalization: numbers, dates, units and abbreviations as words, before phonemes are made."""

from voicefarm.languages.tags import primary
from worker.language.english_words import english_words
from worker.language.vietnamese_words import vietnamese_words

_NORMALIZERS = {"en": english_words, "vi": vietnamese_words}


def normalize(text: str, language: str) -> str:
    """`text` with everything that isn't a word written as words, in `language`.

    Without a normalizer for the language it is the text itself. Raises EngineUnavailable when a
    library that the normalizer needs is not installed.
    """
    normalizer = _NORMALIZERS.get(primary(language))
    return normalizer(text) if normalizer else text
