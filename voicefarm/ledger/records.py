"""What the ledger takes and returns: chunks, leases, stitchers, sweeps, workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ChunkRef:
    """Names one chunk of one job."""

    job: str
    index: int

    @property
    def number(self) -> int:
        """Its number for people, who count from one."""
        return self.index + 1


class Dispatch(NamedTuple):
    """Chunks to send to the queue."""

    front: list[ChunkRef]
    """These were out before: they go to the queue's front, the first one foremost."""
    back: list[ChunkRef]


@dataclass(frozen=True, slots=True)
class ChunkStats:
    """What the ledger remembers of a finished chunk, in ten bytes."""

    samples: int
    synthesis_s: float
    attempts: int
    reused: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a worker learns when it renews its leases."""

    ended: frozenset[str]
    """Jobs that aren't wanted any more: their slots should stop."""
    unknown: frozenset[str]
    """Jobs that the ledger has lost."""


@dataclass(frozen=True, slots=True)
class StitchClaim:
    """A stitcher's claim to a job."""

    epoch: int
    """Grows with each claim; it fences out earlier stitchers."""
    attempt: int
    """Which of the job's attempts this is, from 1."""


@dataclass(frozen=True, slots=True)
class StitchRef:
    """Names one stitcher's turn at a job."""

    job: str
    epoch: int


@dataclass(frozen=True, slots=True)
class SweepTerms:
    """When a sweep takes something for abandoned; all times in seconds."""

    max_attempts: int
    queue: str = ""
    """The Redis list with the model's messages. One counts as lost when two sweeps in a row find
    that it has left the list and wasn't claimed."""
    every_s: float = 0
    """A sweep does nothing if somebody swept in this time."""
    lease_s: float = 10
    lost_after_s: float = 600
    """How long a chunk may wait in the queue before its message counts as lost in any case."""
    restitch_s: float = 20
    """After this time a stitcher is requested again."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a worker learns at a heartbeat."""

    renewal: Renewal
    lost_stitches: frozenset[StitchRef]
    """Those of the worker whose job ended, or that another stitcher has now: they should stop."""
    requeued: int
    """Abandoned chunks that the sweep returned."""
    stitches: Sequence[str]
    """Jobs that want a stitcher."""
    wanting: bool
    """Whether chunks of the worker's model may be handed out now."""
    stepped_back_s: int = 0
    """By how much the server's clock has stepped back since the last beat of any worker."""
    knows_store: bool = True
    """False after the ledger has lost its data: the worker says again which store the farm uses."""


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """What a live worker says of itself."""

    worker: str
    host: str
    pid: int
    model: str
    """Empty for a worker that only stitches."""
    slots: int
    busy: int
    up_s: float
    """Seconds since it has been ready."""
    chunks: int = 0
    """Takes that it has made."""
    audio_s: float = 0.0
    """Audio in them, seconds."""
    memory_mb: int = 0
    """Its resident memory, MiB."""
    cpu_s: float = 0.0
    """CPU time that it and its child processes have used, seconds."""
    sick: str = ""
    """Why it takes no chunks, or no programmes, for a while; empty if it is well."""
    stitches: bool = True
    """Whether it makes programmes at all."""
