"""Which jobs a command is for: named one by one, or all of a batch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from voicefarm.artifacts.batch_files import batch_members
from voicefarm.errors import BadInput
from voicefarm.store import Store
from voicefarm.wording.validation import checked_name

STDIN = "-"


@dataclass(frozen=True, slots=True)
class SelectedJob:
    """One job that is meant."""

    job: str
    name: str
    """Where its results go, without suffix: as in its batch, or by its id."""


@dataclass(frozen=True, slots=True)
class JobSelection:
    """What a user named."""

    jobs: Sequence[str] = ()
    batches: Sequence[str] = ()

    @property
    def single(self) -> str | None:
        """The job's id, if one job was named and nothing else."""
        return self.jobs[0] if len(self.jobs) == 1 and not self.batches else None

    def chosen(self, store: Store) -> Iterator[SelectedJob]:
        """Each job once: those that were named, then the batches' in order.

        Lazily, so that a batch may be of any size. Raises UnknownName for a batch that the store
        doesn't have, and StoreUnreachable.
        """
        seen: set[str] = set()
        for selected in self._all(store):
            if selected.job not in seen:
                seen.add(selected.job)
                yield selected

    def _all(self, store: Store) -> Iterator[SelectedJob]:
        for job in self.jobs:
            yield SelectedJob(job, job)
        for batch in self.batches:
            for member in batch_members(store, batch):
                yield SelectedJob(member.job, member.name or member.job)


def job_selection(
    jobs: Sequence[str], batches: Sequence[str] = (), lines: Iterable[str] = ()
) -> JobSelection:
    """What was named; `-` among the jobs stands for ids in `lines`. Raises BadInput."""
    named = [job for job in jobs if job != STDIN]
    if len(named) < len(jobs):
        named += [word for line in lines for word in line.split()]
    for batch in batches:
        checked_name(batch, "batch")
    if not (named or batches):
        raise BadInput("Name a job or a batch; `voicefarm list` shows the jobs.")
    return JobSelection(tuple(named), tuple(batches))
