"""`voicefarm preview`: what would be said of a text, without synthesis."""

from collections.abc import Iterator
from dataclasses import asdict

import typer

from producer.cli import options
from producer.cli.job_options import JobOptions, read_job, with_job_options
from producer.jobs.text_preview import ChunkPreview, preview_of
from voicefarm.console import Json, say, say_json
from voicefarm.messages import Omission
from voicefarm.spoken.phonemes import without_phonemes


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(preview)


@with_job_options
def preview(file: options.File, *, reading: JobOptions, json: Json = False) -> None:
    """Show what would be said, chunk by chunk, and what would be left out.

    Where a chunk is spoken otherwise than it is written, both are shown.
    """
    shown = preview_of(read_job(reading.load_settings(), file, reading, ["wav"]))
    if json:
        say_json(asdict(shown))
        return
    for chunk in shown.chunks:
        for line in _lines(chunk):
            say(line)
    if shown.omissions:
        say("\nLeft out:")
        for omission in shown.omissions:
            say(_line(omission))


def _lines(chunk: ChunkPreview) -> Iterator[str]:
    marks = "#" * chunk.heading + " " if chunk.heading else ""
    speaker = f"[{chunk.speaker}] " if chunk.speaker else ""
    yield f"{chunk.number:>5}  {marks}{speaker}{without_phonemes(chunk.spoken)}"
    if chunk.written and chunk.written != without_phonemes(chunk.spoken):
        yield f"       written: {chunk.written}"


def _line(omission: Omission) -> str:
    place = f"line {omission.line}, " if omission.line else ""
    return f"  {place}{omission.what}: {omission.text}"
