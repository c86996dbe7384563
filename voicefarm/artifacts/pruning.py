"""What is old is removed from the store: jobs, and takes that no job needs any more.

A job counts as old when nothing of it was written for so long. A take is kept while any job that is
left has it. One that is removed in spite of it, because a job came at that moment, is made again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import (
    JOBS,
    TAKES,
    job_of,
    job_of_manifest,
    job_prefix,
    take_key,
)
from voicefarm.artifacts.usage import Usage
from voicefarm.errors import BrokenJob, ObjectMissing
from voicefarm.store import Store


@dataclass(slots=True)
class Pruned:
    """What was removed."""

    jobs: int = 0
    takes: int = 0
    size_bytes: int = 0


def remove_job(store: Store, job: str) -> Usage:
    """Remove a job's files; what they took. Its takes stay: others may have them too."""
    removed = Usage()
    for entry in store.entries(job_prefix(job)):
        removed.add(entry)
    store.discard(job_prefix(job))
    return removed


def prune(
    store: Store,
    before: float,
    *,
    is_active: Callable[[str], bool],
    removed: Callable[[str], None],
    keep_takes: bool = False,
) -> Pruned:
    """Remove what was written last before `before`, Unix time.

    `is_active` says of a job that it must stay; `removed` is called for each that has gone. Raises
    StoreUnreachable.
    """
    pruned = Pruned()
    for job, newest in _jobs(store):
        if newest < before and not is_active(job):
            pruned.size_bytes += remove_job(store, job).size_bytes
            pruned.jobs += 1
            removed(job)
    if not keep_takes:
        _prune_takes(store, before, pruned)
    return pruned


def _jobs(store: Store) -> Iterator[tuple[str, float]]:
    """Every job, with the time when something of it was written last."""
    for job, entries in groupby(store.entries(JOBS), lambda entry: job_of(entry.key)):
        yield job, max(entry.modified for entry in entries)


def _prune_takes(store: Store, before: float, pruned: Pruned) -> None:
    needed = {_digest(key) for key in _needed(store)}
    for entry in store.entries(TAKES):
        if entry.modified < before and _digest(entry.key) not in needed:
            store.delete(entry.key)
            pruned.takes += entry.key.endswith(".flac")
            pruned.size_bytes += entry.size


def _needed(store: Store) -> Iterator[str]:
    """The keys of the takes of all jobs; a job whose files are broken needs none.

    Raises NewerJob: what this version can't read may need any of them.
    """
    jobs = JobReader(store)
    for job in filter(None, map(job_of_manifest, store.list(JOBS))):
        try:
            spec = jobs.manifest(job).spec
            for chunk in jobs.chunks(job):
                yield take_key(spec.recipe_of(chunk), chunk.text)
        except (ObjectMissing, BrokenJob):
            continue


def _digest(key: str) -> bytes:
    """A take's key in few bytes: there may be millions."""
    name = key.rpartition("/")[2].partition(".")[0]
    return key.encode() if len(name) != 38 else bytes.fromhex(name)[:12]
