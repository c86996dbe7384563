"""`voicefarm remake`: one chunk made anew, and the programme follows."""

from pathlib import Path
from typing import Annotated

import typer

from producer.cli.narrate import make_and_save
from producer.cli.results import Outs, output_paths
from producer.farm import open_farm
from producer.jobs.input_file import read_input_file
from producer.jobs.remakes.remake import RemakeRequest, remade_job
from producer.jobs.submission import submit_job
from voicefarm.console import Json, say, say_json
from voicefarm.settings import load_settings
from voicefarm.wording.validation import validated


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(remake)


def remake(
    job: Annotated[str, typer.Argument(metavar="JOB", help="A job id.")],
    number: Annotated[
        int, typer.Argument(metavar="CHUNK", help="The chunk's number, as `chunks` lists it.")
    ],
    text: Annotated[
        str | None,
        typer.Option(help="What the chunk is to say instead; without it, another reading."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="A seed of your choice.")] = None,
    dictionary: Annotated[
        Path | None, typer.Option(help="A TOML file of words and how they are spoken.")
    ] = None,
    out: Outs = [],  # noqa: B006 - typer copies it
    json: Json = False,
) -> None:
    """Make one chunk of a job anew; all its other takes are kept.

    The result is a job of its own, whose id is printed; the old programme stays. With -o the
    command waits, and saves the new programme.
    """
    settings = load_settings()
    words = read_input_file(dictionary, "dictionary") if dictionary else None
    wish = validated(RemakeRequest, {"text": text, "seed": seed, "dictionary": words})
    made = remade_job(settings, settings.open_store(), job, number, wish)
    if out:
        make_and_save(settings, made.prepared, output_paths(out, ""), json=json)
        return
    submit_job(open_farm(settings), made.prepared)
    name = made.prepared.manifest.job
    if json:
        say_json({"job": name, "from": job, "chunk": number})
    else:
        say(name)
