"""What is known of a language."""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LanguageRecord:
    """One language. Both sides read it; all of it is data."""

    code: str
    """Its tag, as model files and manifests name it."""
    name: str
    iso639_3: str
    """As tags in audio files name it."""
    espeak_voice: str
    """The voice of espeak-ng whose phonemes models are trained on."""
    phonemes_per_letter: float
    """To estimate how many phonemes a text has, where no engine counts them."""
    phonemes_per_spoken_character: float
    """Of prose, spaces included: the median of what espeak-ng makes of it."""
    most_phonemes_per_character: float
    """Of prose: what has more has little written and much to say."""
    digit_in_number: int
    """Characters that a digit takes in "seven hundred seventy-seven thousand"."""
    digit_spelled: int
    """Characters that it takes in "five five five", in a year, and in a number below 100."""
    thousands_marks: str
    """What may stand before the last three digits of a number in thousands."""
    foreign_letter: int
    """Characters that a letter of another script takes. Voices name it, or leave it out."""
    foreign_accent: int = 10
    """Characters that a letter with rare marks takes, such as "ễ"; 1 where it is usual."""
    scripts: tuple[str, ...] = ("Latn",)
    """Codes of the scripts that it is written in."""
    normalizer: str = ""
    """Where its normalizer is, as module:function; empty if it has none."""
    leading_abbreviations: frozenset[str] = frozenset()
    """Without their full stop. The name, number or example that they belong to always follows."""
    trailing_abbreviations: frozenset[str] = frozenset()
    """Without their full stop. They may end a sentence; not before a small letter."""
    function_words: frozenset[str] = field(default=frozenset(), repr=False)
    """Small words of every text, in small letters, which set it apart from other languages."""
    calibration_sentences: tuple[str, ...] = field(default=(), repr=False)
    """What a voice is asked to speak so that its usual pace and level can be measured."""
    own_letters: re.Pattern[str] | None = None
    """Letters that few other languages have; None if a text can't be recognized by them."""
    marked_letters: re.Pattern[str] | None = None
    """Letters with marks, whose share of a text decides if it has `own_letters`."""
    word: re.Pattern[str] | None = None
    """The form of its words, in small letters, if few words of other languages have it."""
    marked_share: float = 0.0
    """The least share of marked letters in a text of this language."""


def words(listed: str) -> frozenset[str]:
    """The words of a list that white space separates."""
    return frozenset(listed.split())
