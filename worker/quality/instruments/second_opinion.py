"""A second opinion on what a take says: faster-whisper writes it down."""

import threading
import zlib
from dataclasses import dataclass, field
from typing import Any, Self

import soxr

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from voicefarm.messages import Transcript
from voicefarm.normalization.reading import read_text
from voicefarm.settings import Settings
from voicefarm.spoken.phonemes import without_phonemes
from worker.quality.checks.transcript import compare
from worker.sound import Wave

RATE = 16_000
MOST_THREADS = 2
"""Cores that a transcription takes, as an engine works at the same time."""
REMEDY = f"{install_advice('asr')}, or set 'verify' to 0."


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """One recognizer for all the slots of a worker; it listens to one take at a time."""

    share: float
    """Of the texts that are verified."""
    model: Any
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, settings: Settings, threads: int) -> Self:
        """Load the recognizer. Raises EngineUnavailable when it isn't installed or not found."""
        try:
            from faster_whisper import WhisperModel  # an extra: imported where it is used
        except ModuleNotFoundError as error:
            raise EngineUnavailable(f"faster-whisper is not installed; {REMEDY}") from error
        name = settings.verify_model
        try:
            model = WhisperModel(
                name, compute_type="auto", cpu_threads=max(1, min(threads, MOST_THREADS))
            )
        except Exception as error:  # CTranslate2 and the hub raise errors of any kind
            reason = next(iter(str(error).strip().splitlines()), repr(error))
            raise EngineUnavailable(
                f"The recognizer '{name}' can't be loaded ({reason}); set 'verify_model' to a size "
                "that faster-whisper knows, a hub repository, or a folder with a converted model."
            ) from error
        return cls(settings.verify, model)

    def wants(self, text: str) -> bool:
        """Whether takes of this text are verified: by its checksum, so alike in every worker."""
        return zlib.crc32(text.encode()) < self.share * 2**32

    def transcript(self, wave: Wave, rate: int, text: str, language: Language) -> Transcript:
        """What the recognizer hears, compared with `text`. The same for the same take."""
        heard = self._heard(wave, rate, language)
        # A recognizer writes figures of its own.
        return compare(
            without_phonemes(text), heard, lambda written: read_text(written, language).spoken
        )

    def _heard(self, wave: Wave, rate: int, language: Language) -> str:
        heard = soxr.resample(wave, rate, RATE)
        with self._turn:
            segments, _ = self.model.transcribe(
                heard,
                language=known
                if (known := primary(language)) in self.model.supported_languages
                else None,
                temperature=0.0,
                condition_on_previous_text=False,
                without_timestamps=True,
            )
            return " ".join(segment.text.strip() for segment in segments)  # recognized as they come
