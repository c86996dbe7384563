"""What the checks look at: a take's wave, what was measured of it, and what is expected."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voicefarm.languages import Language
from worker.language.phoneme_counts import estimated_phonemes
from worker.quality.checks.voice_profile import VoiceProfile
from worker.sound import Wave
from worker.sound.speech import FRAME_S, SpeechSpan, find_speech

_AGAIN = re.compile(r"\b(\w+(?:\W+\w+)?)(?:\W+\1\b){2}", re.IGNORECASE)
_DIGIT_AGAIN = re.compile(r"(?<!\d)(?=\d{16})\d*?(\d)\1\1")
"""In a number so long that its digits are read one by one."""
_PHRASE_END = re.compile(r"\w[^\w\s]*[,;:.!?…](?!\w)|\w\s+[–—-](?=\s)|[、。，；：！？]|\w\W*$")
VOICE_S = 0.032
"""Seconds that one probability of voice activity stands for (Silero's window)."""
LIKELY = 0.5
"""From this probability on, it is a voice."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One take under examination."""

    wave: Wave
    rate: int
    speech: SpeechSpan
    phonemes: float
    """How many its text has, with PER_WORD for each word: from the engine, or estimated."""
    profile: VoiceProfile = field(default_factory=VoiceProfile)
    """How the voice usually speaks, as far as it is known."""
    phrases: int = 1
    """How many its text has, by its punctuation."""
    repeats: bool = False
    """Whether the text itself repeats words."""
    voice: NDArray[np.float32] | None = None
    """How likely it is a voice in each VOICE_S; None without voice activity detection."""

    @property
    def tail_s(self) -> float:
        """Seconds of quiet after the speech."""
        return (len(self.wave) - self.speech.end) / self.rate

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """Which frames of `speech` are a voice; all of them without voice activity detection."""
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
    profile: VoiceProfile | None = None,
    voice: NDArray[np.float32] | None = None,
) -> Evidence:
    """What the checks look at in a take of `text`; `facts` are what its engine reports."""
    return Evidence(
        wave=wave,
        rate=rate,
        speech=find_speech(wave, rate),
        phonemes=facts.get("phonemes") or estimated_phonemes(text, language),
        phrases=phrases(text),
        profile=profile or VoiceProfile(),
        repeats=repeats_itself(text),
        voice=voice,
    )


def phrases(text: str) -> int:
    """How many phrases a text has, by its punctuation; a text without a word has none."""
    return len(_PHRASE_END.findall(text))


def repeats_itself(text: str) -> bool:
    """Whether a word or two come three times running: "million million million"."""
    return _AGAIN.search(text) is not None or _DIGIT_AGAIN.search(text) is not None
