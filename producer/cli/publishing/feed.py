"""`voicefarm feed`: a podcast of finished jobs."""

from pathlib import Path
from typing import Annotated

import typer

from producer.publishing.feed import Podcast, write_feed
from voicefarm.console import Json, say, say_json
from voicefarm.settings import load_settings


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(feed)


def feed(
    jobs: Annotated[list[str], typer.Argument(metavar="JOB…", help="Job ids.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="A folder for the feed and its files.")],
    base_url: Annotated[
        str, typer.Option("--base-url", help="The address that the folder will have on the web.")
    ],
    title: Annotated[str, typer.Option(help="The title of the podcast.")],
    description: Annotated[str, typer.Option(help="What it is about.")] = "",
    author: Annotated[str, typer.Option(help="Who makes it.")] = "",
    json: Json = False,
) -> None:
    """Write a podcast of finished jobs: RSS with their sound, chapters and transcripts."""
    store = load_settings().open_store()
    channel = Podcast(title, base_url, description, author)
    written = write_feed(store, jobs, channel, out)
    if json:
        say_json({"feed": str(written[0]), "files": [str(path) for path in written]})
    else:
        say(str(written[0]))
