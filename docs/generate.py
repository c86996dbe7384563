"""Writes the references that are taken from the code: `python docs/generate.py`.

A test runs it and compares, so that none of the pages can lag behind.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import engines
import structure
import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from producer import cli
from producer.cli.worker import PassedOn
from producer.jobs.request import JobRequest, SoundRequest
from voicefarm import errors
from voicefarm.console import EXIT_CODES
from voicefarm.settings import PREFIX, Settings
from worker.cli import app as worker_app

DOCS = Path(__file__).parent


def configuration() -> str:
    """The settings, with their meaning and default."""
    lines = [
        "# Configuration",
        "",
        "The environment comes first, then `voicefarm.toml` in the current folder, then the",
        "default.",
        "An unknown key is an error. [`config/voicefarm.toml`](../config/voicefarm.toml) shows the",
        "file. S3 keys come from boto3's own chain (`AWS_ACCESS_KEY_ID`, profiles, roles).",
        "",
        "| variable | in the file | default | meaning |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        meaning = " ".join((field.description or "").split())
        lines.append(
            f"| `{PREFIX}{name.upper()}` | `{name}` | {_default(name, field)} | {meaning} |"
        )
    return "\n".join(lines) + "\n"


@cache
def command_line() -> str:
    """The commands as `--help` shows them, and the exit codes."""
    lines = ["# Command line", "", "Every command but `worker` and `mcp` has `--json`.", ""]
    lines += ["`voicefarm --version` prints the version.", ""]
    for name, command in _commands():
        lines += [f"## voicefarm {name}", "", "```"]
        lines += [f"voicefarm {name} {_usage(command)}".rstrip(), "```", ""]
        lines += [" ".join(command.help.split("\n\n")[0].split()), "", *_options(command)]
    lines += ["## Exit codes", "", "| code | when |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join([*lines, ""])


def _commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name; those that the producer passes on are the worker's."""
    passed_on = dict(_nested(typer.main.get_command(worker_app)))
    for name, command in _nested(typer.main.get_command(cli.command_line())):
        if isinstance(command, PassedOn):
            family = [own for own in passed_on if own.split()[0] == name]
            yield from ((own, passed_on[own]) for own in family)
        else:
            yield name, command


def _nested(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield before + name, command
        if hasattr(command, "commands"):
            yield from _nested(command, f"{before}{name} ")


def python() -> str:
    """The page about Python, with the fields of a request and the errors put in."""
    text = (DOCS / "python.md").read_text("utf-8")
    sound = SoundRequest.model_fields
    reading = {name: field for name, field in JobRequest.model_fields.items() if name not in sound}
    tables = {"fields": _fields(reading), "sound": _fields(sound), "errors": _errors()}
    for part, rows in tables.items():
        begin, end = f"<!-- {part}: written by docs/generate.py -->\n", "<!-- end -->"
        head, _, behind = text.partition(begin)
        text = (
            f"{head}{begin}" + "".join(f"{row}\n" for row in rows) + end + behind.partition(end)[2]
        )
    return text


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| field | default | meaning |", "|---|---|---|")
    for name, field in fields.items():
        meaning = " ".join((field.description or "").split())
        yield f"| `{name}` | {_shown(field.get_default(call_default_factory=True))} | {meaning} |"


def _shown(default: Any) -> str:
    if default is None or isinstance(default, dict | BaseModel) or default == "":
        return ""
    if isinstance(default, tuple):
        return f"`{', '.join(default)}`"
    return f"`{default}`"


def _errors() -> Iterator[str]:
    yield from ("| error | is a | raised when |", "|---|---|---|")
    for error in vars(errors).values():
        if _is_error(error) and not issubclass(error, errors.EngineError):
            meaning = " ".join((error.__doc__ or "").split("\n\n")[0].split())
            yield f"| `{error.__name__}` | `{error.__bases__[0].__name__}` | {meaning} |"


def _default(name: str, field: Any) -> str:
    if name == "store":
        return "the user's cache folder"
    value = field.default
    if value is None or value is PydanticUndefined:
        return "none"
    return f"`{','.join(value) if isinstance(value, tuple) else value}`"


def _usage(command: Any) -> str:
    return " ".join(
        (parameter.metavar or parameter.name or "").upper()
        for parameter in command.params
        if parameter.param_type_name == "argument"
    )


def _options(command: Any) -> list[str]:
    rows = [
        f"| `{', '.join(parameter.opts)}` | {parameter.help or ''} |"
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.name != "help"
    ]
    return ["| option | meaning |", "|---|---|", *rows, ""] if rows else []


def _is_error(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, errors.VoicefarmError)


def main() -> None:
    """Write the files."""
    (DOCS / "configuration.md").write_text(configuration(), "utf-8")
    (DOCS / "cli.md").write_text(command_line(), "utf-8")
    (DOCS / "python.md").write_text(python(), "utf-8")
    (DOCS / "structure.md").write_text(structure.page(), "utf-8")
    (DOCS / "engines.md").write_text(engines.page(), "utf-8")


if __name__ == "__main__":
    main()
