"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from producer.documents.formats import READERS
from producer.documents.policies import (
    CodePolicy,
    FrontMatterPolicy,
    NotesPolicy,
    TablesPolicy,
    TimingPolicy,
)
from producer.jobs.request import BIT_RATE_RANGE
from voicefarm.forms import WITH_COVER, listed
from voicefarm.messages import (
    HEADING_LEVELS,
    MAX_SPEED_RANGE,
    MOST_SEED,
    MOST_VARIATION,
    WEIGHT_RANGE,
    FailurePolicy,
    JobClass,
    Scheduling,
)
from voicefarm.normalization.emojis import EmojiReading
from voicefarm.wording.validation import validated

*_KINDS, _LAST_KIND = (reader.title for reader in READERS)

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|URL|-",
        help=f"{', '.join(_KINDS)} or {_LAST_KIND}, or its address; - reads text from stdin.",
    ),
]
InputFormat = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        help=f"What the text is: {listed(reader.format for reader in READERS)}. "
        "By default its suffix says it; stdin is text.",
    ),
]
Model = Annotated[str | None, typer.Option(help="The model that speaks; see `voicefarm models`.")]
Voice = Annotated[str | None, typer.Option(help="One of its voices; see `voicefarm voices`.")]
Language = Annotated[
    str | None,
    typer.Option(help="A tag such as en, vi or pt-BR. By default it is recognised from the text."),
]
Force = Annotated[
    bool, typer.Option("--force", help="Read even a text whose letters the model can't read.")
]
Speed = Annotated[float, typer.Option(help="Speaking rate. 1 is the voice's own.")]
Seed = Annotated[
    int, typer.Option(min=0, max=MOST_SEED, help="Another seed gives another reading.")
]
Speakers = Annotated[
    list[str],
    typer.Option(
        "--speaker",
        help="NAME=VOICE for lines such as [NAME] …. Settings may follow, such as "
        "speed=1.1 level=-3 sentence=400. Repeatable.",
    ),
]
Dictionary = Annotated[
    Path | None,
    typer.Option("--dictionary", help="A TOML file of words and how they are pronounced."),
]
Normalize = Annotated[
    Literal["on", "off"],
    typer.Option(
        "--normalize", help="Read figures and signs as words. off is for texts that are prepared."
    ),
]
Emoji = Annotated[EmojiReading, typer.Option(help="Emoji are silent, or their names are said.")]
Notes = Annotated[
    NotesPolicy,
    typer.Option(help="Footnotes are left out, or read behind their sentence, or at the end."),
]
Tables = Annotated[
    TablesPolicy,
    typer.Option(help="Tables are read, or read with a heading before each cell, or left out."),
]
Code = Annotated[
    CodePolicy, typer.Option(help="Leave blocks of code out, or say that they were left out.")
]
FrontMatter = Annotated[
    FrontMatterPolicy,
    typer.Option(
        help="A book's imprint, title page and contents are left out, or read in place or at the "
        "end."
    ),
]
Timing = Annotated[
    TimingPolicy,
    typer.Option(
        help="Subtitles become a dubbing track in which each cue starts at its time, or are read "
        "as a text without their times."
    ),
]
MaxSpeed = Annotated[
    float,
    typer.Option(
        min=MAX_SPEED_RANGE[0],
        max=MAX_SPEED_RANGE[1],
        help="How much faster a cue of a dubbing track may be, so that it ends in time.",
    ),
]
Chapters = Annotated[
    int,
    typer.Option(
        metavar="LEVEL",
        min=HEADING_LEVELS[0],
        max=HEADING_LEVELS[1],
        help="Headings down to this level make chapters. 0 makes none.",
    ),
]
FromPart = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="CHAPTER",
        help="Read from this chapter on: its number or title, as `voicefarm preview --list` shows.",
    ),
]
ToPart = Annotated[
    str | None,
    typer.Option("--to", metavar="CHAPTER", help="Read up to the end of this chapter."),
]
PlayTo = Annotated[
    Path | None,
    typer.Option("--play-to", help="A pipe to play the sound to while it is made. - is stdout."),
]
Verify = Annotated[
    float | None,
    typer.Option(min=0, max=1, help="Share of new takes that speech recognition checks."),
]
Loudness = Annotated[str, typer.Option(help="Integrated loudness in LUFS, or off.")]
TruePeak = Annotated[float, typer.Option(help="The highest true peak, in dBTP.")]
Rate = Annotated[int | None, typer.Option(help="Sample rate in Hz. By default the voice's own.")]
Bits = Annotated[int, typer.Option(help="16 or 24, for WAV and FLAC.")]
Bitrate = Annotated[
    int | None,
    typer.Option(
        min=BIT_RATE_RANGE[0],
        max=BIT_RATE_RANGE[1],
        help="kbit/s of forms that are lossy. By default what suits a voice.",
    ),
]
Stereo = Annotated[bool, typer.Option("--stereo", help="Write two equal channels.")]
PauseLengths = Annotated[
    list[str],
    typer.Option(
        "--pause", help="The length of a pause as BOUNDARY=MS, such as paragraph=800. Repeatable."
    ),
]
Variation = Annotated[
    float,
    typer.Option(
        "--pause-variation", help=f"How much pauses vary, as a share: 0 to {MOST_VARIATION:g}."
    ),
]
Author = Annotated[str, typer.Option(help="The author, for the tags.")]
Date = Annotated[str, typer.Option(help="The date for the tags: a year or YYYY-MM-DD.")]
Album = Annotated[str, typer.Option(help="The album, for the tags.")]
Track = Annotated[str, typer.Option(help="The track's number for the tags, such as 3 or 3/12.")]
Genre = Annotated[str, typer.Option(help="The genre, for the tags.")]
COVERED = listed((form.upper() for form in WITH_COVER), "and")
Cover = Annotated[Path | None, typer.Option("--cover", help=f"JPEG or PNG, for {COVERED}.")]
WordTimes = Annotated[
    bool, typer.Option("--word-times", help="Add the time of each word to WebVTT.")
]
Title = Annotated[
    str | None, typer.Option(help="By default the document's own, or its file's name.")
]

OnFailure = Annotated[
    FailurePolicy,
    typer.Option(
        help="What to do when a chunk can't be made: fail the job, leave silence, or skip it."
    ),
]
JobClassOption = Annotated[
    JobClass, typer.Option("--class", help="Interactive jobs get four turns in five.")
]
Weight = Annotated[
    int,
    typer.Option(
        min=WEIGHT_RANGE[0], max=WEIGHT_RANGE[1], help="How many chunks the job gets in one turn."
    ),
]
Tenant = Annotated[str, typer.Option(help="The owner of the job, for the limit per tenant.")]
InFlight = Annotated[
    int,
    typer.Option(
        min=0,
        help="The most chunks of the job that are queued or in work at once. 0 means no limit.",
    ),
]


def share(job_class: JobClass, weight: int, tenant: str, in_flight: int) -> Scheduling:
    """The job's part of the farm. Raises BadInput."""
    fields = {"tenant": tenant, "job_class": job_class, "weight": weight, "in_flight": in_flight}
    return validated(Scheduling, fields, inside=["share"])
