"""What stands above the line: a power, a note's sign, or the end of a word."""

import re

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_POWER = re.compile(r"[+\-−]?\d{1,3}|n")
# A mark behind a sentence, a quotation or a long word belongs to a note; m² and x² are short.
_NOTE_SIGN = re.compile(r"\W*[\d*†‡,a-z]{1,5}\W*")
_POWER_OF = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}\Z|[\d)\]]\Z")

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_NAMED_SIGN = re.compile(
    r"\W*(?:(?:see )?(?:foot|end)?-?notes?|ref(?:erence)?|nota|chú thích|[ivxlc]+)"
    r"[\W\d]*[a-z]?\W*",
    re.IGNORECASE,
)


def raised_words(words: str, before: str) -> str | None:
    """What is said of raised `words` behind `before`; None for a note's sign."""
    if _POWER.fullmatch(words) and _POWER_OF.search(before):
        return words.translate(_SUPERSCRIPTS)
    if is_note_sign(words):
        return None
    return words


def is_note_sign(words: str) -> bool:
    """Whether it looks like what refers to a note: a number, a star, perhaps in brackets."""
    return _NOTE_SIGN.fullmatch(words) is not None and not words.isalpha()


def is_of_words(reference: str) -> bool:
    """Whether what refers to a note is a word of its sentence, not a sign such as "note 3"."""
    return _LONG_WORD.search(reference) is not None and not _NAMED_SIGN.fullmatch(reference)
