"""Following a job: the same events for the command line, HTTP and the web page."""

from collections.abc import Callable, Iterator

from voicefarm.errors import JobCancelled, JobFailed
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus


def follow(
    ledger: Ledger, job: str, *, poll_s: float = 1.0, between: Callable[[], None] | None = None
) -> Iterator[JobStatus]:
    """Yield the job's status at once, then after every change, until it has ended.

    `between` is called at least every `poll_s` seconds and may raise. Raises UnknownName if the
    ledger doesn't know the job.
    """
    seen = "0"
    while True:
        status = ledger.status(job)
        yield status
        if status.ended:
            return
        newest = seen
        while newest == seen:
            if between:
                between()
            newest = ledger.events(job, after=seen, block_s=poll_s)
        seen = newest


def require_done(status: JobStatus) -> None:
    """Raise JobFailed or JobCancelled, with the way on, unless the job is done."""
    if status.state == JobState.FAILED:
        raise JobFailed(
            f"Job '{status.job}' failed after {status.done} of {status.chunks} chunks. "
            f"{status.error} Submit it again to go on where it stopped."
        )
    if status.state == JobState.CANCELLED:
        raise JobCancelled(
            f"Job '{status.job}' was cancelled after {status.done} of {status.chunks} chunks; "
            "submit it again to go on where it stopped."
        )
