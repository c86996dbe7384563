"""How the producer's commands show times, sizes and progress."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voicefarm.messages import JobStatus
from voicefarm.wording.counting import clock


def megabytes(size: int) -> str:
    """A size in bytes as MB."""
    return f"{size / 1e6:.1f} MB"


class ProgressBar:
    """Chunks done, audio made, how fast, and how long it will take, on stderr.

    Draws only on a terminal; elsewhere it is silent.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        self._started = time.monotonic()
        self._first_audio_s: float | None = None
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[audio]} of audio, {task.fields[rate]:.1f} × real time, left"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=hidden or not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("starting", total=None, audio="0:00", rate=0.0)

    def show(self, status: JobStatus) -> None:
        """Draw a job's state."""
        if self._first_audio_s is None:
            self._first_audio_s = status.audio_s
            self._started = time.monotonic()
        elapsed = max(time.monotonic() - self._started, 1e-3)
        self._progress.update(
            self._task,
            description=status.state.value,
            completed=status.done,
            total=status.chunks,
            audio=clock(status.audio_s),
            rate=(status.audio_s - self._first_audio_s) / elapsed,
        )

    def __enter__(self) -> "ProgressBar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
