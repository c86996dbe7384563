"""Commands for isolated engines: `engines list|install|remove`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicefarm.console import Json, command_group, say, say_json, say_table
from worker.engines.isolated import environments

engines_app = command_group(
    "Install engines that have a Python of their own.", invoke_without_command=True
)

_Name = Annotated[str, typer.Argument(metavar="ENGINE", help="As `engines list` names it.")]


@engines_app.callback()
def list_without_a_command(context: typer.Context, json: Json = False) -> None:
    """Install engines that have a Python of their own. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_engines(json)


@engines_app.command("list")
def list_engines(json: Json = False) -> None:
    """List the engines, and where their Pythons are."""
    rows = [
        {"engine": one.name, "installed": one.installed, "folder": str(one.folder)}
        for one in environments.environments()
    ]
    if json:
        say_json(rows)
    else:
        say_table(
            ("ENGINE", "INSTALLED", "FOLDER"),
            ((row["engine"], "yes" if row["installed"] else "no", row["folder"]) for row in rows),
        )


@engines_app.command("install")
def install_engine(
    name: _Name,
    python: Annotated[
        Path | None, typer.Option(help="The Python to begin with; this one without it.")
    ] = None,
) -> None:
    """Make an engine's Python and install its libraries by pip."""
    made = environments.install(name, python or Path(sys.executable))
    say(f"{name} is installed in {made.folder}.")


@engines_app.command("remove")
def remove_engine(name: _Name) -> None:
    """Take an engine's Python away."""
    gone = environments.remove(name)
    say(f"{name} is removed." if gone else f"{name} was not installed.")
