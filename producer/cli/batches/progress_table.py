"""Where a batch stands: one table on a terminal, lines elsewhere."""

import sys
import time

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table

from producer.batches.running import BatchProgress
from producer.cli.console import ProgressLines
from voicefarm.console import complain, plain_console
from voicefarm.wording.counting import clock

MOST_JOBS = 12
"""Jobs that the table shows; the others are a number."""


class ProgressTable:
    """Shows a batch on stderr until the block ends."""

    def __init__(self, *, hidden: bool = False) -> None:
        is_drawn = sys.stderr.isatty() and not hidden
        self._live = Live(console=plain_console(stderr=True), transient=True) if is_drawn else None
        self._lines = None if hidden or is_drawn else ProgressLines()

    def show(self, progress: BatchProgress) -> None:
        """Draw the batch's state, or print a line now and then."""
        if self._live:
            self._live.update(_view(progress))
        if self._lines and self._lines.due(progress.share):
            complain(summary_line(progress))

    def __enter__(self) -> "ProgressTable":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()


def summary_line(progress: BatchProgress) -> str:
    """The batch's state in one line."""
    parts = [
        f"{progress.done} of {progress.items} done" if progress.items else f"{progress.done} done"
    ]
    if progress.skipped:
        parts.append(f"{progress.skipped} of them before")
    if progress.failed:
        parts.append(f"{progress.failed} failed")
    parts += [f"{len(progress.statuses)} in work", f"{clock(progress.audio_s)} of audio"]
    if progress.items:
        parts.append(f"{100 * progress.share:.0f} %")
    if progress.eta_s is not None:
        parts.append(f"{clock(progress.eta_s)} left")
    return ", ".join(parts)


def _view(progress: BatchProgress) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("ITEM", "STATE", "CHUNKS", "AUDIO"):
        table.add_column(column, overflow="ellipsis", no_wrap=True)
    begun = sorted(progress.statuses, key=lambda one: -one[1].done)
    for queued, status in begun[:MOST_JOBS]:
        chunks = f"{status.done}/{status.chunks}"
        table.add_row(queued.item.label, status.state.value, chunks, clock(status.audio_s))
    rest = len(begun) - MOST_JOBS
    more = [f"and {rest} more"] if rest > 0 else []
    elapsed = clock(time.monotonic() - progress.started)
    return Group(table, *more, "", f"{summary_line(progress)}, {elapsed} passed")
