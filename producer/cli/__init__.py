"""The command `voicefarm`. Each subcommand parses, calls one function, and prints."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from producer.cli import health, jobs, listen, narrate, preview, resume, watch, worker
from producer.cli.batches import batch, intake, plan
from producer.cli.chunks import listing
from producer.cli.chunks import remake as chunk_remake
from producer.cli.flags import flag_of
from producer.cli.operation import cleaning, doctor, keys, mcp, serve
from producer.cli.publishing import feed, script
from voicefarm.console import command_group, run_command_line, say

app = command_group(
    "Long text in, one finished audio file out, made by as many workers as there are.",
    name="voicefarm",
    no_args_is_help=True,
)
narrate.add_to(app)
preview.add_to(app)
batch.add_to(app)
plan.add_to(app)
intake.add_to(app)
listen.add_to(app)
jobs.add_to(app)
listing.add_to(app)
chunk_remake.add_to(app)
resume.add_to(app)
cleaning.add_to(app)
feed.add_to(app)
script.add_to(app)
watch.add_to(app)
health.add_to(app)
doctor.add_to(app)
serve.add_to(app)
keys.add_to(app)
mcp.add_to(app)
worker.add_to(app)


def _say_version(wanted: bool) -> None:
    if wanted:
        say(f"voicefarm {version('voicefarm')}")
        raise typer.Exit


@app.callback()
def options_of_all(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Long text in, one finished audio file out, made by as many workers as there are."""


def main() -> None:
    """Run the command line. Errors are one sentence on stderr and the code of docs/cli.md."""
    sys.exit(run_command_line(app, flag_of))
