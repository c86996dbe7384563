"""`voicefarm chunks`: the chunks of a job, and what is wrong with them."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from producer.jobs.remakes.chunk_list import ChunkOrder, ListedChunk, listed_chunks
from voicefarm.console import Json, say, say_json, say_table
from voicefarm.settings import load_settings
from voicefarm.wording.counting import clock

SHOWN = 60
"""Characters of a chunk's text in the table."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(chunks)


def chunks(
    job: Annotated[str, typer.Argument(metavar="JOB", help="A job id.")],
    suspicious: Annotated[
        bool, typer.Option("--suspicious", help="Only those in which a check found something.")
    ] = False,
    json: Json = False,
) -> None:
    """List the chunks of a job, with what the checks found; `remake` makes one anew."""
    order: ChunkOrder = "suspicion" if suspicious else "text"
    chunks_of_job = listed_chunks(load_settings().open_store(), job, order)
    shown = [chunk for chunk in chunks_of_job if chunk.suspicion or not suspicious]
    if json:
        say_json([_fields(chunk) for chunk in shown])
    elif shown:
        say_table(("CHUNK", "AT", "TEXT", "FOUND"), map(_row, shown))
    else:
        say("No check found anything.")


def _fields(chunk: ListedChunk) -> dict[str, Any]:
    findings = [one.model_dump(mode="json") for one in chunk.findings]
    return {**asdict(chunk), "findings": findings}


def _row(chunk: ListedChunk) -> tuple[object, ...]:
    found = "; ".join(one.says for one in chunk.findings) or chunk.gap or ""
    text = chunk.text if len(chunk.text) <= SHOWN else f"{chunk.text[: SHOWN - 1]}…"
    return (chunk.number, "-" if chunk.start_s is None else clock(chunk.start_s), text, found)
