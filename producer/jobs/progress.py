"""Following a job: the same events for the command line, HTTP, Python and the web page."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from voicefarm.errors import (
    JobCancelled,
    JobFailed,
    JobForgotten,
    JobStillRunning,
    RedisUnreachable,
    UnknownName,
)
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState, JobStatus
from voicefarm.wording.counting import counted

POLL_S = 1.0
PAUSE_S = 0.5
"""Seconds between two looks for a Redis or a job that is away."""
GONE_S = 15.0
"""Seconds that a job may be unknown. A worker that holds a chunk of it opens it again sooner."""
SUBMIT_AGAIN = "Submit it again to go on where it stopped."
RUN_AGAIN = "Run the same command again to go on where it stopped: what was synthesized is kept."


def follow(
    ledger: Ledger,
    job: str,
    *,
    poll_s: float = POLL_S,
    between: Callable[[], None] = lambda: None,
    outage_s: float = 0.0,
    gone_s: float = GONE_S,
) -> Iterator[JobStatus]:
    """Yield the job's status at once, after every change, and now and then, until it has ended.

    `between` is called at least every `poll_s` seconds and may raise. A Redis that is away is
    waited for as long as `outage_s`, as workers wait for it. Raises RedisUnreachable, and
    UnknownName if the ledger doesn't know the job. Raises JobForgotten if the ledger loses the job
    and nobody brings it back within `gone_s` seconds.
    """
    status, seen = ledger.status(job), "0"
    yield status
    patience = _Patience(job, outage_s, gone_s)
    while not status.ended:
        between()
        try:
            # The status is read in any case: the stream may be gone, or have begun anew.
            seen = ledger.events(job, after=seen, block_s=poll_s)
            newest = ledger.status(job)
        except (RedisUnreachable, UnknownName) as fault:
            patience.bear(fault)
            seen = "0"
            time.sleep(min(poll_s, PAUSE_S))
            continue
        patience.restore()
        if newest != status:
            status = newest
            yield status


@dataclass
class _Patience:
    """How long one who follows a job bears it that Redis, or the job, is away."""

    job: str
    outage_s: float
    gone_s: float
    _since_s: float | None = None
    _was_away: bool = False

    def bear(self, fault: RedisUnreachable | UnknownName) -> None:
        """Return if there is hope. Raises RedisUnreachable or JobForgotten if not."""
        away = isinstance(fault, RedisUnreachable)
        if self._since_s is None or away is not self._was_away:
            self._since_s, self._was_away = time.monotonic(), away
        if time.monotonic() - self._since_s < (self.outage_s if away else self.gone_s):
            return
        if away:
            raise fault
        raise JobForgotten(
            f"Redis has forgotten job '{self.job}': it lost its data, or the job ended and its"
            f" retention is over. `voicefarm fetch {self.job}` gets its results if it is done;"
            f" `voicefarm resume {self.job}` goes on if not."
        ) from fault

    def restore(self) -> None:
        """Redis and the job are there."""
        self._since_s = None


def wait_until_done(
    ledger: Ledger, job: str, *, timeout_s: float | None = None, outage_s: float = 0.0
) -> JobStatus:
    """The job's status once its programme is made.

    Raises JobFailed, JobCancelled, what `follow` raises, and JobStillRunning if it has not ended
    within `timeout_s` seconds; the job goes on then.
    """
    end = None if timeout_s is None else time.monotonic() + timeout_s

    def check_clock() -> None:
        if end is not None and time.monotonic() >= end:
            raise JobStillRunning(
                f"Job '{job}' has not ended within {timeout_s:g} s; it goes on, so wait again."
            )

    poll_s = POLL_S if timeout_s is None else min(POLL_S, max(timeout_s, 0.001))
    following = follow(ledger, job, poll_s=poll_s, between=check_clock, outage_s=outage_s)
    for status in following:
        if status.ended:
            require_done(status)
    return status


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
    """A status as JSON has it, with the audio's length, percent done and seconds left.

    What the seconds left are computed from is left out: it says nothing by itself.
    """
    return {
        **status.model_dump(mode="json", exclude={"started", "done_before", "seen"}),
        "audio_s": round(status.audio_s, 3),
        "percent": status.percent,
        "eta_s": status.eta_s,
    }


def _done(status: JobStatus) -> str:
    return f"{status.done} of {counted(status.chunks, 'chunk')}"
