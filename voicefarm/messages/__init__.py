"""What travels between producer, ledger, store and worker: frozen values, JSON on every wire.

New fields get defaults, so that messages written by an older version can still be read. A bound
is a constant next to its field: requests, forms, help and documents take it from here.

- `job`: a request, resolved, and a job's manifest
- `chunk`: a piece of the text, and the pause after it
- `take`: what was measured of a chunk's audio, and its faults
- `status`: where a job stands
- `report`: what became of every chunk
- `rates`: how fast a model speaks, and what it costs
- `omission`: what of a text is not read aloud
- `message`: what they have in common
"""

from voicefarm.messages.chunk import (
    HEADING_LEVELS,
    LONGEST_PAUSE_MS,
    LONGEST_TRACK_MS,
    MOST_VARIATION,
    Chunk,
    CueTimes,
    Pause,
    PauseMs,
    Pauses,
)
from voicefarm.messages.job import (
    AS_THE_JOB,
    LANES,
    LEVEL_RANGE_DB,
    LOUDNESS_RANGE,
    MAX_SPEED_RANGE,
    MOST_SEED,
    TRUE_PEAK_RANGE,
    USUAL_MAX_SPEED,
    USUAL_TRUE_PEAK,
    WEIGHT_RANGE,
    Cover,
    CueFitting,
    Delivery,
    Guest,
    JobSpec,
    Manifest,
    Mastering,
    Recipe,
    Scheduling,
    Tags,
)
from voicefarm.messages.message import (
    BatchId,
    Digest,
    FailurePolicy,
    JobClass,
    JobId,
    Message,
)
from voicefarm.messages.omission import Omission
from voicefarm.messages.rates import ModelRates, Pace, pace_place
from voicefarm.messages.report import Chapter, CueFit, Report, ReportChunk, ReportSummary
from voicefarm.messages.status import RESUBMITTABLE, TERMINAL, JobState, JobStatus
from voicefarm.messages.take import (
    SILENT_DB,
    Doubt,
    Finding,
    Hearing,
    Take,
    TakeSound,
    Transcript,
    Word,
)

__all__ = [
    "AS_THE_JOB",
    "HEADING_LEVELS",
    "LANES",
    "LEVEL_RANGE_DB",
    "LONGEST_PAUSE_MS",
    "LONGEST_TRACK_MS",
    "LOUDNESS_RANGE",
    "MAX_SPEED_RANGE",
    "MOST_SEED",
    "MOST_VARIATION",
    "RESUBMITTABLE",
    "SILENT_DB",
    "TERMINAL",
    "TRUE_PEAK_RANGE",
    "USUAL_MAX_SPEED",
    "USUAL_TRUE_PEAK",
    "WEIGHT_RANGE",
    "BatchId",
    "Chapter",
    "Chunk",
    "Cover",
    "CueFit",
    "CueFitting",
    "CueTimes",
    "Delivery",
    "Digest",
    "Doubt",
    "FailurePolicy",
    "Finding",
    "Guest",
    "Hearing",
    "JobClass",
    "JobId",
    "JobSpec",
    "JobState",
    "JobStatus",
    "Manifest",
    "Mastering",
    "Message",
    "ModelRates",
    "Omission",
    "Pace",
    "Pause",
    "PauseMs",
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
    "pace_place",
]
