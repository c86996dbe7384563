"""How the command line spells the fields of a request."""

from collections.abc import Collection, Sequence

import typer

from voicefarm.console import as_flag

_OTHERWISE = {("share", "job_class"): "--class", ("chunk",): "CHUNK"}
"""Options that don't have their field's name, and arguments."""


_ONE_OF = {
    "outputs": ("--format", "-o"),
    "chapter_outputs": ("--chapter-format", "-o"),
    "folder": ("--folder", "--out"),
}
"""The option of a field, and what takes its place in commands without it."""


def options_of(app: typer.Typer, command: str) -> Collection[str]:
    """The options of one command; none where there is no such command."""
    known = getattr(typer.main.get_command(app), "commands", {}).get(command)
    return {option for one in getattr(known, "params", ()) for option in one.opts}


def flag_of(path: Sequence[str], known: Collection[str] = ()) -> str:
    """The option in which a field is given, and the part of it that is meant: `--pause clause`.

    `known` are the options of the command.
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
        case (("outputs" | "chapter_outputs" | "folder") as field, *_):
            first, otherwise = _ONE_OF[field]
            return first if first in known else otherwise
        case (("from_part" | "to_part") as field,):
            return f"--{field.removesuffix('_part')}"
        case whole if whole in _OTHERWISE:
            return _OTHERWISE[whole]
        case ("share", name, *_):
            return as_flag([name])
        case _:
            return as_flag(path)
