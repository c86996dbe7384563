"""Arguments and options that several commands share."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from producer.blocks import Document
from producer.documents import parse_document, read_document
from producer.mastering import SoundWishes
from producer.script import read_speakers
from producer.submission import Wishes
from voicefarm.errors import BadInput
from voicefarm.messages import FailurePolicy, JobClass, Output, Share
from voicefarm.models import Model as VoiceModel
from voicefarm.names import captions_key, programme_key, report_key, report_page_key
from voicefarm.settings import Settings
from voicefarm.voices import with_voice

File = Annotated[str, typer.Argument(metavar="FILE|-", help="Text or Markdown; - reads stdin.")]
Model = Annotated[str | None, typer.Option(help="The model that speaks; see `voicefarm models`.")]
Voice = Annotated[str | None, typer.Option(help="One of its voices; see `voicefarm voices`.")]
Language = Annotated[str | None, typer.Option(help="en or vi; recognised when not given.")]
Speed = Annotated[float, typer.Option(help="Speaking rate; 1 is the voice's own.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another seed, another reading.")]
Speakers = Annotated[
    list[str], typer.Option("--speaker", help="NAME=VOICE, for lines such as [NAME] …; repeatable.")
]
Dictionary = Annotated[
    Path | None, typer.Option("--dictionary", help="TOML file of words and how they are said.")
]
PlayTo = Annotated[
    Path | None, typer.Option("--play-to", help="A pipe that hears the job while it is made.")
]
Verify = Annotated[
    float | None,
    typer.Option(help="Share of new takes that a recognizer checks against the text, 0 to 1."),
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
    float, typer.Option("--pause-variation", help="Share by which pauses differ, 0 to 0.5.")
]
Author = Annotated[str, typer.Option(help="For the tags.")]
Date = Annotated[str, typer.Option(help="For the tags: a year or YYYY-MM-DD.")]
Outs = Annotated[
    list[Path],
    typer.Option(
        "-o",
        "--out",
        help="Repeatable; the suffix chooses: wav, flac, mp3, opus, m4b, srt, vtt, html, json.",
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
Weight = Annotated[int, typer.Option(min=1, max=1000, help="Chunks in one of the job's turns.")]
Tenant = Annotated[str, typer.Option(help="Whose job it is, for the limit per tenant.")]
InFlight = Annotated[
    int, typer.Option(min=0, help="Most chunks of the job queued or in work; 0 is no limit.")
]


def share(job_class: JobClass, weight: int, tenant: str, in_flight: int) -> Share:
    """The job's part of the farm. Raises BadInput."""
    try:
        return Share(tenant=tenant, job_class=job_class, weight=weight, in_flight=in_flight)
    except ValidationError as error:
        raise BadInput(
            f"Tenant '{tenant}' is no name; use up to 64 letters, digits, dots and dashes."
        ) from error


def load_model(settings: Settings, wishes: Wishes) -> VoiceModel:
    """The model that is to speak, with those of the wished voices that are enrolled ones.

    Raises BadInput, UnknownName or Unreachable.
    """
    model, store = settings.catalogue()[settings.model], settings.open_store()
    for voice in (wishes.voice, *read_speakers(wishes.speakers).values()):
        model = with_voice(model, store, voice)
    return model


def load_document(file: str) -> Document:
    """The document in a file or on stdin. Raises BadInput."""
    if file == "-":
        return parse_document(sys.stdin.buffer.read(), name="The standard input")
    return read_document(Path(file))


def wishes(
    file: str,
    document: Document,
    title: str | None,
    language: str | None,
    voice: str | None,
    speed: float,
    seed: int,
    job: str | None = None,
    sound: SoundWishes | None = None,
    speakers: Sequence[str] = (),
    dictionary: Path | None = None,
) -> Wishes:
    """How the document should be read."""
    stem = None if file == "-" else Path(file).stem
    named = title or document.title or stem
    return Wishes(
        named,
        language,
        voice,
        speed,
        seed,
        job,
        sound or SoundWishes(),
        tuple(speakers),
        dictionary,
    )


def output_paths(wanted: list[Path], default: str) -> list[Path]:
    """Where the results go, checked before any work is done. Raises BadInput."""
    paths = wanted or [Path(default)]
    for path in paths:
        if path.is_dir():
            raise BadInput(f"'{path}' is a folder; give -o a file name such as {path / 'out.wav'}.")
        if not path.absolute().parent.is_dir():
            raise BadInput(f"There is no folder '{path.absolute().parent}'; make it or mend -o.")
        if wanted:
            result_key("", path)
    return paths


def default_output(file: str) -> str:
    """What the result is called when nobody says."""
    return "narration.wav" if file == "-" else f"{Path(file).stem}.wav"


def audio_forms(paths: list[Path]) -> tuple[str, ...]:
    """The forms of the programme among the results; a WAV if none is wanted."""
    forms = [suffix for path in paths if (suffix := _suffix(path)) in AUDIO]
    return tuple(dict.fromkeys(forms)) or ("wav",)


def result_key(job: str, path: Path) -> str:
    """The store key of the result that a path's suffix asks for. Raises BadInput."""
    suffix = _suffix(path)
    if suffix in AUDIO:
        return programme_key(job, suffix)
    if suffix not in OTHER_RESULTS:
        known = ", ".join(f".{suffix}" for suffix in (*AUDIO, *OTHER_RESULTS))
        raise BadInput(f"'{path}' has a suffix that no result has; give one of: {known}.")
    return OTHER_RESULTS[suffix](job)


def _suffix(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


AUDIO = tuple(form.value for form in Output)
OTHER_RESULTS: Mapping[str, Callable[[str], str]] = {
    "srt": lambda job: captions_key(job, "srt"),
    "vtt": lambda job: captions_key(job, "vtt"),
    "html": report_page_key,
    "json": report_key,
}
