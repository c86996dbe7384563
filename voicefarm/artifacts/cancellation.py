"""That a job was cancelled, noted in the store for the time when Redis has lost its data.

A worker that holds a chunk of a lost job opens the job again. It must not do so if the job was
cancelled a moment before.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from voicefarm.artifacts.keys import cancelled_key
from voicefarm.store import JSON, Store

WRITERS = 8
"""Notes written at once: on S3 a write is mostly waiting, and a batch has many jobs."""


def note_cancelled(store: Store, jobs: Iterable[str]) -> None:
    """Note that these jobs were cancelled. Raises Unreachable at the first that can't be."""
    pool = ThreadPoolExecutor(WRITERS)
    try:
        for _ in pool.map(lambda job: store.put(cancelled_key(job), b"{}", JSON), jobs):
            pass
    finally:
        pool.shutdown(cancel_futures=True)


def forget_cancelled(store: Store, job: str) -> None:
    """The job is wanted again."""
    store.delete(cancelled_key(job))


def was_cancelled(store: Store, job: str) -> bool:
    """Whether the job was cancelled, and not submitted or resumed since."""
    return store.size(cancelled_key(job)) is not None
