"""Takes in the store, two objects each: the audio as 16-bit FLAC, and its metadata as JSON.

The metadata is written last and says that the take is complete.
"""

import io

import numpy as np
import soundfile
from numpy.typing import NDArray
from pydantic import ValidationError

from voicefarm.errors import ObjectMissing
from voicefarm.messages import Take
from voicefarm.messages.take import resampled_length
from voicefarm.store import JSON, Store

Pcm = NDArray[np.int16]
"""Mono audio, int16 [N]."""

FULL_SCALE = 32767
"""What an engine's ±1.0 is in a take. It must stay: a take made anew has the bytes that it had."""
COMPRESSION = 0.25
"""Of libsndfile's 0–1: most of the saving for a third of the time that 1 costs."""


def to_pcm(samples: NDArray[np.float32]) -> Pcm:
    """Float samples, full scale ±1.0, as 16-bit; what lies beyond is clipped."""
    return np.rint(np.clip(samples, -1.0, 1.0) * FULL_SCALE).astype(np.int16)


def from_pcm(pcm: Pcm) -> NDArray[np.float32]:
    """16-bit samples of an engine as floats, from which `to_pcm` makes the same ones again."""
    return pcm.astype(np.float32) / np.float32(FULL_SCALE)


def find_take(store: Store, key: str) -> Take | None:
    """The metadata of the take under `key`; None if the take has not been made, or only in part.

    A disk that lost its power may hold an object without its bytes. Such a take is made again.
    """
    try:
        return read_metadata(fetch_metadata(store, key))
    except ObjectMissing:
        return None


def fetch_metadata(store: Store, key: str) -> bytes:
    """A take's metadata, as stored. Raises ObjectMissing."""
    return store.get(f"{key}.json")


def read_metadata(stored: bytes) -> Take | None:
    """The metadata that `fetch_metadata` gave; None if it is broken.

    Fields that are not known are those of a newer worker, next to which this one still runs. Its
    takes are as good: to make them again would never end.
    """
    try:
        return Take.of_any_version(stored)
    except ValidationError:
        return None


def write_take(store: Store, take: Take, pcm: Pcm) -> None:
    """Write the audio, then the metadata: there is never metadata without audio."""
    flac = io.BytesIO()
    soundfile.write(
        flac, pcm, take.sample_rate, format="FLAC", subtype="PCM_16", compression_level=COMPRESSION
    )
    store.put(f"{take.key}.flac", flac.getvalue(), "audio/flac")
    store.put(f"{take.key}.json", take.model_dump_json().encode(), JSON)


def forget_take(store: Store, key: str) -> None:
    """Have a take made again whose audio is gone or broken.

    Without metadata it counts as not made.
    """
    store.delete(f"{key}.json")


def has_audio(store: Store, key: str) -> bool:
    """Whether the take's FLAC file is there."""
    return store.size(f"{key}.flac") is not None


def fetch_audio(store: Store, key: str) -> bytes:
    """A take's FLAC file. Raises ObjectMissing."""
    return store.get(f"{key}.flac")


def decode_audio(flac: bytes, wanted: int | None = None) -> Pcm:
    """The samples in a take's FLAC file, at the `wanted` rate in Hz or at its own.

    Raises ObjectMissing if the file is broken.
    """
    try:
        pcm, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
    except soundfile.LibsndfileError as error:
        raise ObjectMissing(f"A take's audio is broken ({error}); have it made again.") from error
    return pcm if wanted in (None, rate) else resampled(pcm, rate, wanted)


def resampled(pcm: Pcm, rate: int, wanted: int) -> Pcm:
    """The same sound at another rate, as long as `Take.at_rate` says. Equal in every run."""
    if not len(pcm):
        return pcm
    length = resampled_length(len(pcm), rate, wanted)
    import soxr  # only programmes of several models need it

    other: Pcm = soxr.resample(pcm, rate, wanted, quality="HQ")[:length]
    return np.pad(other, (0, length - len(other)))
