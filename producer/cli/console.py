"""How the producer's commands show times, sizes and progress."""

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voicefarm.console import complain
from voicefarm.messages import JobStatus
from voicefarm.wording.counting import clock, counted


def shown_size(size: int) -> str:
    """A size in bytes as MB; a small one as kB or bytes, as it would be 0.0 MB."""
    if size < 1000:
        return counted(size, "byte")
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def progress_line(status: JobStatus) -> str:
    """A job's state in one line."""
    parts = [
        f"{status.done} of {counted(status.chunks, 'chunk')}",
        f"{status.percent:.0f} %",
        f"{clock(status.audio_s)} of audio",
    ]
    if status.eta_s is not None:
        parts.append(f"{clock(status.eta_s)} left")
    return ", ".join(parts)


class ProgressLines:
    """When the next line of progress is due, where no bar can be drawn.

    The first one comes late enough that short work is silent, and no line comes often.
    """

    FIRST_S = 10.0
    MOST_S = 300.0
    STEP = 0.05

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._share = 0.0

    def due(self, share: float) -> bool:
        """Whether to print a line now, with this share of the work done."""
        now = time.monotonic()
        if now - self._last < self.FIRST_S:
            return False
        if share - self._share < self.STEP and now - self._last < self._pause_s(now):
            return False
        self._last, self._share = now, share
        return True

    def _pause_s(self, now: float) -> float:
        return min(self.MOST_S, max(self.FIRST_S, (now - self._began) / 10))


class ProgressBar:
    """Chunks done, audio made, how fast, and how long it will take, on stderr.

    A bar on a terminal; elsewhere a line now and then. It has a thread from the first status on:
    what runs before may still start processes.
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
        self._lines = None if hidden or sys.stderr.isatty() else ProgressLines()

    def show(self, status: JobStatus) -> None:
        """Draw a job's state."""
        self._progress.start()
        if self._first_audio_s is None:
            self._first_audio_s = status.audio_s
            self._started = time.monotonic()
        if self._lines and self._lines.due(status.done / status.chunks):
            complain(progress_line(status))
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
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
