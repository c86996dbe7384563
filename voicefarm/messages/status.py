"""A job's live state."""

from enum import StrEnum

from voicefarm.messages.message import JobId, Message


class JobState(StrEnum):
    """Where a job stands. It only moves down this list, but for a resubmitted FAILED or
    CANCELLED job, which is RUNNING again."""

    RUNNING = "running"
    STITCHING = "stitching"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


TERMINAL = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


RESUBMITTABLE = frozenset({JobState.FAILED, JobState.CANCELLED})


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
    """Audio in the finished takes, in samples."""
    sample_rate: int
    synthesis_s: float
    """Engine time spent on this job's takes, seconds."""
    created: float
    """Unix time, by the clock of Redis."""
    finished: float | None = None
    error: str | None = None
    """Why the job failed, and what to do about it on a farm."""
    tenant: str = "default"
    """Whose job it is."""
    cause: str | None = None
    """Why the job failed, without what only the users of a farm can do."""

    @property
    def audio_s(self) -> float:
        """Seconds of audio in the finished takes."""
        return self.samples / self.sample_rate

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in TERMINAL
