"""A text in which a model loses its place, cut in two at its best boundary.

The halves are spoken one after the other and are one take. Each is a text of its own to the model,
so it begins anew where it would have lost its place.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from voicefarm.messages import Word
from voicefarm.spoken.phonemes import MARKED, without_phonemes
from worker.engines import Speech, Utterance
from worker.quality.checks.voice_profile import VoiceProfile
from worker.synthesis.speaker import ChunkSpeaker

LEAST_SHARE = 0.25
"""Of the text that each part has at a sentence's or a clause's end."""
SHORT = 80
"""Characters."""
_ENDS = (
    (re.compile(r"[.!?…。！？][\"'”’»)\]]*\Z"), 0.25),
    (re.compile(r"[,;:—–，；：、][\"'”’»)\]]*\Z"), 0.12),
    (re.compile(r""), 0.0),
)
"""What stands before a cut, the best first, and the pause there, seconds."""


@dataclass(frozen=True, slots=True)
class Halves:
    """A text as two."""

    first: str
    second: str
    pause_s: float

    @property
    def are_short(self) -> bool:
        """Whether the text is so short that no model loses its place in it."""
        return len(self.first) + len(self.second) < SHORT


def halves_of(text: str) -> Halves | None:
    """`text` cut at the best boundary near its middle; None if it is a single word."""
    cuts = list(_cuts(text))
    for end, pause_s in _ENDS:
        fitting = [cut for cut in cuts if end.search(text[:cut]) and _is_fair(text, cut)]
        if not pause_s:
            fitting = fitting or cuts
        if fitting:
            cut = min(fitting, key=lambda place: abs(2 * place - len(text)))
            return Halves(text[:cut], text[cut:].lstrip(), pause_s)
    return None


def _cuts(text: str) -> Iterator[int]:
    """Where there is a space between two words; those inside of given phonemes are none."""
    marks = [mark.span() for mark in MARKED.finditer(text)]
    for space in re.finditer(r"\s+", text):
        if not any(start < space.start() < end for start, end in marks):
            yield space.start()


def _is_fair(text: str, cut: int) -> bool:
    return LEAST_SHARE <= cut / len(text) <= 1 - LEAST_SHARE


@dataclass(frozen=True, slots=True)
class HalvingSpeaker:
    """A `worker.quality.examiner.Speaker` that speaks a chunk as two texts, unheard."""

    speaker: ChunkSpeaker
    halves: Halves
    sample_rate: int

    def speak(self, utterance: Utterance) -> Speech:
        """Have the engine speak both. Raises what the engine raises."""
        first, second = (
            self.speaker.speak_unheard(dataclasses.replace(utterance, text=text))
            for text in (self.halves.first, self.halves.second)
        )
        pause = np.zeros(round(self.halves.pause_s * self.sample_rate), np.float32)
        later = len(first.samples) + len(pause)
        place = len(without_phonemes(utterance.text)) - len(without_phonemes(self.halves.second))
        return Speech(
            np.concatenate([first.samples, pause, second.samples]),
            facts=_sums(first.facts, second.facts),
            words=(*first.words, *(_moved(word, later, place) for word in second.words)),
            findings=(*first.findings, *second.findings),
            is_speech=first.is_speech or second.is_speech,
            dice=first.dice or second.dice,
        )

    def profile(self) -> VoiceProfile:
        """How the chunk's voice usually speaks. Raises what `ChunkSpeaker.profile` raises."""
        return self.speaker.profile()


def _sums(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {name: first.get(name, 0) + second.get(name, 0) for name in {**first, **second}}


def _moved(word: Word, samples: int, characters: int) -> Word:
    first, last, place, length = word
    return first + samples, last + samples, place + characters, length
