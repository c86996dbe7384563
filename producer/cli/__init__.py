"""The command `voicefarm`. Each subcommand parses, calls one function, and prints.

- `narrate`, `preview`, `listen`: a text is read aloud, looked at, or compared with its sound
- `submit`, `jobs`, `resume`, `chunks`: jobs on a farm, and single chunks of them
- `batches`: many texts at once
- `publishing`: what finished jobs become
- `operation`, `watch`: how a farm is run and watched
- `worker`: the commands that are the worker's
- `job_options`, `options`, `parsing`: what several commands take, as typed values
- `results`, `console`: where results go, and how progress is shown
- `flags`: fields of a request as options
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from producer.cli.flags import flag_of, options_of
from voicefarm.console import (
    command_group,
    complain,
    help_without_a_command,
    run_command_line,
    say,
)
from voicefarm.program import importing
from voicefarm.wording.paths import temporary_folder_notice

MODULES: Mapping[str, tuple[str, ...]] = {
    "narrate": ("narrate",),
    "preview": ("preview",),
    "batches.batch": ("batch",),
    "batches.plan": ("plan",),
    "batches.intake": ("intake",),
    "listen": ("listen",),
    "submit": ("submit",),
    "jobs": ("status", "wait", "cancel", "fetch", "list"),
    "chunks.listing": ("chunks",),
    "chunks.remake": ("remake",),
    "resume": ("resume",),
    "operation.cleaning": ("rm", "prune", "du"),
    "publishing.feed": ("feed",),
    "publishing.script": ("script",),
    "watch": ("top", "exporter"),
    "operation.health": ("health",),
    "operation.doctor": ("doctor",),
    "operation.serve": ("serve",),
    "operation.keys": ("keys",),
    "operation.mcp": ("mcp",),
    "worker": ("worker", "engines", "models", "voices", "transcribe", "voice-activity"),
}
"""The modules of this package, in the order of the help, and the commands that each one adds.

A command imports its own module alone: all of them together take a second of CPU time.
"""


def command_line(wanted: str = "") -> typer.Typer:
    """The command line with the wanted command, or with all where it is none of them."""
    app = command_group(
        "Long text in, one finished audio file out, made by as many workers as there are.",
        name="voicefarm",
        invoke_without_command=True,
    )
    app.callback()(_options_of_all)
    for module in [name for name, commands in MODULES.items() if wanted in commands] or MODULES:
        import_module(f"{__name__}.{module}").add_to(app)
    return app


def _say_version(wanted: bool) -> None:
    if wanted:
        say(f"voicefarm {version('voicefarm')}")
        raise typer.Exit


def _options_of_all(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Long text in, one finished audio file out, made by as many workers as there are."""
    help_without_a_command(context)


def main() -> None:
    """Run the command line. Errors are one sentence on stderr and the code of docs/cli.md."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    with importing():
        app = command_line(wanted)
    if notice := temporary_folder_notice():
        complain(notice)
    sys.exit(run_command_line(app, lambda path: flag_of(path, options_of(app, wanted))))
