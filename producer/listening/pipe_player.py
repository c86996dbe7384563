"""Listening while a job runs, as one endless WAV into a pipe or a player; see live_audio.py."""

import errno
import os
import stat
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from producer.farm import Farm
from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.wording.paths import reason_of, shown

UNKNOWN = 0xFFFFFFFF
"""The length in the head of a WAV that is still growing; players go on until the end."""
LOOK_S = 0.1
"""Seconds between two tries to open a pipe that has no reader: the kernel sends no event for it."""
LINGER_S = 1.0
"""Seconds after the end of the job that a listener has before the wait for it is mentioned."""


@dataclass(frozen=True, slots=True)
class Pipe:
    """Where a job is played to: a named pipe, or a descriptor that is open already."""

    place: Path | int

    @property
    def name(self) -> str:
        """What messages call it."""
        return shown(self.place) if isinstance(self.place, Path) else "the standard output"

    def open(self) -> BinaryIO | None:
        """Open it for writing; None while nobody reads it. Raises OSError."""
        if isinstance(self.place, int):
            return os.fdopen(self.place, "wb")
        try:
            descriptor = os.open(self.place, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return None
            raise
        os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "wb")


def named_pipe(path: Path) -> Pipe:
    """The pipe at `path`. Raises BadInput for anything else: a file would be overwritten."""
    remedy = "make a pipe with `mkfifo NAME`, and let a player read it"
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{shown(path)} can't be played to ({reason_of(error)}); {remedy}."
        ) from error
    if not stat.S_ISFIFO(mode):
        raise BadInput(f"{shown(path)} is not a pipe, and stays as it is; {remedy}.")
    if not os.access(path, os.W_OK):
        raise BadInput(f"{shown(path)} may not be written to; {remedy}.")
    return Pipe(path)


class PipePlayer:
    """Writes a job's sound to a pipe from a thread of its own, while a `with` block runs.

    Made before the job is submitted, so that no worker is quicker. The job doesn't wait for the
    reader of the pipe. A block that ends well waits until the last sound has been heard. `notify`
    gets a sentence when the pipe has no reader yet, or has lost it.
    """

    def __init__(self, farm: Farm, job: str, pipe: Pipe, notify: Callable[[str], None]) -> None:
        self.first_sound: float | None = None
        """`time.monotonic()` when the first sound was there."""
        self._pipe = pipe
        self._notify = notify
        # Here, as its numpy takes longer to import than all that `status` and `wait` need.
        from producer.listening.live_audio import LiveAudio

        self._live_audio = LiveAudio(farm, job)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._stopped.set()
            self._live_audio.stop()
            return
        self._thread.join(LINGER_S)
        if self._thread.is_alive():
            self._notify(f"the results are written; Ctrl-C ends the wait for {self._pipe.name}.")
            self._thread.join()

    def _run(self) -> None:
        try:
            pipe = self._opened()
            if pipe:
                with pipe:
                    self._play(pipe)
        except BrokenPipeError:
            self._notify(
                f"the reader of {self._pipe.name} has left; the programme is made nevertheless."
            )
        except (OSError, VoicefarmError) as error:
            # An outage ends the job itself too.
            why = reason_of(error) if isinstance(error, OSError) else str(error)
            self._notify(f"{self._pipe.name} gets no more sound ({why}).")

    def _opened(self) -> BinaryIO | None:
        """The pipe when it has a reader; None once the player is stopped."""
        mentioned = False
        while not self._stopped.is_set():
            if pipe := self._pipe.open():
                return pipe
            if not mentioned:
                self._notify(f"waiting for a reader of {self._pipe.name}.")
                mentioned = True
            self._stopped.wait(LOOK_S)
        return None

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
