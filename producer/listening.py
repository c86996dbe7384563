"""Listening while a job runs: its takes in order, as one endless WAV into a pipe or a player.

What is heard is the takes as they were made, with their pauses: the programme's loudness is known
only when the last one is there.
"""

import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import numpy as np
import structlog

from producer.farm import Farm
from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.job_files import JobReader
from voicefarm.messages import Take
from voicefarm.takes import Pcm, decode_audio, fetch_audio, find_take

log = structlog.get_logger()

POLL_S = 0.2
"""How often the store is asked for a take that isn't there yet."""
LEAD_S, TAIL_S = 0.03, 0.06
"""Kept of a take before and after its speech, as in the programme."""
UNKNOWN = 0xFFFFFFFF
"""The length in the head of a WAV that is still growing; players go on until the end."""


def check_pipe(path: Path | None) -> None:
    """Raise BadInput unless `path` can be written to."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise BadInput(f"'{path}' can't be played to; make a pipe with `mkfifo {path}`.")


class Listener:
    """Writes a job's takes to a pipe from a thread of its own, while a `with` block runs.

    A block that ends well waits until the last take has been heard.
    """

    def __init__(self, farm: Farm, job: str, pipe: Path) -> None:
        self._farm = farm
        self._job = job
        self._pipe = pipe
        self._stopped = threading.Event()
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
            self._stopped.set()

    def _run(self) -> None:
        try:
            with self._pipe.open("wb") as pipe:
                self._play(pipe)
        except (OSError, VoicefarmError) as error:
            # Nobody listens any more, or the store is away, which ends the job itself too.
            log.warning("listening ended", job=self._job, error=str(error))

    def _play(self, pipe: BinaryIO) -> None:
        for number, (take, pause) in enumerate(self._takes()):
            if number == 0:
                pipe.write(wav_head(take.sample_rate))
            pipe.write(heard(take, decode_audio(fetch_audio(self._farm.store, take.key)), pause))
            pipe.flush()

    def _takes(self) -> Iterator[tuple[Take, int]]:
        """Each take as soon as it and those before it are there, and the pause after it."""
        jobs = JobReader(self._farm.store)
        spec = jobs.manifest(self._job).spec
        for chunk in jobs.chunks(self._job):
            key = spec.recipe_of(chunk).take_key(chunk.text)
            while (take := find_take(self._farm.store, key)) is None:
                if self._stopped.wait(POLL_S):
                    return
            yield take, spec.pause_after(chunk)


def heard(take: Take, pcm: Pcm, pause: int) -> bytes:
    """A take's speech with its margins, and the rest of its pause."""
    sound, rate = take.sound, take.sample_rate
    lead, tail = round(LEAD_S * rate), round(TAIL_S * rate)
    if sound is not None and sound.speaks:
        pcm = pcm[max(0, sound.start - lead) : sound.end + tail]
    rest = np.zeros(max(0, pause - lead - tail), np.int16)
    return np.concatenate([pcm, rest]).astype("<i2").tobytes()


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
