"""A job: the request, resolved, and its immutable record in the store."""

import hashlib
from operator import not_
from typing import Literal

from pydantic import Field

from voicefarm.forms import Output
from voicefarm.languages import Language
from voicefarm.messages.chunk import LONGEST_TRACK_MS, Chunk, Pauses
from voicefarm.messages.message import (
    Digest,
    FailurePolicy,
    JobClass,
    JobId,
    Message,
    is_none,
)
from voicefarm.messages.omission import Omission
from voicefarm.wording.validation import NAME

LEVEL_RANGE_DB = (-20.0, 10.0)
"""How much fainter or louder than the others a speaker may be."""
LOUDNESS_RANGE = (-40.0, -5.0)
"""LUFS; above it a programme would be distorted, below it too faint to hear."""
TRUE_PEAK_RANGE = (-20.0, 0.0)
"""dBTP."""
USUAL_TRUE_PEAK = -1.0
"""dBTP: what podcast platforms ask for."""
MOST_SEED = 2**32 - 1
MAX_SPEED_RANGE = (1.0, 2.0)
USUAL_MAX_SPEED = 1.5
"""Hurried, and still understood."""
WEIGHT_RANGE = (1, 1000)
"""Chunks in one of a job's turns."""


class Delivery(Message):
    """How one speaker of a script differs from the job, apart from the voice."""

    model: str = Field("", exclude_if=not_)
    """The model that speaks; empty for the job's own."""
    language: str = Field("", exclude_if=not_)
    """As the speaker's model lists it; empty for that of the job, or of the speaker's model."""
    speed: float | None = Field(None, gt=0)
    """Speaking rate, in place of the job's."""
    level_db: float = Field(0.0, ge=LEVEL_RANGE_DB[0], le=LEVEL_RANGE_DB[1])
    """How much louder than the others, dB."""
    pauses: Pauses | None = None
    """After this speaker's words, in place of the job's."""


AS_THE_JOB = Delivery()
LANES = "0123456789abcdef"
"""A letter for each model of a job; the first one is for the job's own."""


class Scheduling(Message):
    """A job's part of the farm; it shapes nothing that is heard."""

    tenant: str = Field("default", pattern=NAME)
    """Whose job it is, for the limit of chunks that one tenant may have in flight."""
    job_class: JobClass = "batch"
    """Interactive jobs get four turns of five while both kinds wait."""
    weight: int = Field(1, ge=WEIGHT_RANGE[0], le=WEIGHT_RANGE[1])
    """Chunks in one of its turns."""
    in_flight: int = Field(0, ge=0)
    """Most chunks of the job in the queue and in work at once; 0 means no limit."""


class Recipe(Message):
    """All that shapes a take in addition to its text: equal recipe and text, equal take."""

    model: str
    fingerprint: Digest
    """Of model and voice when the job was made; a worker with another refuses the job."""
    voice: str
    language: Language
    speed: float = Field(1.0, gt=0)
    seed: int = Field(0, ge=0, le=MOST_SEED)
    as_written: bool = Field(False, exclude_if=not_)
    """Whether the engine reads the text as it is written, unchanged by a normalizer."""

    def digest(self, text: str) -> str:
        """SHA-256 of everything that shapes the take of `text`, in hex."""
        return hashlib.sha256(f"{self.model_dump_json()}\n{text}".encode()).hexdigest()


class Guest(Message):
    """A further model of a job: some of its speakers speak by it."""

    language: Language
    """The job's, as this model lists it."""
    voice: str
    """Of its speakers that name none."""
    voices: dict[str, Digest]
    """All its voices in the job, with their fingerprints."""


class Mastering(Message):
    """How the programme is levelled."""

    loudness: float | None = Field(None, ge=LOUDNESS_RANGE[0], le=LOUDNESS_RANGE[1])
    """Integrated loudness, LUFS (EBU R 128); None leaves the takes as loud as they are."""
    true_peak: float = Field(USUAL_TRUE_PEAK, ge=TRUE_PEAK_RANGE[0], le=TRUE_PEAK_RANGE[1])
    """Ceiling, dBTP."""


class Cover(Message):
    """A picture for the forms that can carry one. Its file is stored with the manifest."""

    kind: Literal["jpg", "png"]
    width: int
    height: int
    digest: Digest
    """SHA-256 of the file."""

    @property
    def media_type(self) -> str:
        """What the file is, for a store and for tags."""
        return {"jpg": "image/jpeg", "png": "image/png"}[self.kind]


class Tags(Message):
    """What a player shows; any script."""

    author: str = ""
    date: str = ""
    album: str = Field("", exclude_if=not_)
    track: str = Field("", exclude_if=not_)
    """A number, or number and total as `3/12`."""
    genre: str = Field("", exclude_if=not_)


