"""Enrolment: a short recording and its words become a voice that a model can imitate.

A codec's encoder may run on torch, an extra of its own; nothing that a worker loads imports this
module.
"""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicefarm.errors import BadInput
from voicefarm.wording.paths import reason_of, shown
from worker.engines.speechlm.codecs.codec import codec_kind
from worker.engines.speechlm.codecs.reference_encoder import Enrolment, Recording
from worker.engines.speechlm.registries import CODECS

SECONDS = (3.0, 15.0)
"""Shorter says too little of a voice; longer fills the model's context with it."""
_QUIET = 10 ** (-40 / 20)
_CLIPPED_SHARE = 0.001
_LETTERS_PER_SECOND = (3, 35)


@dataclass(frozen=True, slots=True)
class EnrolledVoice:
    """A voice as it lies in the store: one preset of VieNeu's voices.json."""

    codes: tuple[int, ...]
    text: str
    description: str

    def to_json(self) -> bytes:
        """The voice's object in the store."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def enrolment_for(codec: str) -> Enrolment:
    """How voices are enrolled for the codec called `codec`.

    Raises UnknownName, and BadInput for a codec that can't enrol any.
    """
    enrolment = codec_kind(codec).enrolment
    if enrolment is None:
        able = ", ".join(name for name in sorted(CODECS) if codec_kind(name).enrolment)
        raise BadInput(f"Voices can't be enrolled for codec '{codec}'; name one of: {able}.")
    return enrolment


def enrol(audio: Path, text: str, enrolment: Enrolment, *, description: str = "") -> EnrolledVoice:
    """Make a voice of the recording `audio`, in which `text` is said.

    The encoder is opened once the recording is found good, since that takes seconds. Raises
    BadInput with the remedy for a recording that can't make a voice.
    """
    recording = read_recording(audio, enrolment.rate)
    seconds = len(recording) / enrolment.rate
    _check_length(seconds, audio)
    _check_loudness(recording, audio)
    words = _check_text(seconds, text)
    codes = enrolment.open_encoder().encode(recording)
    return EnrolledVoice(
        _check_codes(codes, seconds, enrolment),
        words,
        description or f"Enrolled from {audio.name}",
    )


def read_recording(audio: Path, rate: int) -> Recording:
    """The recording, mono at `rate` Hz. Raises BadInput when it can't be read."""
    try:
        with soundfile.SoundFile(io.BytesIO(audio.read_bytes())) as file:
            _check_length(file.frames / file.samplerate, audio)  # hours would fill the memory
            own_rate = file.samplerate
            samples = file.read(dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        why = reason_of(error) if isinstance(error, OSError) else error.error_string
        raise BadInput(
            f"{shown(audio)} can't be read as audio ({why}); give a WAV, FLAC, MP3 or Ogg file."
        ) from error
    mono = samples.mean(axis=1, dtype=np.float32)
    resampled: Recording = soxr.resample(mono, own_rate, rate)
    return resampled.astype(np.float32, copy=False)


def _check_length(seconds: float, audio: Path) -> None:
    shortest, longest = SECONDS
    if not shortest <= seconds <= longest:
        raise BadInput(
            f"{audio.name} is {seconds:.1f} s long; give {shortest:.0f} to {longest:.0f} s of "
            "one person speaking."
        )


def _check_loudness(recording: Recording, audio: Path) -> None:
    if not np.isfinite(recording).all():
        raise BadInput(f"{audio.name} holds values that are not numbers; record it again.")
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


def _check_text(seconds: float, text: str) -> str:
    """The words on one line, as many as can be said in the recording's time."""
    words = " ".join(text.split())
    if not any(character.isalpha() for character in words):
        raise BadInput("give the words that the recording says, letter by letter.", field="text")
    pace = len(words) / seconds
    slowest, fastest = _LETTERS_PER_SECOND
    if not slowest <= pace <= fastest:
        raise BadInput(
            f"The text has {pace:.0f} letters for each second of the recording, where people say "
            f"{slowest} to {fastest}; give exactly the words that it says."
        )
    return words


def _check_codes(codes: NDArray[np.int64], seconds: float, enrolment: Enrolment) -> tuple[int, ...]:
    flat = np.asarray(codes).reshape(-1)
    expected = seconds * enrolment.frames_per_second
    if abs(len(flat) - expected) > 2 or flat.min() < 0 or flat.max() >= enrolment.codes:
        raise BadInput(
            f"The encoder gave {len(flat)} codes where {expected:.0f} from 0 to "
            f"{enrolment.codes - 1} were expected; install the versions that the extra 'enrol' "
            "names."
        )
    return tuple(int(code) for code in flat)
