"""How the command line spells the fields of a request."""

from collections.abc import Collection, Sequence

import typer

from voicefarm.console import as_flag

_OTHERWISE = {("share", "job_class"): "--class", ("chunk",): "CHUNK", ("folder",): "--out"}
"""Options that don't have their field's name, and arguments."""


def options_of(app: typer.Typer, command: str) -> Collection[str]:
    """The options of one command; none where there is no such command."""
    known = getattr(typer.main.get_command(app), "commands", {}).get(command)
    return {option for one in getattr(known, "params", ()) for option in one.opts}


def flag_of(path: Sequence[str], known: Collection[str] = ()) -> str:
    """The option in which a field is given, and the part of it that is meant: `--pause clause`.

    Forms are named by suffixes where the command, whose options are `known`, has no other way.
    """
    match tuple(path):
        case ("speakers", name, "level_db"):
            return f"--speaker {name} level"
        case ("speakers", name, "pauses", boundary):
            return f"--speaker {name} {boundary}"
        case ("speakers", *rest):
            return " ".join(["--speaker", *rest])
        case ("pauses", *boundary):
            return " ".join(["--pause", *boundary])
        case ("chapter_outputs", *_):
            return "--chapter-format" if "--chapter-format" in known else "-o"
        case ("outputs", *_):
            return "--format" if "--format" in known else "-o"
        case (("from_part" | "to_part") as field,):
            return f"--{field.removesuffix('_part')}"
        case whole if whole in _OTHERWISE:
            return _OTHERWISE[whole]
        case ("share", name, *_):
            return as_flag([name])
        case _:
            return as_flag(path)
