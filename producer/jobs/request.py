"""A request: how a text is to be read and how it is to sound, as typed values.

Every face (the command line, HTTP, Python) parses its input into a `JobRequest`. An impossible
value is refused here, by the name of its field. What depends on the text, on the model or on this
install is checked when the job is prepared.
"""

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from producer.documents.policies import (
    CodePolicy,
    FrontMatterPolicy,
    NotesPolicy,
    ReadingPolicies,
    TablesPolicy,
    TimingPolicy,
)
from producer.documents.speakers import SpeakerSettings
from producer.jobs.input_file import InputFile
from voicefarm.forms import Output
from voicefarm.languages.tags import canonical_tag
from voicefarm.messages import (
    HEADING_LEVELS,
    LOUDNESS_RANGE,
    MAX_SPEED_RANGE,
    MOST_SEED,
    MOST_VARIATION,
    TRUE_PEAK_RANGE,
    USUAL_MAX_SPEED,
    USUAL_TRUE_PEAK,
    FailurePolicy,
    JobId,
    Pause,
    PauseMs,
    Scheduling,
)
from voicefarm.models import SAMPLE_RATE_RANGE
from voicefarm.normalization.emojis import EmojiReading

USUAL_VARIATION = 0.08
"""Pauses differ by up to 8 %: too little to hear as such, enough not to sound like a clock."""
USUAL_LOUDNESS = -16.0
"""LUFS: what podcast platforms ask for."""
USUAL_BITS: Literal[16] = 16
USUAL_SCHEDULING = Scheduling()
BIT_RATE_RANGE = (6, 512)
"""kbit/s, of the form that goes furthest; each has its own, see voicefarm/forms.py."""
_TRACK = re.compile(r"[1-9]\d{0,4}(/[1-9]\d{0,4})?")
_HALF = re.compile("[\ud800-\udfff]")
"""What Python makes of an argument's bytes that are not UTF-8, and of half a surrogate pair."""
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class SoundRequest(BaseModel):
    """How the programme is to sound, and in which forms; the defaults suit most."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    outputs: tuple[Output, ...] = Field((Output.WAV,), min_length=1)
    """Forms of the programme, by their suffixes."""
    chapter_outputs: tuple[Output, ...] = ()
    """Forms in which each chapter gets a file of its own."""
    loudness: float | None = Field(USUAL_LOUDNESS, ge=LOUDNESS_RANGE[0], le=LOUDNESS_RANGE[1])
    """Integrated loudness, LUFS (EBU R 128); none leaves the takes as loud as they are."""
    true_peak: float = Field(USUAL_TRUE_PEAK, ge=TRUE_PEAK_RANGE[0], le=TRUE_PEAK_RANGE[1])
    """Ceiling of the true peaks, dBTP."""
    rate: int | None = Field(None, ge=SAMPLE_RATE_RANGE[0], le=SAMPLE_RATE_RANGE[1])
    """Sample rate, Hz; none is the voice's own."""
    bits: Literal[16, 24] = USUAL_BITS
    """Of WAV and FLAC."""
    bitrate: int | None = Field(None, ge=BIT_RATE_RANGE[0], le=BIT_RATE_RANGE[1])
    """kbit/s of the lossy forms, all channels together; none is what suits a voice."""
    stereo: bool = False
    """Two equal channels."""
    pauses: dict[Pause, PauseMs] = Field(default_factory=dict)
    """Milliseconds of silence after a boundary, if they differ from the default."""
    pause_variation: float = Field(USUAL_VARIATION, ge=0, le=MOST_VARIATION)
    """Share by which pauses differ, so that they don't sound mechanical."""
    author: str = ""
    """For the tags."""
    date: str = ""
    """For the tags: a year, or YYYY-MM-DD."""
    album: str = ""
    """For the tags."""
    track: str = ""
    """For the tags: a number, or number and total as in 3/12."""
    genre: str = ""
    """For the tags."""
    cover: InputFile | None = None
    """A JPEG or PNG for the forms that carry one."""
    word_times: bool = False
    """Whether WebVTT captions have the time of each word."""

    @field_validator("*")
    @classmethod
    def _is_whole(cls, value: object) -> object:
        if isinstance(value, str) and _HALF.search(value):
            raise ValueError("give text in UTF-8; some of its bytes are none")
        return value

    @field_validator("date")
    @classmethod
    def _fits_into_tags(cls, date: str) -> str:
        if date and not _DATE.fullmatch(date):
            raise ValueError(f"give a year or YYYY-MM-DD, not '{date}'")
        return date

    @field_validator("track")
    @classmethod
    def _is_a_place(cls, track: str) -> str:
        if track and not _TRACK.fullmatch(track):
            raise ValueError(f"give a number, or number and total as in 3/12, not '{track}'")
        return track


