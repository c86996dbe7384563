"""Following a job: the same events for the command line, HTTP, Python and the web page."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from voicefarm.errors import JobCancelled, JobFailed, JobStillRunning
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus
from voicefarm.wording.counting import counted

POLL_S = 1.0
LOOK_S = 15.0
"""Seconds without news after which a job is looked at: its last event may have been missed."""
GOES_ON = frozenset({JobState.RUNNING, JobState.STITCHING})
SUBMIT_AGAIN = "Submit it again to go on where it stopped."
RUN_AGAIN = "Run the same command again to go on where it stopped: what was synthesized is kept."


def follow(
    ledger: Ledger, job: str, *, poll_s: float = POLL_S, between: Callable[[], None] | None = None
) -> Iterator[JobStatus]:
    """Yield the job's status at once, after every change, and now and then, until it has ended.

    `between` is called at least every `poll_s` seconds and may raise. Raises UnknownName if the
    ledger doesn't know the job.
    """
    seen = "0"
    while True:
        status = ledger.status(job)
        yield status
        if status.ended:
            return
        newest, look = seen, time.monotonic() + LOOK_S
        while newest == seen and time.monotonic() < look:
            if between:
                between()
            newest = ledger.events(job, after=seen, block_s=poll_s)
        seen = newest


def wait_until_done(ledger: Ledger, job: str, *, timeout_s: float | None = None) -> JobStatus:
    """The job's status once its programme is made.

    Raises JobFailed, JobCancelled, UnknownName, and JobStillRunning if it has not ended within
    `timeout_s` seconds; the job goes on then.
    """
    end = None if timeout_s is None else time.monotonic() + timeout_s

    def check_clock() -> None:
        if end is not None and time.monotonic() >= end:
            raise JobStillRunning(
                f"Job '{job}' has not ended within {timeout_s:g} s; it goes on, so wait again."
            )

    poll_s = POLL_S if timeout_s is None else min(POLL_S, max(timeout_s, 0.001))
    for status in follow(ledger, job, poll_s=poll_s, between=check_clock):
        if status.ended:
            require_done(status)
    return status


def cancel_job(ledger: Ledger, job: str) -> bool:
    """Cancel the job; False if it had ended before. Raises UnknownName."""
    return ledger.cancel(job) in GOES_ON


def require_done(status: JobStatus, *, on_farm: bool = True) -> None:
    """Raise JobFailed or JobCancelled, with what to do next, if the job ended so.

    A farm that ends with its job (not `on_farm`) can't resume it.
    """
    if status.state == JobState.FAILED:
        reason, remedy = (status.error, SUBMIT_AGAIN) if on_farm else (status.cause, RUN_AGAIN)
        raise JobFailed(f"Job '{status.job}' failed after {_done(status)}. {reason} {remedy}")
    if status.state == JobState.CANCELLED:
        raise JobCancelled(
            f"Job '{status.job}' was cancelled after {_done(status)}; "
            "submit it again to go on where it stopped."
        )


def status_fields(status: JobStatus) -> dict[str, Any]:
    """A status as JSON has it, with the audio's length, percent done and seconds left."""
    return {
        **status.model_dump(mode="json"),
        "audio_s": round(status.audio_s, 3),
        "percent": status.percent,
        "eta_s": status.eta_s,
    }


def _done(status: JobStatus) -> str:
    return f"{status.done} of {counted(status.chunks, 'chunk')}"
