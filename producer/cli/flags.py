"""How the command line spells the fields of a request."""

from collections.abc import Sequence

from voicefarm.console import as_flag

_OTHERWISE = {("share", "job_class"): "--class", ("chunk",): "CHUNK"}
"""Options that don't have their field's name, and arguments."""


def flag_of(path: Sequence[str]) -> str:
    """The option in which a field is given, and the part of it that is meant: `--pause clause`."""
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
            return "-o or --chapter-format"
        case ("outputs", *_):
            return "-o or --format"
        case (("from_part" | "to_part") as field,):
            return f"--{field.removesuffix('_part')}"
        case whole if whole in _OTHERWISE:
            return _OTHERWISE[whole]
        case ("share", name, *_):
            return as_flag([name])
        case _:
            return as_flag(path)
