"""Many jobs at once: how they stand, how one waits for all of them, and how they are removed."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from producer.batches.patience import Patience
from producer.batches.selection import JobSelection, SelectedJob
from producer.jobs.cleaning import remove_jobs
from producer.jobs.progress import status_fields
from voicefarm.artifacts.batch_files import remove_batch
from voicefarm.errors import BatchIncomplete, UnknownName
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus
from voicefarm.resumption import KnownStatuses
from voicefarm.store import Store
from voicefarm.wording.counting import counted

AT_ONCE = 500
"""Jobs of one round trip."""
POLL_S = 1.0


@dataclass(slots=True)
class JobsOverview:
    """Many jobs together."""

    states: Counter[str] = field(default_factory=Counter)
    """How many jobs are in each state; `unknown` ones neither ledger nor store knows."""
    chunks: int = 0
    done: int = 0
    audio_s: float = 0.0
    first_started: float | None = None
    seen: float | None = None
    done_before: int = 0

    def add(self, status: JobStatus | None) -> None:
        """Count one more."""
        if status is None:
            self.states["unknown"] += 1
            return
        self.states[status.state.value] += 1
        self.audio_s += status.audio_s
        if status.state in (JobState.FAILED, JobState.CANCELLED):
            return
        self.chunks += status.chunks
        self.done += status.done
        self.done_before += status.done_before
        self.seen = status.seen
        if status.started is not None:
            self.first_started = min(self.first_started or status.started, status.started)

    @property
    def jobs(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    @property
    def left(self) -> int:
        """How many go on."""
        return self.states[JobState.RUNNING.value] + self.states[JobState.STITCHING.value]

    @property
    def percent(self) -> float:
        """How much of their chunks is made, 0 to 100."""
        if not self.left:
            return 100.0
        return round(min(99.0, 100 * self.done / max(1, self.chunks)), 1)

    @property
    def eta_s(self) -> float | None:
        """Seconds until all takes are made, by the pace so far; None while there is none."""
        if not self.left or self.done == self.chunks:
            return 0.0
        made = self.done - self.done_before
        if made <= 0 or self.first_started is None or self.seen is None:
            return None
        return round((self.seen - self.first_started) / made * (self.chunks - self.done), 1)

    def line(self) -> str:
        """The overview in one line."""
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return f"{counted(self.jobs, 'job')}: {states}; {self.percent:g} %"

    def fields(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "states": dict(sorted(self.states.items())),
            "percent": self.percent,
            "eta_s": self.eta_s,
            "audio_s": round(self.audio_s, 3),
        }


def statuses_of(
    known: KnownStatuses, selected: Iterable[SelectedJob]
) -> Iterator[tuple[SelectedJob, JobStatus | None]]:
    """Each job with its status; None for one that isn't known."""
    jobs = iter(selected)
    while some := list(itertools.islice(jobs, AT_ONCE)):
        yield from zip(some, known.of([one.job for one in some]), strict=True)


def as_json(
    overview: JobsOverview, known: Iterable[tuple[SelectedJob, JobStatus | None]]
) -> dict[str, Any]:
    """The overview, and every job; of one that isn't known the id alone."""
    jobs = [
        status_fields(status) if status else {"job": one.job, "state": "unknown"}
        for one, status in known
    ]
    return {**overview.fields(), "jobs": jobs}


def wait_for_all(
    known: KnownStatuses,
    selected: Sequence[SelectedJob],
    show: Callable[[JobsOverview], None],
    *,
    outage_s: float = 0.0,
) -> JobsOverview:
    """Return when every job has ended; one that isn't known counts as ended.

    Raises UnknownName if none is known, and RedisUnreachable after an outage of `outage_s`.
    """
    patient = Patience(outage_s)
    while True:
        overview = JobsOverview()
        for _, status in patient(lambda: list(statuses_of(known, selected))):
            overview.add(status)
        if overview.states["unknown"] == overview.jobs:
            raise UnknownName("None of these jobs is known; `voicefarm list` shows those that are.")
        show(overview)
        if not overview.left:
            return overview
        time.sleep(POLL_S)


def require_all_done(overview: JobsOverview) -> None:
    """Raise BatchIncomplete unless every job is done."""
    done = overview.states[JobState.DONE.value]
    if done < overview.jobs:
        raise BatchIncomplete(
            f"{overview.jobs - done} of {counted(overview.jobs, 'job')} have no programme; "
            "`voicefarm status` says why."
        )


def remove_selected(store: Store, ledger: Ledger | None, selection: JobSelection) -> dict[str, int]:
    """Remove what was named, batches with all their jobs; the bytes that each job took.

    Raises UnknownName or BadInput before anything is removed.
    """
    members = (selected.job for selected in selection.chosen(store))
    removed = remove_jobs(store, ledger, selection.jobs, members)
    for batch in selection.batches:
        remove_batch(store, batch)
    return removed
