"""A recording of any length, written down or searched for voices, a window in memory at a time."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voicefarm.errors import BadInput
from voicefarm.languages import Language
from voicefarm.languages.tags import named, primary
from worker.quality.checks.evidence import VOICE_S
from worker.quality.instruments.voice_activity import VoiceActivity
from worker.quality.instruments.whisper import RATE, Whisper
from worker.quality.listening import sound_windows

VOICED = 0.5
"""A window of the network is speech from this probability on."""
JOINED_S = 0.3
"""Parts that are nearer to each other are one."""


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A word, and when it is said; seconds from the recording's beginning."""

    word: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SaidSegment:
    """A sentence or so."""

    id: int
    start: float
    end: float
    text: str
    avg_logprob: float
    no_speech_prob: float
    compression_ratio: float


@dataclass(slots=True)
class Transcription:
    """What is said in a recording."""

    language: str = ""
    duration: float = 0.0
    """Seconds."""
    segments: list[SaidSegment] = field(default_factory=list)
    words: list[SaidWord] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(segment.text for segment in self.segments)

    def fields(self) -> dict[str, Any]:
        """All of it as JSON has it."""
        return {"text": self.text, **asdict(self)}


def transcribed(
    file: Path, language: Language | None, whisper: Whisper, *, words: bool = False
) -> Transcription:
    """Write down what is said; without a language, the first words decide it. Raises BadInput."""
    if language and not whisper.knows(language):
        raise BadInput(
            f"recognizer '{whisper.name}' doesn't know {named(language)}; leave the language out.",
            field="language",
        )
    made = Transcription(primary(language) if language else "")
    for start_s, wave, rate in sound_windows(file):
        made.duration = round(start_s + len(wave) / rate, 3)
        heard = soxr.resample(wave, rate, RATE)
        segments, about = whisper.model.transcribe(
            heard,
            language=made.language or None,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=words,
        )
        for segment in segments:  # recognized as they come
            _add(made, segment, start_s)
        made.language = made.language or about.language
    return made


def _add(made: Transcription, segment: Any, start_s: float) -> None:
    end = min(segment.end + start_s, made.duration)
    made.segments.append(
        SaidSegment(
            id=len(made.segments),
            start=round(segment.start + start_s, 3),
            end=round(end, 3),
            text=segment.text.strip(),
            avg_logprob=round(segment.avg_logprob, 4),
            no_speech_prob=round(segment.no_speech_prob, 4),
            compression_ratio=round(segment.compression_ratio, 4),
        )
    )
    for word in segment.words or ():
        begin, last = round(word.start + start_s, 3), round(word.end + start_s, 3)
        made.words.append(SaidWord(word.word.strip(), begin, last))


def spoken_parts(file: Path) -> tuple[list[tuple[float, float]], float]:
    """Where somebody speaks, in seconds, and how long the recording is.

    Raises BadInput, EngineUnavailable.
    """
    network = VoiceActivity.open()
    parts: list[tuple[float, float]] = []
    duration_s = 0.0
    for start_s, wave, rate in sound_windows(file):
        duration_s = start_s + len(wave) / rate
        likely = network.probabilities(wave, rate)
        for number in np.flatnonzero(likely >= VOICED):
            begin = start_s + number * VOICE_S
            end = min(begin + VOICE_S, duration_s)
            if parts and begin - parts[-1][1] <= JOINED_S:
                parts[-1] = (parts[-1][0], end)
            else:
                parts.append((begin, end))
    return [(round(begin, 3), round(end, 3)) for begin, end in parts], round(duration_s, 3)
