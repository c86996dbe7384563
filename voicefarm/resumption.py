"""Resuming a job that the ledger has lost: its manifest and its takes are in the store.

The job is opened as new, and its chunks go out again. A worker that claims one whose take exists
counts it as reused. So there is only one way to find out what is done.
"""

from collections.abc import Container, Iterable, Sequence
from contextlib import suppress

from pydantic import ValidationError

from voicefarm.artifacts.cancellation import note_cancelled, was_cancelled
from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import JOBS, job_of_manifest, manifest_key, report_key
from voicefarm.artifacts.wanted_forms import missing_forms
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.errors import BadKey, BrokenJob, NewerJob, ObjectMissing, UnknownName, Unreachable
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus, Manifest, Report, ReportSummary
from voicefarm.messages.status import GOES_ON
from voicefarm.store import Store


def resume_job(
    ledger: Ledger,
    dispatcher: Dispatcher,
    jobs: JobReader,
    job: str,
    *,
    retention_s: float,
    delay_s: float = 0,
) -> bool:
    """Open the job from its manifest; False if the ledger knows it as running or done.

    The first chunk goes out after `delay_s`. Until then workers that still hold chunks say so.
    Raises ObjectMissing when the store has no such job.
    """
    manifest = jobs.manifest(job)
    opened = ledger.open(manifest, retention_s=retention_s, delay_s=delay_s)
    dispatcher.refill_all(manifest.models)
    return opened


def cancel_jobs(ledger: Ledger | None, store: Store, jobs: Iterable[str]) -> dict[str, JobState]:
    """Cancel those that go on; the states that all were in. Raises UnknownName.

    One that the ledger doesn't know is done if the store has its results. The store notes what was
    cancelled, for a Redis that loses its data. If it is away, the jobs are cancelled all the same.
    """
    before = {job: _cancelled(ledger, store, job) for job in jobs}
    with suppress(Unreachable):
        note_cancelled(store, [job for job, state in before.items() if state in GOES_ON])
    return before


def _cancelled(ledger: Ledger | None, store: Store, job: str) -> JobState:
    try:
        if ledger is not None:
            return ledger.cancel(job)
    except UnknownName:
        pass
    return status_of(ledger, store, job).state


def is_wanted(store: Store, job: str) -> bool:
    """Whether a job that the ledger has lost is to go on: it wasn't cancelled, nor removed."""
    return store.size(manifest_key(job)) is not None and not was_cancelled(store, job)


def is_finished(store: Store, job: str) -> bool:
    """Whether the job's programme is in the store in all its forms, which appear last.

    Raises ObjectMissing when the store has no such job.
    """
    return not missing_forms(store, JobReader(store).manifest(job))


def restore_job(ledger: Ledger, store: Store, manifest: Manifest, *, retention_s: float) -> bool:
    """Tell a ledger that has lost a finished job of it; False if it knows the job, or isn't made.

    A programme with gaps is not taken over: opened as new, its gaps are tried again.
    """
    summary = stored_summary(store, manifest.job)
    if summary is None or summary.gaps:
        return False
    return ledger.restore(manifest, summary, retention_s=retention_s)


def stored_summary(store: Store, job: str) -> ReportSummary | None:
    """The summary of the job's report; None if there is no whole report, or no such id."""
    try:
        return Report.of_any_version(store.get(report_key(job))).summary
    except (ObjectMissing, ValidationError, BadKey):
        return None


def add_missing_forms(
    ledger: Ledger, dispatcher: Dispatcher, store: Store, manifest: Manifest
) -> None:
    """Have the forms made that a finished job lacks; nothing for a job that isn't stitched yet."""
    if missing_forms(store, manifest) and ledger.stitch_again(manifest.job):
        dispatcher.request_stitch(manifest.job)


def has_ended(ledger: Ledger, job: str) -> bool:
    """Whether the ledger knows the job as ended."""
    try:
        return ledger.status(job).ended
    except UnknownName:
        return False


def status_of(ledger: Ledger | None, store: Store, job: str) -> JobStatus:
    """Where a job stands; of one that the ledger has lost, what the store knows.

    Without a ledger there is no farm. Raises UnknownName if neither knows it to have ended.
    """
    try:
        if ledger is None:
            raise UnknownName(
                f"Job '{job}' has no results in the store; check its id. If a farm makes it, set "
                "VOICEFARM_REDIS_URL to the farm's Redis."
            )
        return ledger.status(job)
    except UnknownName:
        stored = stored_status(store, job)
        if stored is None:
            raise
        return stored


class KnownStatuses:
    """How many jobs stand: what the ledger knows of each, and of others what the store does.

    A job that the ledger doesn't know is looked up in the store once.
    """

    def __init__(self, ledger: Ledger | None, store: Store) -> None:
        self._ledger = ledger
        self._store = store
        self._stored: dict[str, JobStatus | None] = {}

    def of(self, jobs: Sequence[str]) -> list[JobStatus | None]:
        """The status of each; None for one that neither knows. Raises Unreachable."""
        known: list[JobStatus | None] = [None] * len(jobs)
        if self._ledger is not None:
            known = self._ledger.statuses(jobs)
        pairs = zip(jobs, known, strict=True)
        return [status or self._in_store(job) for job, status in pairs]

    def _in_store(self, job: str) -> JobStatus | None:
        if job not in self._stored:
            self._stored[job] = stored_status(self._store, job)
        return self._stored[job]


def stored_status(store: Store, job: str) -> JobStatus | None:
    """The status of a job whose results are in the store; None if it has none."""
    summary = stored_summary(store, job)
    if summary is None:
        return None
    when = max((entry.modified for entry in store.entries(report_key(job))), default=0.0)
    return JobStatus(
        job=job,
        state=JobState.DONE,
        title=summary.title,
        model=summary.model,
        chunks=summary.chunks,
        done=summary.chunks,
        reused=summary.reused,
        gaps=summary.gaps,
        samples=summary.samples,
        sample_rate=summary.sample_rate,
        synthesis_s=summary.synthesis_s,
        created=when,
        finished=when,
        tenant=_stored_tenant(store, job),
    )


def _stored_tenant(store: Store, job: str) -> str:
    """Whose job it is; empty, which nobody is, where its manifest can't be read."""
    try:
        return JobReader(store).manifest(job).share.tenant
    except (ObjectMissing, BrokenJob, NewerJob):
        return ""


def stored_jobs(store: Store, known: Container[str]) -> list[JobStatus]:
    """The finished jobs in the store that aren't among the known ones, newest first."""
    jobs = filter(None, map(job_of_manifest, store.list(JOBS)))
    found = (stored_status(store, job) for job in jobs if job not in known)
    return sorted(filter(None, found), key=lambda status: -status.created)
