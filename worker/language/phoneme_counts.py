"""How many phonemes a text has, counted or estimated."""

import re

from voicefarm.languages import LANGUAGES, Language
from voicefarm.phonemes import spelled

_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
PHONEMES_PER_DIGIT = 5.0
"""A digit read aloud, in both languages, with its share of a word."""
PER_WORD = 2.0
"""A word takes the time of two phonemes more: its boundaries, its tone. Measured with espeak-ng in
both languages, where log time per phoneme then spreads least (0.036 in English, 0.053)."""


def estimated_phonemes(text: str, language: Language) -> float:
    """About how many phonemes `text` has, for an engine that doesn't tell."""
    text = spelled(text)
    letters = len(_LETTER.findall(text)) * LANGUAGES[language].phonemes_per_letter
    digits = len(_DIGIT.findall(text)) * PHONEMES_PER_DIGIT
    return max(1.0, letters + digits + len(text.split()) * PER_WORD)


def counted_phonemes(ipa: str) -> float:
    """The same from a text's phonemes as espeak-ng writes them; tone marks are no phonemes."""
    letters = sum(sign.isalpha() and sign != "ɜ" for sign in ipa)
    return max(1.0, letters + len(ipa.split()) * PER_WORD)
