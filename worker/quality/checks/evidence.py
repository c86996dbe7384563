"""What the checks look at: a take's wave, what was measured of it, and what was to be expected."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voicefarm.messages import Finding
from voicefarm.models import Language
from voicefarm.phonemes import spelled
from worker.quality.checks.voice_profile import VoiceHabits
from worker.sound import Wave
from worker.sound.speech import FRAME_S, Speech, find_speech

_DIGIT = re.compile(r"\d")
_AGAIN = re.compile(r"\b(\w+(?:\W+\w+)?)(?:\W+\1\b){2}", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
PHONEMES_PER_DIGIT = 5.0
"""A digit read aloud, in both languages, with its share of a word."""
PHONEMES_PER_LETTER: dict[Language, float] = {"en": 0.8, "vi": 0.85}
VOICE_S = 0.032
"""Seconds that one probability of voice activity stands for (Silero's window)."""
LIKELY = 0.5
"""From this probability on, it is a voice."""
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
    habits: VoiceHabits = field(default_factory=VoiceHabits)
    """How the voice usually speaks, as far as it is known."""
    repeats: bool = False
    """Whether the text itself says the same over and over."""
    voice: NDArray[np.float32] | None = None
    """How likely it is a voice in each VOICE_S; None without voice activity detection."""

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Which frames of `speech` are a voice: all, as far as nothing is known."""
        frames = len(self.speech.active)
        if self.voice is None or not len(self.voice):
            return np.ones(frames, np.bool_)
        place = (np.arange(frames) * (FRAME_S / VOICE_S)).astype(int)
        voiced: NDArray[np.bool_] = self.voice[np.minimum(place, len(self.voice) - 1)] >= LIKELY
        return voiced

    @property
    def voiced_share(self) -> float | None:
        """The voice's share of the time in which something is heard; None if it isn't known."""
        active = self.speech.active
        if self.voice is None or not active.any():
            return None
        return float(self.voiced[active].mean())


def evidence_of(
    wave: Wave,
    rate: int,
    text: str,
    language: Language,
    facts: Mapping[str, float],
    habits: VoiceHabits | None = None,
    voice: NDArray[np.float32] | None = None,
) -> Evidence:
    """What there is to look at in a take of `text`; `facts` are what its engine told."""
    return Evidence(
        wave=wave,
        rate=rate,
        speech=find_speech(wave, rate),
        phonemes=facts.get("phonemes") or estimated_phonemes(text, language),
        habits=habits or VoiceHabits(),
        repeats=repeats_itself(text),
        voice=voice,
    )


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
