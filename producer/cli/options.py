"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from producer.documents.formats import READERS
from producer.jobs.results import AUDIO, OTHER_RESULTS
from voicefarm.forms import WITH_COVER, listed
from voicefarm.messages import (
    MOST_SEED,
    MOST_VARIATION,
    WEIGHT_RANGE,
    FailurePolicy,
    JobClass,
    Scheduling,
)
from voicefarm.wording.validation import validated

*_KINDS, _LAST_KIND = (reader.title for reader in READERS)

File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|-", help=f"{', '.join(_KINDS)} or {_LAST_KIND}; - reads text from stdin."
    ),
]
Model = Annotated[str | None, typer.Option(help="The model that speaks; see `voicefarm models`.")]
Voice = Annotated[str | None, typer.Option(help="One of its voices; see `voicefarm voices`.")]
Language = Annotated[str | None, typer.Option(help="en or vi; recognised when not given.")]
Speed = Annotated[float, typer.Option(help="Speaking rate; 1 is the voice's own.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Another seed, another reading.")]
Speakers = Annotated[
    list[str],
    typer.Option(
        "--speaker",
        help="NAME=VOICE, and behind it speed=1.1 level=-3 sentence=400 as you like, "
        "for lines such as [NAME] …; repeatable.",
    ),
]
Dictionary = Annotated[
    Path | None, typer.Option("--dictionary", help="TOML file of words and how they are said.")
]
PlayTo = Annotated[
    Path | None,
    typer.Option("--play-to", help="A pipe that hears the job while it is made; - is stdout."),
]
Verify = Annotated[
    float | None,
    typer.Option(
        min=0, max=1, help="Share of new takes that a recognizer checks against the text."
    ),
]
Loudness = Annotated[str, typer.Option(help="Integrated loudness in LUFS, or off.")]
TruePeak = Annotated[float, typer.Option(help="Ceiling of the true peaks, dBTP.")]
Rate = Annotated[int | None, typer.Option(help="Sample rate in Hz; else the voice's own.")]
Bits = Annotated[int, typer.Option(help="16 or 24, for WAV and FLAC.")]
Stereo = Annotated[bool, typer.Option("--stereo", help="Two equal channels.")]
PauseLengths = Annotated[
    list[str], typer.Option("--pause", help="BOUNDARY=MS, such as paragraph=800; repeatable.")
]
Variation = Annotated[
    float,
    typer.Option(
        "--pause-variation", help=f"Share by which pauses differ, 0 to {MOST_VARIATION:g}."
    ),
]
Author = Annotated[str, typer.Option(help="For the tags.")]
Date = Annotated[str, typer.Option(help="For the tags: a year or YYYY-MM-DD.")]
COVERED = listed((form.upper() for form in WITH_COVER), "and")
Cover = Annotated[Path | None, typer.Option("--cover", help=f"JPEG or PNG, for {COVERED}.")]
WordTimes = Annotated[
    bool, typer.Option("--word-times", help="Tell in WebVTT when each word is said.")
]
Outs = Annotated[
    list[Path],
    typer.Option(
        "-o",
        "--out",
        help=f"Repeatable; the suffix chooses: {', '.join((*AUDIO, *OTHER_RESULTS))}.",
    ),
]
Title = Annotated[str | None, typer.Option(help="Else the document's own, or its file's name.")]

OnFailure = Annotated[
    FailurePolicy,
    typer.Option(help="When a chunk can't be made: fail the job, or go on with silence or a skip."),
]
JobClassOption = Annotated[
    JobClass, typer.Option("--class", help="Interactive jobs get four turns of five.")
]
Weight = Annotated[
    int,
    typer.Option(
        min=WEIGHT_RANGE[0], max=WEIGHT_RANGE[1], help="Chunks in one of the job's turns."
    ),
]
Tenant = Annotated[str, typer.Option(help="Whose job it is, for the limit per tenant.")]
InFlight = Annotated[
    int, typer.Option(min=0, help="Most chunks of the job queued or in work; 0 is no limit.")
]


def share(job_class: JobClass, weight: int, tenant: str, in_flight: int) -> Scheduling:
    """The job's part of the farm. Raises BadInput."""
    fields = {"tenant": tenant, "job_class": job_class, "weight": weight, "in_flight": in_flight}
    return validated(Scheduling, fields, inside=["share"])
