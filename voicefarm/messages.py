"""What travels between producer, ledger, store and worker: frozen values, JSON on every wire.

New fields get defaults, so that messages written by an older version can still be read.
"""

import hashlib
import zlib
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
    heading: int = Field(0, ge=0, le=6)
    """Level of the heading that the chunk is, or begins; 0 for none."""
    voice: str = ""
    """The voice that speaks it; empty for the job's own voice."""
    speaker: str = ""
    """Whose words they are, in a script; empty for the narrator."""
    pause_ms: int | None = Field(None, ge=0, le=10_000)
    """The pause after it, where the text asks for one."""
    shown: str = ""
    """What captions show, where a reading rule changed what is spoken."""

    @property
    def visible(self) -> str:
        """What people read of it."""
        return self.shown or self.text


class Pauses(Message):
    """How long the pause after a chunk is, in milliseconds, by boundary."""

    none: int = Field(0, ge=0, le=10_000)
    clause: int = Field(120, ge=0, le=10_000)
    sentence: int = Field(250, ge=0, le=10_000)
    paragraph: int = Field(600, ge=0, le=10_000)
    heading: int = Field(900, ge=0, le=10_000)
    variation: float = Field(0.0, ge=0, le=0.5)
    """Share by which each pause is made longer or shorter, to sound less like a machine."""

    def after(self, pause: Pause) -> int:
        """Milliseconds for one boundary."""
        milliseconds: int = getattr(self, pause.value)
        return milliseconds

    def samples_after(self, chunk: Chunk, rate: int) -> int:
        """Samples between the speech of `chunk` and of the next one.

        Varied by a checksum of the text, so that it is the same in every run.
        """
        if chunk.pause_ms is not None:
            return round(chunk.pause_ms * rate / 1000)
        dice = zlib.crc32(chunk.text.encode()) / 2**31 - 1
        return round(self.after(chunk.pause) * (1 + self.variation * dice) * rate / 1000)


class Manner(Message):
    """How one speaker of a script differs from the job, beside the voice."""

    speed: float | None = Field(None, gt=0)
    """Speaking rate, in place of the job's."""
    level_db: float = Field(0.0, ge=-20, le=10)
    """How much louder than the others, dB."""
    pauses: Pauses | None = None
    """After this speaker's words, in place of the job's."""


AS_THE_JOB = Manner()


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


class Mastering(Message):
    """How the programme is levelled."""

    loudness: float | None = Field(None, ge=-40, le=-5)
    """Integrated loudness, LUFS (EBU R 128); None leaves the takes as loud as they are."""
    true_peak: float = Field(-1.0, ge=-20, le=0)
    """Ceiling, dBTP."""


class Output(StrEnum):
    """A form of the finished programme; the value is the suffix of its file."""

    WAV = "wav"
    FLAC = "flac"
    MP3 = "mp3"
    OPUS = "opus"
    M4B = "m4b"


class Cover(Message):
    """A picture for the forms that can carry one; it lies beside the manifest."""

    kind: Literal["jpg", "png"]
    width: int
    height: int
    digest: Digest
    """SHA-256 of the file."""


class Tags(Message):
    """What a player shows; any script."""

    author: str = ""
    date: str = ""


class JobSpec(Message):
    """What was asked for, resolved: nothing in it depends on the machine that reads it."""

    title: str
    recipe: Recipe
    sample_rate: int
    """Hz, of the takes and of the programme."""
    pauses: Pauses = Pauses()
    mastering: Mastering = Mastering()
    outputs: tuple[Output, ...] = Field((Output.WAV,), min_length=1)
    output_rate: int | None = None
    """Hz, of the programme; None is the takes' own."""
    bits: Literal[16, 24] = 16
    """Of WAV and FLAC."""
    channels: Literal[1, 2] = 1
    tags: Tags = Tags()
    cover: Cover | None = None
    word_times: bool = False
    """Whether WebVTT captions tell when each word is said; the JSON always does."""
    voices: dict[str, Digest] = Field(default_factory=dict)
    """Further voices of a script, with their fingerprints."""
    speakers: dict[str, Manner] = Field(default_factory=dict)
    """Speakers of a script who speak otherwise than the job."""
    on_failure: FailurePolicy = "fail"
    """What becomes of the job when a chunk is given up: it fails, or the programme is made with
    silence in the chunk's place, or without it."""

    def recipe_of(self, chunk: Chunk) -> Recipe:
        """What shapes the chunk's take: the job's recipe, in its speaker's voice and speed."""
        changes: dict[str, str | float] = {}
        if chunk.voice:
            changes = {"voice": chunk.voice, "fingerprint": self.voices[chunk.voice]}
        if speed := self.manner_of(chunk).speed:
            changes["speed"] = speed
        return self.recipe.model_copy(update=changes) if changes else self.recipe

    def manner_of(self, chunk: Chunk) -> Manner:
        """How the chunk's speaker differs from the job."""
        return self.speakers.get(chunk.speaker, AS_THE_JOB)

    def pause_after(self, chunk: Chunk) -> int:
        """Samples between the speech of `chunk` and of the next one, at the takes' rate."""
        pauses = self.manner_of(chunk).pauses or self.pauses
        return pauses.samples_after(chunk, self.sample_rate)


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


