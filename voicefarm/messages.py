"""What travels between producer, ledger, store and worker: frozen values, JSON on every wire.

New fields get defaults, so that messages written by an older version can still be read.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from voicefarm.models import Language

JOB_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
JobId = Annotated[str, Field(pattern=JOB_ID)]
JobClass = Literal["interactive", "batch"]
FailurePolicy = Literal["fail", "silence", "skip"]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]


class Message(BaseModel):
    """A frozen value that refuses fields it doesn't know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pause(StrEnum):
    """The boundary after a chunk, which decides how long the pause is."""

    NONE = "none"
    """The cut is inside a clause: a sentence was longer than the model's budget."""
    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    HEADING = "heading"


class Chunk(Message):
    """A run of whole sentences within the model's budget."""

    index: int = Field(ge=0)
    start: int = Field(ge=0)
    """First character of the chunk in the document's text."""
    end: int
    """One past its last character; the ranges of a job's chunks tile the text."""
    text: str = Field(min_length=1, max_length=100_000)
    """What is spoken: the range with its white space folded."""
    pause: Pause


class Pauses(Message):
    """How long the pause after a chunk is, in milliseconds, by boundary."""

    none: int = Field(0, ge=0, le=10_000)
    clause: int = Field(120, ge=0, le=10_000)
    sentence: int = Field(250, ge=0, le=10_000)
    paragraph: int = Field(600, ge=0, le=10_000)
    heading: int = Field(900, ge=0, le=10_000)

    def after(self, pause: Pause) -> int:
        """Milliseconds for one boundary."""
        milliseconds: int = getattr(self, pause.value)
        return milliseconds


class Share(Message):
    """A job's part of the farm; it shapes nothing that is heard."""

    tenant: str = Field("default", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    """Whose job it is, for the limit of chunks that one tenant may have in flight."""
    job_class: JobClass = "batch"
    """Interactive jobs get four turns of five while both kinds wait."""
    weight: int = Field(1, ge=1, le=1000)
    """Chunks in one of its turns."""
    in_flight: int = Field(0, ge=0)
    """Most chunks of the job in the queue and in work at once; 0 is no limit."""


class Recipe(Message):
    """All that shapes a take beside its text: equal recipe and text, equal take."""

    model: str
    fingerprint: Digest
    """Of model and voice when the job was made; a worker with another refuses the job."""
    voice: str
    language: Language
    speed: float = Field(1.0, gt=0)
    seed: int = Field(0, ge=0, lt=2**32)

    def take_key(self, text: str) -> str:
        """The store key of the take for `text`, without its suffix."""
        digest = hashlib.sha256(f"{self.model_dump_json()}\n{text}".encode()).hexdigest()
        return f"takes/{digest[:2]}/{digest[2:40]}"


class JobSpec(Message):
    """What was asked for, resolved: nothing in it depends on the machine that reads it."""

    title: str
    recipe: Recipe
    sample_rate: int
    """Hz, of the takes and of the programme."""
    pauses: Pauses = Pauses()
    on_failure: FailurePolicy = "fail"
    """What becomes of the job when a chunk is given up: it fails, or the programme is made with
    silence in the chunk's place, or without it."""


class Manifest(Message):
    """A job's immutable record in the store. It holds no time, so equal jobs are equal bytes."""

    version: Literal[1] = 1
    job: JobId
    content: Digest
    """Hash of spec and texts: the job's id unless one was given."""
    spec: JobSpec
    chunks: int = Field(ge=1, lt=2**31)
    page_size: int = Field(ge=1, le=100_000)
    """Chunks in a page of texts; the last page may hold fewer."""
    characters: int = Field(ge=1)
    share: Share = Share()


class Take(Message):
    """The facts of a take; its audio lies beside it as 16-bit FLAC."""

    key: str
    recipe: Recipe
    text: str
    samples: int = Field(ge=1)
    sample_rate: int
    synthesis_s: float
    facts: dict[str, float] = Field(default_factory=dict)
    """What the engine told of it: tokens and the like."""


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

    @property
    def audio_s(self) -> float:
        """Seconds of audio in the finished takes."""
        return self.samples / self.sample_rate

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.state in TERMINAL


class ReportChunk(Message):
    """One chunk's line in the report."""

    index: int
    text_start: int
    text_end: int
    take: str
    start_sample: int
    end_sample: int
    """One past the take's last sample; the pause comes after it."""
    synthesis_s: float
    attempts: int
    reused: bool
    gap: str | None = None
    """Why the chunk was given up; it has no take then."""


class ReportSummary(Message):
    """The programme as a whole."""

    job: JobId
    title: str
    model: str
    voice: str
    language: Language
    sample_rate: int
    samples: int
    duration_s: float
    chunks: int
    reused: int
    synthesis_s: float
    gaps: int = 0
    """Chunks that were given up."""


class Report(Message):
    """`report.json`: what became of every chunk, and of the whole."""

    chunks: tuple[ReportChunk, ...]
    summary: ReportSummary
