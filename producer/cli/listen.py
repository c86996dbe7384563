"""`voicefarm listen`: a finished programme against its text, by a recognizer."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from producer.cli import options
from producer.cli.job_options import JobOptions, read_job
from producer.documents.formats import has_reader
from producer.jobs.text_preview import preview_of
from voicefarm.console import Json
from voicefarm.errors import BadInput
from voicefarm.process import BEFORE_START, child_environment, own_program
from voicefarm.settings import load_settings
from voicefarm.spoken.phonemes import without_phonemes
from voicefarm.wording.paths import shown


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(listen)


def listen(
    programme: Annotated[Path, typer.Argument(metavar="PROGRAMME", help="A sound file.")],
    file: options.File,
    *,
    input_format: options.InputFormat = None,
    language: options.Language = None,
    dictionary: options.Dictionary = None,
    json: Json = False,
) -> None:
    """Say which words of a finished programme a recognizer hears otherwise.

    The text is read as `narrate` reads it: "$12.75" is right if it is heard as words or figures.
    The recognizer is the setting `verify_model`.
    """
    if has_reader(programme) and not has_reader(Path(file)):
        raise BadInput(f"{shown(programme)} is not sound; give the sound first, then its text.")
    settings = load_settings().model_copy(update={"verify": 0.0})
    reading = JobOptions(input_format=input_format, language=language, dictionary=dictionary)
    spoken = preview_of(read_job(settings, file, reading, ["wav"]))
    text = "\n\n".join(without_phonemes(chunk.spoken) for chunk in spoken.chunks)
    given = ["--language", spoken.language, *(["--json"] if json else [])]
    command = own_program("worker", "listen", str(programme), *given)
    done = subprocess.run(
        command, input=text.encode(), env={**BEFORE_START, **child_environment()}, check=False
    )
    sys.exit(done.returncode)
