"""Speakers for the examiner, made of plain functions."""

from collections.abc import Callable
from dataclasses import dataclass

from worker.engines import Speech, Utterance
from worker.quality.checks.voice_profile import VoiceProfile

Speak = Callable[[Utterance], Speech]


@dataclass(frozen=True)
class FunctionSpeaker:
    """Speaks by one function, and has its voice's profile from another."""

    speaks: Speak
    has_profile: Callable[[], VoiceProfile] = VoiceProfile
    """Without it the voice has no profile."""

    def speak(self, utterance: Utterance) -> Speech:
        """What the first function returns."""
        return self.speaks(utterance)

    def profile(self) -> VoiceProfile:
        """What the second function returns."""
        return self.has_profile()
