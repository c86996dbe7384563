"""`report.json`: what became of every chunk, and of the whole."""

from operator import not_

from pydantic import Field

from voicefarm.languages import Language
from voicefarm.messages.message import JobId, Message
from voicefarm.messages.omission import Omission
from voicefarm.messages.rates import Pace
from voicefarm.messages.take import Finding, Hearing, Transcript


class CueFit(Message):
    """How the speech of one cue of a dubbing track fits its time."""

    start_ms: int
    end_ms: int
    """As the subtitles have it."""
    speed: float
    """How much faster than it was spoken it is heard; 1 where it fits."""
    over_ms: int = 0
    """How long it goes on behind the cue's end."""
    text: str = ""
    """How it begins."""


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
    language: str = Field("", exclude_if=not_)
    """Of its words, where the speaker has one."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the take that is heard."""
    rejected: tuple[tuple[Finding, ...], ...] = ()
    """Why takes before it were made again."""
    voiced: float | None = None
    """The voice's share of what is heard, 0 to 1; None if it was not judged."""
    transcript: Transcript | None = None
    """What a recognizer wrote down, if the take was verified in that way."""
    hearing: Hearing | None = None
    """How well a recognizer could follow the text, if the take was verified in that way."""
    mos: float | None = None
    """DNSMOS's overall rating, 1 to 5, if it was wanted."""
    gap: str | None = None
    """Why the chunk was given up; it has no take then."""
    cue: CueFit | None = None
    """In a dubbing track, with the first chunk of each cue."""


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
    """What was added to each voice's level; voices with a level of their own stand apart."""
    chapters: tuple[Chapter, ...] = ()
    gaps: int = 0
    """Chunks that were given up."""
    paces: dict[str, Pace] = Field(default_factory=dict)
    """How long each voice spoke, by `voice/language`, as if at its own speed."""
    guest_paces: dict[str, dict[str, Pace]] = Field(default_factory=dict, exclude_if=not_)
    """The same of the further models of a script, by model."""
    omissions: tuple[Omission, ...] = ()
    """What of the text was not read aloud."""
    overruns: int = 0
    """Cues of a dubbing track whose speech goes on behind their end."""
    longest_overrun: CueFit | None = None
    """The worst of them."""


class Report(Message):
    """`report.json`: what became of every chunk, and of the whole."""

    chunks: tuple[ReportChunk, ...]
    summary: ReportSummary
