"""Resuming a job that the ledger has lost: its manifest and its takes are in the store.

The job is opened as new, and its chunks go out again. A worker that claims one whose take exists
counts it as reused. So there is only one way to find out what is done.
"""

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import programme_key
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.errors import UnknownName
from voicefarm.ledger import Ledger
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
    dispatcher.refill(manifest.spec.recipe.model)
    return opened


def is_finished(store: Store, job: str) -> bool:
    """Whether the job's programme is in the store in all its forms, which appear last.

    Raises ObjectMissing when the store has no such job.
    """
    forms = JobReader(store).manifest(job).spec.outputs
    return all(store.size(programme_key(job, form)) is not None for form in forms)


def has_ended(ledger: Ledger, job: str) -> bool:
    """Whether the ledger knows the job as ended."""
    try:
        return ledger.status(job).ended
    except UnknownName:
        return False