class CueFitting(Message):
    """How the speech of a dubbing track is fitted to the times of its cues."""

    max_speed: float = Field(USUAL_MAX_SPEED, ge=MAX_SPEED_RANGE[0], le=MAX_SPEED_RANGE[1])
    """How much faster than it was spoken a cue may be, so that it ends in time."""
    length_ms: int = Field(ge=0, le=LONGEST_TRACK_MS)
    """When the last cue ends: the programme is at least that long."""


class JobSpec(Message):
    """The request, resolved. Nothing in it depends on the machine that reads it."""

    title: str
    recipe: Recipe
    sample_rate: int
    """Hz, of the programme, and of the takes unless a model of the job speaks at a lower rate."""
    pauses: Pauses = Pauses()
    mastering: Mastering = Mastering()
    outputs: tuple[Output, ...] = Field((Output.WAV,), min_length=1)
    chapter_outputs: tuple[Output, ...] = Field((), exclude_if=not_)
    """Forms in which each chapter has a file of its own."""
    output_rate: int | None = None
    """Hz, of the programme; None is the takes' own."""
    bits: Literal[16, 24] = 16
    """Of WAV and FLAC."""
    bit_rate: int | None = Field(None, exclude_if=not_)
    """kbit/s of the lossy forms, all channels together; None is each form's own."""
    channels: Literal[1, 2] = 1
    tags: Tags = Tags()
    cover: Cover | None = None
    word_times: bool = False
    """Whether WebVTT captions have the time of each word; the JSON always has."""
    voices: dict[str, Digest] = Field(default_factory=dict)
    """Further voices of a script, with their fingerprints."""
    guests: dict[str, Guest] = Field(default_factory=dict, exclude_if=not_)
    """Further models of a script, by name."""
    speakers: dict[str, Delivery] = Field(default_factory=dict)
    """Speakers of a script who don't speak as the job does."""
    cues: CueFitting | None = Field(None, exclude_if=is_none)
    """Of a dubbing track: its chunks have times, and are fitted to them."""
    on_failure: FailurePolicy = "fail"
    """What becomes of the job when a chunk is given up. It fails, or the programme is made with
    silence in the chunk's place, or without it."""

    def recipe_of(self, chunk: Chunk) -> Recipe:
        """What shapes the chunk's take: the job's recipe as its speaker changes it, and with the
        chunk's own seed."""
        changes: dict[str, str | float] = {}
        if chunk.seed is not None:
            changes["seed"] = chunk.seed
        delivery = self.delivery_of(chunk)
        if delivery.model:
            guest = self.guests[delivery.model]
            voice = chunk.voice or guest.voice
            changes |= {"model": delivery.model, "language": guest.language}
            changes |= {"voice": voice, "fingerprint": guest.voices[voice]}
        elif chunk.voice:
            changes |= {"voice": chunk.voice, "fingerprint": self.voices[chunk.voice]}
        if speed := delivery.speed:
            changes["speed"] = speed
        if delivery.language:
            changes["language"] = delivery.language
        return self.recipe.model_copy(update=changes) if changes else self.recipe

    @property
    def models(self) -> tuple[str, ...]:
        """The job's own model, and its further ones in the order of their lanes."""
        return (self.recipe.model, *sorted(self.guests))

    def lane_of(self, chunk: Chunk) -> str:
        """The letter of the model that speaks the chunk."""
        return LANES[self.models.index(self.delivery_of(chunk).model or self.recipe.model)]

    def delivery_of(self, chunk: Chunk) -> Delivery:
        """How the chunk's speaker differs from the job."""
        return self.speakers.get(chunk.speaker, AS_THE_JOB)

    def pause_after(self, chunk: Chunk) -> int:
        """Samples between the speech of `chunk` and of the next one, at the takes' rate."""
        pauses = self.delivery_of(chunk).pauses or self.pauses
        return pauses.samples_after(chunk, self.sample_rate)


class Manifest(Message):
    """A job's immutable record in the store. It holds no time, so equal jobs are equal bytes."""

    version: Literal[1, 2] = 1
    """2 where the chunks' texts are what is spoken, and not what was written. In version 0.1 all
    jobs have 1, and the engines of speech language models normalized the texts."""
    job: JobId
    content: Digest
    """Hash of spec and texts: the job's id unless one was given."""
    spec: JobSpec
    chunks: int = Field(ge=1, lt=2**31)
    page_size: int = Field(ge=1, le=100_000)
    """Chunks in a page of texts; the last page may hold fewer."""
    characters: int = Field(ge=1)
    omissions: tuple[Omission, ...] = Field((), exclude_if=not_)
    """What of the text is not read aloud."""
    share: Scheduling = Scheduling()
    lanes: str = Field("", exclude_if=not_)
    """Which model speaks each chunk, a letter of `LANES` a chunk; empty if one speaks all."""

    @property
    def models(self) -> tuple[str, ...]:
        """The models that speak at least one chunk."""
        if not self.lanes:
            return (self.spec.recipe.model,)
        used = set(self.lanes)
        return tuple(
            model for model, lane in zip(self.spec.models, LANES, strict=False) if lane in used
        )