class JobRequest(SoundRequest):
    """How a text is to be read, and how it is to sound. None means: by text and model."""

    model: str | None = Field(None, min_length=1)
    """The model that is to speak."""
    title: str | None = None
    """Of the programme; the document's own by default."""
    language: str | None = None
    """Its tag (BCP 47), such as en or pt-BR; recognized by default."""
    voice: str | None = Field(None, min_length=1)
    """One of the model's voices; by default the model's own default for the language."""
    speed: float = 1.0
    """Speaking rate; 1 is the voice's own."""
    seed: int = Field(0, ge=0, le=MOST_SEED)
    """Another seed gives another reading."""
    speakers: dict[str, SpeakerSettings] = Field(default_factory=dict)
    """How the speakers of a script speak, by name. It changes what the document says of them."""
    dictionary: InputFile | None = None
    """A TOML file of words and how they are spoken."""
    normalize: bool = True
    """Whether figures, abbreviations and signs are turned into words; not for prepared texts."""
    emoji: EmojiReading = "skip"
    """Emoji are silent, or their names are said."""
    notes: NotesPolicy = "skip"
    """Footnotes are left out, or read behind their sentence (inline), or at the end."""
    tables: TablesPolicy = "read"
    """Tables are read, or read with a heading before each cell, or left out."""
    code: CodePolicy = "omit"
    """Blocks of code are left out, or it is said that they were."""
    front_matter: FrontMatterPolicy = "skip"
    """A book's imprint, title page and contents are left out, or read in place, or at the end."""
    timing: TimingPolicy = "keep"
    """Subtitles become a dubbing track, where each cue starts at its time (keep), or a text that is
    read without their times."""
    max_speed: float = Field(USUAL_MAX_SPEED, ge=MAX_SPEED_RANGE[0], le=MAX_SPEED_RANGE[1])
    """How much faster than its voice a cue of a dubbing track may be, so that it ends in time."""
    chapters: int = Field(HEADING_LEVELS[1], ge=HEADING_LEVELS[0], le=HEADING_LEVELS[1])
    """Headings down to this level make chapters; 0 makes none."""
    from_part: str | None = Field(None, min_length=1)
    """The first chapter that is read, by its number or its title."""
    to_part: str | None = Field(None, min_length=1)
    """The last chapter that is read."""
    job: JobId | None = None
    """A job id of the caller's own; a hash of the content by default."""
    force: bool = False
    """Whether to read a text that the model can't read: letters or a language that it doesn't
    know."""
    on_failure: FailurePolicy = "fail"
    """When a chunk can't be made: fail the job, or go on with silence or a skip."""
    share: Scheduling = USUAL_SCHEDULING
    """The job's part of the farm."""

    @property
    def policies(self) -> ReadingPolicies:
        """What a reader needs to know of it."""
        return ReadingPolicies(
            notes=self.notes,
            tables=self.tables,
            code=self.code,
            language=self.language,
            front_matter=self.front_matter,
            timing=self.timing,
        )

    @field_validator("language")
    @classmethod
    def _is_a_tag(cls, language: str | None) -> str | None:
        return canonical_tag(language) if language is not None else None
