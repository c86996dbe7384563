"""How many phonemes a text has, counted or estimated."""

import re

from voicefarm.languages import Language, record_of
from voicefarm.spoken.length import spoken_characters
from voicefarm.spoken.phonemes import without_phonemes

_LETTER = re.compile(r"[^\W_]")
PER_WORD = 2.0
"""A word takes the time of two phonemes more: its boundaries, its tone. Measured with espeak-ng in
both languages, where log time per phoneme then spreads least (0.036 in English, 0.053)."""


def estimated_phonemes(text: str, language: Language) -> float:
    """About how many phonemes `text` has, for an engine that doesn't tell."""
    text = without_phonemes(text)
    record = record_of(language)
    letters = len(_LETTER.findall(text)) * record.phonemes_per_letter
    unwritten = spoken_characters(text, language) - len(text)
    words = len(text.split()) * PER_WORD
    return max(1.0, letters + unwritten * record.phonemes_per_spoken_character + words)


def counted_phonemes(ipa: str) -> float:
    """The same from a text's phonemes as espeak-ng writes them; tone marks don't count."""
    letters = sum(sign.isalpha() and sign != "ɜ" for sign in ipa)
    return max(1.0, letters + len(ipa.split()) * PER_WORD)
