"""A second opinion on what a take says, by a recognizer.

A recognizer with a file in `config/recognizers/` was measured. It is given the text and follows it
through the sound. Any other one writes down what it hears, and that is compared with the text.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Self

import numpy as np
import structlog
from numpy.typing import NDArray

from voicefarm.errors import BadSetting
from voicefarm.languages import Language
from voicefarm.messages import Doubt, Finding, Hearing, Transcript, Word
from voicefarm.models import Model
from voicefarm.normalization.reading import read_text
from voicefarm.recognizers.choice import fitting_recognizer
from voicefarm.recognizers.recognizer import Recognizer
from voicefarm.settings import Settings
from voicefarm.spoken.phonemes import without_phonemes
from worker.model_files.recognizer_files import recognizer_folder
from worker.quality.checks.transcript import TranscriptLimits, compare, diverging, heard_until
from worker.quality.checks.words import (
    HeardToken,
    asked_again,
    hearing_of,
    misheard,
    missing,
    text_without,
    word_times,
)
from worker.quality.instruments.whisper import WINDOW_S, EncodedSound, Whisper
from worker.sound import Wave
from worker.sound.windows import Window, cut_at_pauses

log = structlog.get_logger()

Tokens = tuple[HeardToken, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a recognizer says of one take."""

    findings: tuple[Finding, ...] = ()
    transcript: Transcript | None = None
    """If the take was written down."""
    hearing: Hearing | None = None
    """If the text was followed."""
    words: tuple[Word, ...] = ()
    """When each word of the text is said, if the text was followed."""
    tokens: Tokens = ()
    """What the hearing was made of."""


@dataclass(frozen=True, slots=True)
class HeardWindow:
    """A part of a take that the recognizer hears at once."""

    sound: EncodedSound
    tokens: Tokens
    """Of its text, with their times in the take."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """One recognizer for all the slots of a worker, for the languages that it is fit for."""

    share: float
    """Of the texts that are verified."""
    whisper: Whisper
    limits: TranscriptLimits = field(default_factory=TranscriptLimits)
    """For a recognizer that was not measured."""
    recognizer: Recognizer | None = None
    """None if it was not measured."""
    model: str = ""
    """The model whose takes are judged."""

    @classmethod
    def open(cls, settings: Settings, threads: int, model: Model | None = None) -> Self:
        """Load the recognizer. Raises EngineUnavailable when it isn't installed or not found."""
        wanted = settings.verify_model
        recognizer = _recognizer(settings, model) if model else None
        place = recognizer_folder(recognizer) if recognizer else wanted
        whisper = Whisper.open(recognizer.name if recognizer else wanted, place, threads)
        limits = TranscriptLimits(settings.verify_error_rate, settings.verify_run)
        return cls(settings.verify, whisper, limits, recognizer, model.name if model else "")

    def wants(self, text: str, language: Language) -> bool:
        """Whether takes of this text are verified: by its checksum, so alike in every worker."""
        return self._is_fit(language) and zlib.crc32(text.encode()) < self.share * 2**32

    def opinion(
        self,
        wave: Wave,
        rate: int,
        text: str,
        language: Language,
        active: NDArray[np.bool_],
        words: Sequence[Word] = (),
        speed: float = 1.0,
    ) -> Opinion:
        """What it says of a take of `text`. The same for the same take.

        `active` are the frames that speak; `words` are the engine's times, if it has them.
        """
        spelled = without_phonemes(text)
        windows = list(cut_at_pauses(wave, rate, WINDOW_S))
        if self.recognizer and (limits := self.recognizer.limits(self.model, language)):
            limits = limits.at_speed(speed)
            heard = self._followed(wave, rate, spelled, language, windows, words)
            if heard:
                tokens = tuple(token for window in heard for token in window.tokens)
                asked = heard if limits.missing else ()
                doubts = [self._asked_again(window, language) for window in asked]
                worst = max(filter(None, doubts), key=attrgetter("doubt"), default=None)
                hearing = hearing_of(tokens, active, worst)
                return Opinion(
                    misheard(hearing, limits),
                    hearing=hearing,
                    words=() if words else word_times(tokens, rate),
                    tokens=tokens,
                )
        written = " ".join(
            self.whisper.written_down(wave[start:end], rate, language) for start, end in windows
        )
        # A recognizer writes figures of its own.
        transcript = compare(spelled, written, lambda text: read_text(text, language).spoken)
        return Opinion(diverging(transcript, self.limits), transcript)

    def _is_fit(self, language: Language) -> bool:
        if self.recognizer is None:
            return self.whisper.knows(language)
        return self.recognizer.limits(self.model, language) is not None

    def _followed(
        self,
        wave: Wave,
        rate: int,
        text: str,
        language: Language,
        windows: Sequence[Window],
        words: Sequence[Word],
    ) -> Sequence[HeardWindow]:
        """The text in each window, with its times in the take; empty if it can't be followed.

        If the engine can't say which words are in which window, each is written down for that.
        """
        ends = [end for _, end in windows[:-1]]
        if words:
            cuts = _places_at(ends, words, len(text))
        elif ends:
            heard = [self.whisper.written_down(wave[a:b], rate, language) for a, b in windows]
            cuts = heard_until(text, heard)
        else:
            cuts = []
        followed: list[HeardWindow] = []
        for (start, end), first, last in zip(windows, [0, *cuts], [*cuts, len(text)], strict=True):
            if not (part := text[first:last].strip()):
                continue
            sound = self.whisper.encoded(wave[start:end], rate)
            tokens = self.whisper.forced(sound, part, language)
            if tokens is None:
                return ()
            followed.append(
                HeardWindow(sound, tuple(token.later(start / rate) for token in tokens))
            )
        return followed

    def _asked_again(self, window: HeardWindow, language: Language) -> Doubt | None:
        """The word that the sound is likelier without, if there is one that is doubtful."""
        word = asked_again(window.tokens)
        if word is None or not (text := text_without(window.tokens, word)):
            return None
        without = self.whisper.forced(window.sound, text, language)
        return missing(word, window.tokens, without) if without else None


def _places_at(ends: Sequence[int], words: Sequence[Word], length: int) -> list[int]:
    """Where in the text each window ends: a word is in a window by its middle."""
    middles = np.array([(first + last) / 2 for first, last, _, _ in words])
    places = [*(place for _, _, place, _ in words), length]
    return [places[int(np.searchsorted(middles, end))] for end in ends]


def _recognizer(settings: Settings, model: Model) -> Recognizer | None:
    """The recognizer for the model's languages; None if it is one without a file of ours.

    Raises BadSetting if there is none for any of them.
    """
    recognizers, objections = settings.recognizers(), []
    for language in model.languages:
        try:
            return fitting_recognizer(settings.verify_model, recognizers, model.name, language)
        except BadSetting as objection:
            objections.append(objection)
    raise objections[0]
