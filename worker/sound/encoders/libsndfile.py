"""What libsndfile encodes, and a file that it can call without losing an error.

libsndfile is C. An exception that one of its callbacks raises is printed and forgotten. It goes
on, perhaps at a wrong place, and the file would be damaged silently.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import numpy as np
import soundfile
from numpy.typing import NDArray

from voicefarm.forms import Output
from voicefarm.messages import JobSpec
from voicefarm.store.writing import Bytes
from worker.sound import to_integers

T = TypeVar("T")

MOST_COMPRESSION = 0.999
"""libsndfile refuses a whole 1."""


def compression_of(bit_rate: int, least: int, most: int) -> float:
    """What gives a bit rate between those of libsndfile's compression 1 and 0, all in kbit/s."""
    return (most - bit_rate) / (most - least)


class HeadFile(Protocol):
    """A file that is written at its end, and read and changed in its head."""

    def write(self, data: Bytes, /) -> int:
        """Write at the position."""

    def read(self, count: int = -1, /) -> bytes:
        """Read at the position."""

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a position."""

    def tell(self) -> int:
        """The position."""


class SoundFileEncoder:
    """One file of libsndfile's, in a form that it writes."""

    def __init__(
        self,
        file: HeadFile,
        form: Output,
        rate: int,
        spec: JobSpec,
        *,
        container: str = "",
        tagged: bool = True,
        compression: float | None = None,
        constant: bool = False,
    ) -> None:
        """`container` replaces the form's own format; `tagged` says whether it gets tags.

        `compression` is libsndfile's, 0 to 1; `constant` says that all seconds have equally many
        bits.
        """
        own_format, subtype = form.traits.libsndfile or ("", "")
        self._bits = 0 if form.traits.lossy else spec.bits
        self._callbacks = Callbacks(file)
        with self._callbacks.raising():
            self._file = soundfile.SoundFile(
                self._callbacks,
                "w",
                samplerate=rate,
                channels=spec.channels,
                format=container or own_format,
                subtype=subtype or f"PCM_{spec.bits}",
                compression_level=None
                if compression is None
                else min(compression, MOST_COMPRESSION),
                bitrate_mode="CONSTANT" if constant else None,
            )
            if tagged:
                _tag(self._file, spec)

    def write(self, wave: NDArray[np.float32]) -> None:
        """Append samples [N, channels]."""
        with self._callbacks.raising():
            self._file.write(_integers(wave, self._bits) if self._bits else wave)

    def close(self) -> None:
        """Write the header anew, with the length."""
        with self._callbacks.raising():
            self._file.close()


class Callbacks:
    """A file as libsndfile sees it: its first error is kept, and nothing is done after it."""

    def __init__(self, file: HeadFile) -> None:
        self._file = file
        self._error: Exception | None = None

    @contextmanager
    def raising(self) -> Iterator[None]:
        """Call libsndfile in here: a callback's exception is raised when it returns."""
        try:
            yield
        except Exception as error:
            if self._error is None or error is self._error:
                raise
            raise self._error from error
        if self._error:
            raise self._error

    def write(self, data: Bytes) -> int:
        """Write at the position; 0 says that it failed."""
        return self._kept(lambda: self._file.write(data), 0)

    def read(self, count: int = -1) -> bytes:
        """Read at the position; nothing if it failed."""
        return self._kept(lambda: self._file.read(count), b"")

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; -1 says that it failed."""
        return self._kept(lambda: self._file.seek(offset, whence), -1)

    def tell(self) -> int:
        """The position; -1 after an error."""
        return self._kept(self._file.tell, -1)

    def _kept(self, call: Callable[[], T], failed: T) -> T:
        if self._error is None:
            try:
                return call()
            except Exception as error:  # noqa: BLE001 - its caller is C, which can't raise it
                self._error = error
        return failed


def _integers(wave: NDArray[np.float32], bits: int) -> NDArray[np.int16] | NDArray[np.int32]:
    """16-bit samples as int16, 24-bit ones in the upper part of int32, as libsndfile takes them."""
    if bits == 16:
        return to_integers(wave)
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
    if spec.tags.album:
        file.album = spec.tags.album
    if spec.tags.track:
        file.tracknumber = spec.tags.track
    if spec.tags.genre:
        file.genre = spec.tags.genre
    file.comment = f"language={spec.recipe.language}"
