"""What the checks look at: a take's wave, what was measured of it, and what was to be expected."""

import re
from dataclasses import dataclass, field

from voicefarm.messages import Finding
from voicefarm.models import Language
from voicefarm.phonemes import spelled
from worker.checks.habits import Habit
from worker.sound import Wave
from worker.sound.speech import Speech

_DIGIT = re.compile(r"\d")
_AGAIN = re.compile(r"\b(\w+(?:\W+\w+)?)(?:\W+\1\b){2}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
PHONEMES_PER_DIGIT = 5.0
"""A digit read aloud, in both languages, with its share of a word."""
PHONEMES_PER_LETTER: dict[Language, float] = {"en": 0.8, "vi": 0.85}
PER_WORD = 2.0
"""A word takes the time of two phonemes more: its boundaries, its tone. Measured with espeak-ng in
both languages, where log time per phoneme then spreads least (0.036 in English, 0.053)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One take under examination."""

    wave: Wave
    rate: int
    speech: Speech
    phonemes: float
    """How many its text has and PER_WORD for each word, told by the engine or estimated."""
    pace: Habit = field(default_factory=Habit)
    """The voice's log seconds of speech per phoneme."""
    level: Habit = field(default_factory=Habit)
    """The voice's level while speaking, dBFS."""
    repeats: bool = False
    """Whether the text itself says the same over and over."""


def estimated_phonemes(text: str, language: Language) -> float:
    """About how many phonemes `text` has, for an engine that doesn't tell."""
    text = spelled(text)
    letters = len(_LETTER.findall(text)) * PHONEMES_PER_LETTER[language]
    digits = len(_DIGIT.findall(text)) * PHONEMES_PER_DIGIT
    return max(1.0, letters + digits + len(text.split()) * PER_WORD)


def repeats_itself(text: str) -> bool:
    """Whether a word or two come three times running: "million million million"."""
    return _AGAIN.search(text) is not None


def counted_phonemes(ipa: str) -> float:
    """The same from a text's phonemes as espeak-ng writes them; tone marks are no phonemes."""
    letters = sum(sign.isalpha() and sign != "ɜ" for sign in ipa)
    return max(1.0, letters + len(ipa.split()) * PER_WORD)


def finding(check: str, says: str, weight: float) -> Finding:
    """A finding whose weight fits the message."""
    return Finding(check=check, says=says, weight=round(min(max(weight, 1.0), 1000.0), 2))
