"""What the commands print: results on stdout, progress and complaints on stderr."""

import json
import sys
import time
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from voicefarm.messages import JobStatus

PIPE_WIDTH = 10_000
"""Columns of a table that goes into a file or a pipe: more than any row has."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


def say(text: str) -> None:
    """One line of result."""
    sys.stdout.write(f"{text}\n")


def say_json(value: Any) -> None:
    """The result as one JSON value."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def complain(sentence: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"voicefarm: {sentence}\n")


def say_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """A plain table, readable by people and by `awk`.

    The first column is never broken, and the last one wraps at the terminal's width. Into a file
    or a pipe each row is one line.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    table.columns[0].no_wrap = True
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss, or m:ss below an hour."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


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
