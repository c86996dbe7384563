"""`voicefarm preview`: what would be said of a text, without synthesis."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Annotated

import typer

from producer.cli import options
from producer.cli.job_options import JobOptions, load_document, read_job, with_job_options
from producer.jobs.text_preview import ChunkPreview, chapter_previews, preview_of
from voicefarm.console import Json, complain, say, say_json
from voicefarm.spoken.phonemes import without_phonemes


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(preview)


@with_job_options
def preview(
    file: options.File,
    *,
    reading: JobOptions,
    list_chapters: Annotated[
        bool, typer.Option("--list", help="List the chapters, for --from and --to.")
    ] = False,
    json: Json = False,
) -> None:
    """Show what would be said, chunk by chunk, and what would be left out.

    Where a chunk is spoken otherwise than it is written, both are shown.
    """
    if list_chapters:
        _list_chapters(file, reading, json=json)
        return
    # What suits some forms only changes nothing of what is said.
    reading = replace(reading, bitrate=None, cover=None)
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
            say(f"  {omission.described}")


def _list_chapters(file: str, reading: JobOptions, *, json: bool) -> None:
    policies = reading.request(["wav"]).policies
    document = load_document(file, reading.input_format, policies, reading.load_settings())
    chapters = chapter_previews(document, reading.chapters)
    if json:
        say_json([asdict(chapter) for chapter in chapters])
        return
    if not chapters:
        complain("the text has no headings that make chapters; it is read as a whole.")
    for chapter in chapters:
        indent = "  " * (chapter.level - 1)
        say(f"{chapter.number:>5}  {indent}{chapter.title} ({chapter.characters} characters)")


def _lines(chunk: ChunkPreview) -> Iterator[str]:
    marks = "#" * chunk.heading + " " if chunk.heading else ""
    speaker = f"[{chunk.speaker}] " if chunk.speaker else ""
    yield f"{chunk.number:>5}  {marks}{speaker}{without_phonemes(chunk.spoken)}"
    if chunk.written and chunk.written != without_phonemes(chunk.spoken):
        yield f"       written: {chunk.written}"
