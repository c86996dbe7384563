"""Graphemes: where a word can be cut without taking an accent from its letter."""

import unicodedata

_JOINER = "\u200d"
_EXTENDING = frozenset(("Mn", "Mc", "Me"))
_BEHIND, _BEFORE = "ำຳ", "เแโใไເແໂໃໄ"
"""Vowels of Thai and Lao that are letters by themselves: behind their consonant, and before it."""
_VIRAMA = 9
"""The combining class of a sign that joins two consonants of an Indic script."""


def grapheme_cut(text: str, start: int, latest: int) -> int:
    """Return the last offset after `start`, at most `latest`, between two graphemes of `text`.

    Where a grapheme alone reaches past `latest`, it is cut there.

    A grapheme is a character with what belongs to it (Unicode UAX #29, without the rarer rules):

    - accents
    - joined or toned emoji, a flag's second half
    - a Hangul syllable's other letters, an Indic consonant's second one
    """
    cut = latest
    while cut > start and _is_inside(text, start, cut):
        cut -= 1
    return cut if cut > start else latest


def _is_inside(text: str, start: int, at: int) -> bool:
    """Whether the character at `at` belongs to the grapheme of the one before it."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    return (
        after == _JOINER
        or before == _JOINER
        or unicodedata.category(after) in _EXTENDING
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or after in _BEHIND
        or before in _BEFORE
        or unicodedata.combining(before) == _VIRAMA
        or _is_hangul_letter(after)
        or (_is_flag_half(before) and _is_flag_half(after) and _halves(text, start, at) % 2 == 1)
    )


def _is_hangul_letter(character: str) -> bool:
    """Whether a vowel or final letter of a Hangul syllable that is written in parts."""
    return "\u1160" <= character <= "\u11ff"


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _halves(text: str, start: int, at: int) -> int:
    """How many flag halves stand directly before `at`."""
    count = 0
    while at - count > start and _is_flag_half(text[at - count - 1]):
        count += 1
    return count
