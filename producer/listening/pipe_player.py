"""Listening while a job runs, as one endless WAV into a pipe or a player; see hearing.py."""

import struct
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import structlog

from producer.farm import Farm
from producer.listening.live_audio import LiveAudio
from voicefarm.errors import BadInput, VoicefarmError

log = structlog.get_logger()

UNKNOWN = 0xFFFFFFFF
"""The length in the head of a WAV that is still growing; players go on until the end."""


def check_pipe(path: Path | None) -> None:
    """Raise BadInput unless `path` can be written to."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise BadInput(f"'{path}' can't be played to; make a pipe with `mkfifo {path}`.")


class PipePlayer:
    """Writes a job's sound to a pipe from a thread of its own, while a `with` block runs.

    Made before the job is submitted, so that no worker is quicker than it. A block that ends well
    waits until the last sound has been heard.
    """

    def __init__(self, farm: Farm, job: str, pipe: Path) -> None:
        self.first_sound: float | None = None
        """`time.monotonic()` when the first sound was there."""
        self._job = job
        self._pipe = pipe
        self._live_audio = LiveAudio(farm, job)
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()  # opening the pipe waits for its reader
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._thread.join()  # all takes are there; the reader may still be listening
        else:
            self._live_audio.stop()

    def _run(self) -> None:
        try:
            with self._pipe.open("wb") as pipe:
                self._play(pipe)
        except (OSError, VoicefarmError) as error:
            # Nobody listens any more, or a service is away, which ends the job itself too.
            log.warning("listening ended", job=self._job, error=str(error))

    def _play(self, pipe: BinaryIO) -> None:
        pipe.write(wav_head(self._live_audio.sample_rate))
        for pcm in self._live_audio.sounds():
            self.first_sound = self.first_sound or time.monotonic()
            pipe.write(pcm.astype("<i2").tobytes())
            pipe.flush()


def wav_head(rate: int) -> bytes:
    """The head of a mono 16-bit WAV without an end."""
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        b"RIFF"
        + struct.pack("<I", UNKNOWN)
        + b"WAVE"
        + layout
        + struct.pack("<4sI", b"data", UNKNOWN)
    )
