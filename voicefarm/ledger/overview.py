"""The farm at a glance, as the ledger sees it."""

from pydantic import Field

from voicefarm.messages import JobState, Message


class ModelOverview(Message):
    """One model's chunks and workers."""

    unfinished: int
    """Chunks without a take in running jobs: what there is to do, and what to scale by."""
    waiting: int
    """Of those, how many haven't been handed to the queue."""
    queued: int
    leased: int
    """In work now."""
    oldest_queued_s: float
    """Seconds that a chunk has been in the queue at most."""
    oldest_job_s: float
    """Age of the oldest running job, seconds."""
    workers: int
    slots: int


class Overview(Message):
    """All models and jobs of a farm."""

    models: dict[str, ModelOverview] = Field(default_factory=dict)
    jobs: dict[JobState, int] = Field(default_factory=dict)
    """How many jobs are in each state; ended ones count until they are forgotten."""
    quarantined: int
    """Chunks given up since the ledger began."""
    swept: int
    """Chunks that sweeps requeued since the ledger began."""
