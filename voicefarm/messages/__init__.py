"""What travels between producer, ledger, store and worker: frozen values, JSON on every wire.

New fields get defaults, so that messages written by an older version can still be read.

- `job`: a request, resolved, and a job's manifest
- `chunk`: a piece of the text, and the pause after it
- `take`: what was measured of a chunk's audio, and its faults
- `status`: where a job stands
- `report`: what became of every chunk
- `message`: what they have in common
"""

from voicefarm.messages.chunk import Chunk, Pause, Pauses
from voicefarm.messages.job import (
    AS_THE_JOB,
    Cover,
    Delivery,
    JobSpec,
    Manifest,
    Mastering,
    Recipe,
    Scheduling,
    Tags,
)
from voicefarm.messages.message import JOB_ID, Digest, FailurePolicy, JobClass, JobId, Message
from voicefarm.messages.report import Chapter, Report, ReportChunk, ReportSummary
from voicefarm.messages.status import RESUBMITTABLE, TERMINAL, JobState, JobStatus
from voicefarm.messages.take import Finding, Take, TakeSound, Transcript, Word

__all__ = [
    "AS_THE_JOB",
    "JOB_ID",
    "RESUBMITTABLE",
    "TERMINAL",
    "Chapter",
    "Chunk",
    "Cover",
    "Delivery",
    "Digest",
    "FailurePolicy",
    "Finding",
    "JobClass",
    "JobId",
    "JobSpec",
    "JobState",
    "JobStatus",
    "Manifest",
    "Mastering",
    "Message",
    "Pause",
    "Pauses",
    "Recipe",
    "Report",
    "ReportChunk",
    "ReportSummary",
    "Scheduling",
    "Tags",
    "Take",
    "TakeSound",
    "Transcript",
    "Word",
]
