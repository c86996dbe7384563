"""Outputs: the programme written into the store in one form or another, as it is joined.

libsndfile writes the WAV (RF64 past 4 GiB), FLAC, MP3 and Opus. Memory is constant for every form
but M4B, whose index has some 50 bytes for each 1,024 samples: about 4 MB an hour.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import VoicefarmError
from voicefarm.messages import Chapter, JobSpec, Output
from voicefarm.store import StreamWriter
from worker.sound import Wave
from worker.sound.id3 import BehindTag, id3_tag
from worker.sound.pictures import Picture, WithBlock, flac_block

WAV_LIMIT = 2**32 - 2**16
"""Bytes of samples that a WAV file's 32-bit sizes can hold, headers allowed for."""
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
CONTENT_TYPES = {
    Output.WAV: "audio/wav",
    Output.FLAC: "audio/flac",
    Output.MP3: "audio/mpeg",
    Output.OPUS: "audio/ogg",
    Output.M4B: "audio/mp4",
}
FORMATS = {Output.FLAC: "FLAC", Output.MP3: "MP3", Output.OPUS: "OGG"}


@dataclass(frozen=True, slots=True)
class Programme:
    """What is known of a programme before it is written."""

    spec: JobSpec
    samples: int
    """At the takes' rate."""
    chapters: Sequence[Chapter]
    cover: Picture | None = None


class Encoder(Protocol):
    """Takes the programme block by block."""

    def write(self, wave: Wave) -> None:
        """Append mono samples at the takes' rate."""

    def close(self) -> None:
        """Write what is left."""


class OutputFile(AbstractContextManager["OutputFile"]):
    """One form of the programme: resampled, spread over its channels, encoded."""

    def __init__(self, file: StreamWriter, form: Output, programme: Programme) -> None:
        spec = programme.spec
        self._channels = spec.channels
        rate = output_rate(form, spec)
        self._resampler = None
        if rate != spec.sample_rate:
            self._resampler = soxr.ResampleStream(spec.sample_rate, rate, 1, dtype="float32")
        self._encoder = _encoder(file, form, rate, programme)

    def write(self, wave: Wave) -> None:
        """Append mono samples at the takes' rate."""
        if self._resampler:
            wave = self._resampler.resample_chunk(wave)
        self._encode(wave)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._resampler:
            self._encode(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        self._encoder.close()

    def _encode(self, wave: Wave) -> None:
        if len(wave):
            self._encoder.write(np.repeat(wave[:, None], self._channels, axis=1))


class SoundFileEncoder:
    """What libsndfile writes."""

    def __init__(self, file: Any, form: Output, rate: int, programme: Programme) -> None:
        spec = programme.spec
        self._bits = spec.bits if form in (Output.WAV, Output.FLAC) else 0
        most = (
            (programme.samples * rate // spec.sample_rate + rate) * spec.channels * spec.bits // 8
        )
        wav = "RF64" if most > WAV_LIMIT else "WAV"
        subtypes = {Output.MP3: "MPEG_LAYER_III", Output.OPUS: "OPUS"}
        self._file = soundfile.SoundFile(
            file,
            "w",
            samplerate=rate,
            channels=spec.channels,
            format=FORMATS.get(form, wav),
            subtype=subtypes.get(form, f"PCM_{spec.bits}"),
        )
        if form is not Output.MP3 and wav == "WAV":
            _tag(self._file, spec)

    def write(self, wave: NDArray[np.float32]) -> None:
        """Append samples [N, channels]."""
        self._file.write(_integers(wave, self._bits) if self._bits else wave)

    def close(self) -> None:
        """Write the header anew, with the length."""
        self._file.close()


def _encoder(file: StreamWriter, form: Output, rate: int, programme: Programme) -> Encoder:
    if form is Output.M4B:
        return _m4b_encoder(file, rate, programme)
    if form is Output.MP3:
        tag = id3_tag(programme.spec, programme.chapters, programme.cover)
        file.write(tag)
        return SoundFileEncoder(BehindTag(file, len(tag)), form, rate, programme)
    if form is Output.FLAC and programme.cover:
        covered = WithBlock(file, flac_block(programme.cover))
        return SoundFileEncoder(covered, form, rate, programme)
    return SoundFileEncoder(file, form, rate, programme)


def _m4b_encoder(file: StreamWriter, rate: int, programme: Programme) -> Encoder:
    try:
        from worker.sound.m4b import M4bEncoder  # an extra
    except ImportError as error:
        raise VoicefarmError(
            "The worker that stitches can't write M4B; pip install 'voicefarm[m4b]' there, "
            "then resume the job."
        ) from error
    return M4bEncoder(file, rate, programme)


def output_rate(form: Output, spec: JobSpec) -> int:
    """Hz of one form: as asked, or the takes' own; for Opus the next that it knows."""
    rate = spec.output_rate or spec.sample_rate
    if form is Output.OPUS:
        return next((known for known in OPUS_RATES if known >= rate), OPUS_RATES[-1])
    return rate


def _integers(wave: NDArray[np.float32], bits: int) -> NDArray[np.int16] | NDArray[np.int32]:
    """16-bit samples as int16, 24-bit ones in the upper part of int32, as libsndfile takes them."""
    if bits == 16:
        return to_pcm(wave)
    whole = np.clip(np.rint(wave.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
    shifted: NDArray[np.int32] = np.left_shift(whole.astype(np.int32), 8)
    return shifted


def _tag(file: soundfile.SoundFile, spec: JobSpec) -> None:
    file.title = spec.title
    file.software = "voicefarm"
    if spec.tags.author:
        file.artist = spec.tags.author
    if spec.tags.date:
        file.date = spec.tags.date
    file.comment = f"language={spec.recipe.language}"
