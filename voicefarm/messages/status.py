"""A job's live state."""

import re
from collections.abc import Container
from enum import StrEnum
from operator import not_

from pydantic import Field

from voicefarm.messages.message import JobId, Message


class JobState(StrEnum):
    """Where a job stands. It only moves down this list, but for a resubmitted FAILED or
    CANCELLED job, which is RUNNING again."""

    RUNNING = "running"
    STITCHING = "stitching"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


GOES_ON = frozenset({JobState.RUNNING, JobState.STITCHING})
TERMINAL = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


RESUBMITTABLE = frozenset({JobState.FAILED, JobState.CANCELLED})


_STREAM = re.compile("speech-[0-9a-f]{20}")
"""The ids of jobs that were made for a stream of sound."""


class JobStatus(Message):
    """A job's live state, as the ledger knows it."""

    job: JobId
    state: JobState
    title: str
    model: str
    chunks: int
    done: int
    """Chunks whose take is in the store."""
    reused: int
    """How many of those were not synthesized for this job."""
    gaps: int = 0
    """How many of those were given up and have no take."""
    samples: int
    """Audio in the finished takes, in samples; of a job that is done, that of its programme."""
    sample_rate: int
    synthesis_s: float
    """Engine time spent on this job's takes, seconds."""
    created: float
    """Unix time, by the clock of Redis."""
    started: float | None = None
    """When it was opened last, by the clock of Redis."""
    done_before: int = 0
    """Chunks that were done then."""
    seen: float | None = None
    """When this was its state, by the clock of Redis."""
    finished: float | None = None
    error: str | None = None
    """Why the job failed, and what to do about it on a farm."""
    tenant: str = "default"
    """Whose job it is."""
    models: tuple[str, ...] = Field((), exclude_if=not_)
    """The models that speak it, where they are several."""
    cause: str | None = None
    """Why the job failed, without what only the users of a farm can do."""

    def unserved(self, served: Container[str]) -> tuple[str, ...]:
        """The models that the job waits for, which are not among those that workers serve."""
        if self.state not in GOES_ON or self.done == self.chunks:
            return ()
        return tuple(model for model in self.models or (self.model,) if model not in served)

    @property
    def audio_s(self) -> float:
        """Seconds of audio in the finished takes; of a job that is done, of its programme."""
        return self.samples / self.sample_rate

    @property
    def percent(self) -> float:
        """How much of the job is done, 0 to 100; 100 once it is done. Stitching takes the last."""
        if self.state == JobState.DONE:
            return 100.0
        return round(min(99.0, 100 * self.done / self.chunks), 1)

    @property
    def eta_s(self) -> float | None:
        """Seconds until all takes are made, by the pace so far; None while there is none."""
        made = self.done - self.done_before
        if self.ended or self.done == self.chunks:
            return 0.0
        if made <= 0 or self.started is None or self.seen is None:
            return None
        pace_s = max(0.0, self.seen - self.started) / made
        return round(pace_s * (self.chunks - self.done), 1)

    @property
    def is_stream(self) -> bool:
        """Whether the gateway made it for a stream of sound; lists leave such jobs out."""
        return _STREAM.fullmatch(self.job) is not None

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in TERMINAL