class Finding(Message):
    """What a check holds against a take."""

    check: str
    """The check's name: `too short`, `loop`, …"""
    says: str
    """One phrase for people, with the figure."""
    weight: float = Field(ge=1)
    """How far past the check's limit: 1 is just over it."""


class Sound(Message):
    """What was measured of a take's audio, so that a stitcher knows it before it reads it."""

    start: int = Field(ge=0)
    """First sample of the speech; 0 where there is none."""
    end: int
    """One past its last sample; the take's length where there is none."""
    level: float
    """Level while speaking, dBFS; -120 where nobody speaks."""
    true_peak: float = Field(ge=0)
    """As a share of full scale."""
    loudness: tuple[int, ...] = ()
    """Of each 400 ms block, one every 100 ms, in tenths of LUFS (BS.1770)."""
    voiced: float | None = None
    """The voice's share of what is heard, 0 to 1; None without voice activity detection."""

    @property
    def speaks(self) -> bool:
        """Whether there is speech in it."""
        return self.level > -120


Word = tuple[int, int, int, int]
"""When a word of a text is said: first sample, one past the last, and the word's place in the text
(spelled, without marked phonemes) as offset and length in characters."""


class Transcript(Message):
    """What a recognizer heard in a take, compared with its text."""

    text: str
    error_rate: float
    """Letters heard otherwise, as a share of the text's."""
    run: int
    """Letters in the longest passage that was heard otherwise."""


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
    words: tuple[Word, ...] = Field((), max_length=10_000)
    """When the words of `text` are said, in order; empty if nobody knows."""
    sound: Sound | None = None
    """None in a take that was not measured when it was made."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with it; empty for nearly all."""
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Why earlier takes of the same text were made again."""
    transcript: Transcript | None = None
    """Of the takes that were verified."""
    mos: float | None = None
    """DNSMOS's overall rating, 1 to 5, where it was asked for."""


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
    """One past the last sample of its speech; the pause comes after it."""
    synthesis_s: float
    attempts: int
    reused: bool
    text: str = ""
    speaker: str = ""
    """Whose words they are, in a script."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the take that is heard."""
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Why takes before it were made again."""
    voiced: float | None = None
    """The voice's share of what is heard, 0 to 1; None if it was not judged."""
    transcript: Transcript | None = None
    """What a recognizer heard, if the take was verified."""
    mos: float | None = None
    """DNSMOS's overall rating, 1 to 5, if it was asked for."""
    gap: str | None = None
    """Why the chunk was given up; it has no take then."""


class Chapter(Message):
    """A heading, and where it is heard."""

    title: str
    level: int
    start_sample: int
    end_sample: int
    """Where the next chapter begins, or the programme ends."""


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
    flagged: int = 0
    """Chunks whose take has findings."""
    remade: int = 0
    """Chunks whose take was made more than once."""
    gains_db: dict[str, float] = Field(default_factory=dict)
    """What was added to each voice's level; to that of a voice with a level of its own apart."""
    chapters: tuple[Chapter, ...] = ()
    gaps: int = 0
    """Chunks that were given up."""


class Report(Message):
    """`report.json`: what became of every chunk, and of the whole."""

    chunks: tuple[ReportChunk, ...]
    summary: ReportSummary
