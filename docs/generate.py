"""Writes the references that are taken from the code: `python docs/generate.py`.

A test runs it and compares, so that none of the pages can lag behind.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import structure
import typer
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from producer.cli import app
from producer.jobs.request import JobRequest, SoundRequest
from voicefarm import errors
from voicefarm.settings import PREFIX, Settings

DOCS = Path(__file__).parent


def configuration() -> str:
    """The settings, with their meaning and default."""
    lines = [
        "# Configuration",
        "",
        "From the environment, else from `voicefarm.toml` in the current folder, else the default.",
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


def command_line() -> str:
    """The commands as `--help` tells them, and the exit codes."""
    group = typer.main.get_command(app)
    lines = ["# Command line", "", "Every command but `worker` has `--json`.", ""]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        usage = _usage(command)
        lines += [
            f"## voicefarm {name}",
            "",
            "```",
            f"voicefarm {name} {usage}".rstrip(),
            "```",
            "",
        ]
        lines += [" ".join((command.help or "").split("\n\n")[0].split()), ""]
        lines += _options(command)
    lines += ["## Exit codes", "", "| code | when |", "|---|---|", "| 0 | done |"]
    lines += [f"| {code} | {meaning} |" for code, meaning in sorted(_exit_codes().items())]
    return "\n".join([*lines, "| 130 | Ctrl-C |", ""])


def python() -> str:
    """The page about Python, with the fields of a request and the errors put in."""
    text = (DOCS / "python.md").read_text("utf-8")
    for part, rows in (("fields", _fields()), ("errors", _errors())):
        begin, end = f"<!-- {part}: written by docs/generate.py -->\n", "<!-- end -->"
        head, _, behind = text.partition(begin)
        text = (
            f"{head}{begin}" + "".join(f"{row}\n" for row in rows) + end + behind.partition(end)[2]
        )
    return text


def _fields() -> Iterator[str]:
    yield from ("| field | default | meaning |", "|---|---|---|")
    sound = SoundRequest.model_fields
    for name, field in sorted(JobRequest.model_fields.items(), key=lambda item: item[0] in sound):
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


def _exit_codes() -> dict[int, str]:
    meanings: dict[int, str] = {}
    for error in vars(errors).values():
        if _is_error(error):
            code = error.exit_code
            meanings.setdefault(code, " ".join((error.__doc__ or "").split()))
    return meanings


def _is_error(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, errors.VoicefarmError)


def main() -> None:
    """Write the files."""
    (DOCS / "configuration.md").write_text(configuration(), "utf-8")
    (DOCS / "cli.md").write_text(command_line(), "utf-8")
    (DOCS / "python.md").write_text(python(), "utf-8")
    (DOCS / "structure.md").write_text(structure.page(), "utf-8")


if __name__ == "__main__":
    main()
