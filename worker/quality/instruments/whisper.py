"""Whisper on CTranslate2: what it hears, and how well it hears a text that is known.

A known text is *forced*: the decoder is given the text. CTranslate2's `align` says how probable
each token is (`WhisperAlignmentResult.text_token_probs`) and when it is spoken (`.alignments`, in
steps of 20 ms). That is one pass without a search. It can't run into a loop and
adds no words of its own. The same text is forced once more with silence as the sound. A name is
improbable there too, and so it counts less against a take.
"""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import soxr
from numpy.typing import NDArray

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from voicefarm.languages import Language
from voicefarm.languages.tags import primary
from worker.quality.checks.words import HeardToken
from worker.sound import Wave

RATE = 16_000
WINDOW_S = 30.0
"""What the encoder hears at once; a longer sound has to be cut."""
STEP_S = 0.02
MOST_TOKENS = 440
"""Of a text; the decoder has 448 places, some of which the prompt takes."""
MOST_THREADS = 2
"""Cores that listening takes, as an engine works at the same time."""
LEAST_PROBABILITY = 1e-8
MEDIAN_FILTER = 7
"""Whisper's own width for alignments."""
REMEDY = f"{install_advice('asr')}, or set 'verify' to 0."


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """Up to WINDOW_S of sound, as the encoder hears it."""

    encoded: Any
    frames: int
    """Of 10 ms."""


@dataclass(frozen=True, slots=True)
class Whisper:
    """One recognizer for all the slots of a worker. Thread-safe: it listens to one at a time."""

    name: str
    model: Any
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _unheard: dict[str, Any] = field(default_factory=dict)
    """Silence, encoded."""

    @classmethod
    def open(cls, name: str, place: str | Path, threads: int) -> Self:
        """Load it from a folder, or by a name that faster-whisper knows.

        Raises EngineUnavailable when a library or the weights are missing.
        """
        try:
            from faster_whisper import WhisperModel  # an extra: imported where it is used
        except ModuleNotFoundError as error:
            raise EngineUnavailable(f"faster-whisper is not installed; {REMEDY}") from error
        cores = max(1, min(threads, MOST_THREADS))
        try:
            model = WhisperModel(str(place), compute_type="auto", cpu_threads=cores)
        except Exception as error:  # CTranslate2 and the hub raise errors of any kind
            reason = next(iter(str(error).strip().splitlines()), repr(error))
            raise EngineUnavailable(
                f"The recognizer '{name}' can't be loaded ({reason}); set 'verify_model' to "
                "'auto', a size that faster-whisper knows, a hub repository, or a folder with a "
                "converted model."
            ) from error
        return cls(name, model)

    def knows(self, language: Language) -> bool:
        """Whether it was trained on the language."""
        return primary(language) in self.model.supported_languages

    def written_down(self, wave: Wave, rate: int, language: Language) -> str:
        """What it hears in a sound of up to WINDOW_S. The same for the same sound."""
        heard = soxr.resample(wave, rate, RATE)
        with self._turn:
            segments, _ = self.model.transcribe(
                heard,
                language=primary(language) if self.knows(language) else None,
                temperature=0.0,
                condition_on_previous_text=False,
                without_timestamps=True,
            )
            return " ".join(segment.text.strip() for segment in segments)  # recognized as they come

    def encoded(self, wave: Wave, rate: int) -> EncodedSound:
        """Up to WINDOW_S of sound, for any number of texts to be forced on it."""
        features = self.model.feature_extractor(soxr.resample(wave, rate, RATE))
        frames = min(features.shape[-1] - 1, round(WINDOW_S * 100))
        with self._turn:
            return EncodedSound(self.model.encode(_filled(features)), frames)

    def forced(
        self, sound: EncodedSound, text: str, language: Language
    ) -> tuple[HeardToken, ...] | None:
        """How probable each token of `text` is, and when it is spoken.

        None if the text has more tokens than the decoder has places. The same for the same sound.
        """
        tokenizer = self._tokenizer(language)
        tokens = tokenizer.encode(f" {text}")
        if not 0 < len(tokens) <= MOST_TOKENS:
            return None
        with self._turn:
            heard = self._aligned(sound.encoded, tokenizer, tokens, sound.frames)
            unheard = self._aligned(self._silence(), tokenizer, tokens, sound.frames)
        return _heard_tokens(
            tokenizer.split_tokens_on_unicode(tokens),
            np.array(heard.text_token_probs),
            np.array(unheard.text_token_probs),
            np.append(_starts(np.array(heard.alignments)), sound.frames / 100),
        )

    def _tokenizer(self, language: Language) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(
            self.model.hf_tokenizer,
            self.model.model.is_multilingual,
            task="transcribe",
            language=primary(language),
        )

    def _silence(self) -> Any:
        if "encoded" not in self._unheard:
            sound = np.zeros(round(WINDOW_S * RATE), np.float32)
            features = _filled(self.model.feature_extractor(sound))
            self._unheard["encoded"] = self.model.encode(features)
        return self._unheard["encoded"]

    def _aligned(self, encoded: Any, tokenizer: Any, tokens: list[int], frames: int) -> Any:
        return self.model.model.align(
            encoded, tokenizer.sot_sequence, [tokens], frames, median_filter_width=MEDIAN_FILTER
        )[0]


def _filled(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features [mels, T] with silence up to WINDOW_S, as the encoder wants them."""
    from faster_whisper.audio import pad_or_trim

    filled: NDArray[np.float32] = pad_or_trim(features)
    return filled


def _starts(alignments: NDArray[np.int64]) -> NDArray[np.float64]:
    """Seconds at which each token begins, from pairs (token, step)."""
    first = np.append(True, np.diff(alignments[:, 0]) > 0)
    starts: NDArray[np.float64] = alignments[first, 1] * STEP_S
    return starts


def _heard_tokens(
    units: tuple[list[str], list[list[int]]],
    heard: NDArray[np.float64],
    unheard: NDArray[np.float64],
    edges: NDArray[np.float64],
) -> tuple[HeardToken, ...]:
    """One for each run of tokens that together spell whole characters."""
    log_heard = np.log(np.maximum(heard, LEAST_PROBABILITY))
    log_unheard = np.log(np.maximum(unheard, LEAST_PROBABILITY))
    made, first = [], 0
    for spelled, tokens in zip(*units, strict=True):
        last = first + len(tokens)
        made.append(
            HeardToken(
                text=spelled,
                heard=float(log_heard[first:last].mean()),
                unheard=float(log_unheard[first:last].mean()),
                count=len(tokens),
                start_s=float(edges[first]),
                end_s=float(edges[last]),
            )
        )
        first = last
    return tuple(made)
