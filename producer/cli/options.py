"""Arguments and options that several commands share."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from producer.blocks import Document
from producer.documents import parse_document, read_document
from producer.submission import Wishes
from voicefarm.errors import BadInput
from voicefarm.messages import FailurePolicy, JobClass, Share
from voicefarm.models import Model as VoiceModel
from voicefarm.settings import Settings
from voicefarm.voices import with_voice

File = Annotated[str, typer.Argument(metavar="FILE|-", help="Text or Markdown; - reads stdin.")]
Model = Annotated[str | None, typer.Option(help="The model that speaks; see `voicefarm models`.")]
Voice = Annotated[str | None, typer.Option(help="One of its voices; see `voicefarm voices`.")]
Language = Annotated[str | None, typer.Option(help="en or vi; recognised when not given.")]
Speed = Annotated[float, typer.Option(help="Speaking rate; 1 is the voice's own.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Another seed, another reading.")]
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


def load_model(settings: Settings, voice: str | None) -> VoiceModel:
    """The model that is to speak, with the enrolled voice if that is the one wished for."""
    model = settings.catalogue()[settings.model]
    return with_voice(model, settings.open_store(), voice)


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
) -> Wishes:
    """How the document should be read."""
    stem = None if file == "-" else Path(file).stem
    named = title or document.title or stem
    return Wishes(named, language, voice, speed, seed, job)


def output_path(wanted: Path | None, file: str) -> Path:
    """Where the WAV goes, checked before any work is done. Raises BadInput."""
    path = wanted or Path("narration.wav" if file == "-" else f"{Path(file).stem}.wav")
    if path.is_dir():
        raise BadInput(f"'{path}' is a folder; give -o a file name such as {path / 'out.wav'}.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"There is no folder '{path.absolute().parent}'; make it or mend -o.")
    return path
