"""Enrolment: a short recording and its words become a voice that a model can imitate.

The encoder runs on torch, an extra of its own; nothing that a worker loads imports this module.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicefarm.errors import BadInput

ENCODER_RATE = 16_000
"""Hz that NeuCodec's encoder hears."""
SECONDS = (3.0, 15.0)
"""Shorter says too little of a voice; longer fills the model's context with it."""
CODES = 65_536
FRAMES_PER_SECOND = 50
_QUIET = 10 ** (-40 / 20)
_CLIPPED_SHARE = 0.001
_LETTERS_PER_SECOND = (3, 35)

Recording = NDArray[np.float32]
"""Mono float32 [N] at 16,000 Hz."""


class ReferenceEncoder(Protocol):
    """What turns a recording into codes; torch's job, or a small one of a test's own."""

    def encode(self, recording: Recording) -> NDArray[np.int64]:
        """Codes [F], 50 a second, each 0 to 65,535."""
        ...


@dataclass(frozen=True, slots=True)
class EnrolledVoice:
    """A voice as it lies in the store: one preset of VieNeu's voices.json."""

    codes: tuple[int, ...]
    text: str
    description: str

    def to_json(self) -> bytes:
        """The voice's object in the store."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def check_name(name: str) -> str:
    """The name again. Raises BadInput if a voice can't be called so."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise BadInput(f"Voice name '{name}' may have letters, digits, '-' and '_' only.")
    return name


def enrol(
    audio: Path, text: str, encoder: Callable[[], ReferenceEncoder], *, description: str = ""
) -> EnrolledVoice:
    """Make a voice of the recording `audio`, in which `text` is said.

    `encoder` is called once the recording is found good, since it takes seconds to load. Raises
    BadInput with the remedy for a recording that can't make a voice.
    """
    recording = read_recording(audio)
    _check_length(recording, audio)
    _check_loudness(recording, audio)
    said = _check_text(recording, text)
    codes = _check_codes(encoder().encode(recording), recording)
    return EnrolledVoice(codes, said, description or f"Enrolled from {audio.name}")


def read_recording(audio: Path) -> Recording:
    """The recording as the encoder hears it. Raises BadInput when it can't be read."""
    try:
        samples, rate = soundfile.read(audio, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise BadInput(
            f"{audio} can't be read as audio ({error}); give a WAV, FLAC, MP3 or Ogg file."
        ) from error
    mono = samples.mean(axis=1, dtype=np.float32)
    heard: Recording = soxr.resample(mono, rate, ENCODER_RATE)
    return heard.astype(np.float32, copy=False)


def _check_length(recording: Recording, audio: Path) -> None:
    seconds, (shortest, longest) = len(recording) / ENCODER_RATE, SECONDS
    if not shortest <= seconds <= longest:
        raise BadInput(
            f"{audio.name} is {seconds:.1f} s long; give {shortest:.0f} to {longest:.0f} s of "
            "one person speaking."
        )


def _check_loudness(recording: Recording, audio: Path) -> None:
    if not np.isfinite(recording).all():
        raise BadInput(f"{audio.name} holds values that are no numbers; record it again.")
    level = float(np.sqrt(np.mean(np.square(recording, dtype=np.float64))))
    if level < _QUIET:
        raise BadInput(
            f"{audio.name} is nearly silent ({20 * np.log10(max(level, 1e-9)):.0f} dB); record it "
            "louder, or nearer to the microphone."
        )
    share = float(np.mean(np.abs(recording) >= 0.999))
    if share > _CLIPPED_SHARE:
        raise BadInput(
            f"{audio.name} is clipped in {share:.1%} of its samples; record it at a lower level."
        )


def _check_text(recording: Recording, text: str) -> str:
    """The words on one line, as many as can be said in the recording's time."""
    said = " ".join(text.split())
    if not any(character.isalpha() for character in said):
        raise BadInput("give the words that the recording says, letter by letter.", field="text")
    pace = len(said) / (len(recording) / ENCODER_RATE)
    slowest, fastest = _LETTERS_PER_SECOND
    if not slowest <= pace <= fastest:
        raise BadInput(
            f"The text has {pace:.0f} letters for each second of the recording, where people say "
            f"{slowest} to {fastest}; give exactly the words that it says."
        )
    return said


def _check_codes(codes: NDArray[np.int64], recording: Recording) -> tuple[int, ...]:
    flat = np.asarray(codes).reshape(-1)
    expected = len(recording) / ENCODER_RATE * FRAMES_PER_SECOND
    if abs(len(flat) - expected) > 2 or flat.min() < 0 or flat.max() >= CODES:
        raise BadInput(
            f"The encoder gave {len(flat)} codes where {expected:.0f} from 0 to {CODES - 1} were "
            "expected; install the versions that voicefarm[enrol] names."
        )
    return tuple(int(code) for code in flat)
