"""What both command lines share: how they print, and how an error ends them."""

import itertools
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Annotated, Any, TextIO

import typer
from pydantic import ValidationError
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.wording.paths import FULL, sentence_of
from voicefarm.wording.validation import what_fits

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
EXIT_CODES: Mapping[int, str] = {
    0: "The command did what it was asked to do.",
    1: "Another error, such as a missing object in the store. The message says what to do.",
    2: "The input, an option or a setting is wrong, or a library or a model file is missing.",
    3: "Redis or the store can't be reached, or no worker serves the model.",
    4: "The job failed. The message names the chunk and the cause.",
    5: "The job was cancelled.",
    6: "The worker process has ended or is silent.",
    7: "The result is in the store, but can't be written to its file.",
    8: "Some items of the batch have no programme. `batch-report.csv` says which, and why.",
    INTERRUPTED: "Ctrl-C.",
}
"""What each exit code means, for users."""
PIPE_WIDTH = 10_000
"""Columns of a table that goes into a file or a pipe: more than any row has."""
LEAST_COLUMN = 10
"""Letters of a cell that stand on a line, however narrow the terminal is: a date."""
GAP = 2
"""Spaces between the columns of a table."""

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class _CommandGroup(TyperGroup):
    """Commands that take no empty argument where one has a meaning of its own.

    A script's variable without a value makes one, and no value may mean another voice or folder.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, and its arguments. Raises BadInput."""
        name, command, rest = super().resolve_command(ctx, args)
        if not isinstance(command, TyperGroup):
            _refuse_empty(rest, getattr(command, "params", ()))
        return name, command, rest


class LossyStream:
    """A stream that loses what can't be written: the log costs no work.

    Its disk may be full, and the collector that reads it may be gone.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write what can be written; always all of `text`, as far as the writer learns."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Bring it out, if it can be."""
        with suppress(OSError, ValueError):
            self._stream.flush()


def _refuse_empty(arguments: Sequence[str], known: Iterable[Any]) -> None:
    """Raise BadInput for an empty argument, unless the default of its option is empty too."""
    options = {flag: one for one in known for flag in one.opts if flag.startswith("-")}
    for before, argument in itertools.pairwise(["", *arguments]):
        flag, _, value = argument.partition("=")
        if argument and (value or f"{flag}=" != argument or flag not in options):
            continue
        option = options.get(flag or before)
        if option is None or option.is_flag:
            raise BadInput("An argument is empty; give one, or leave it out.")
        if option.default != "":
            raise BadInput(f"{flag or before}: the value is empty; give one, or leave it out.")


def command_group(help: str, **options: Any) -> typer.Typer:
    """A Typer whose help and errors are plain text."""
    return typer.Typer(
        cls=_CommandGroup,
        help=help,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        **options,
    )


def as_flag(path: Sequence[str]) -> str:
    """The option that has a field's name: `--true-peak` for `true_peak`."""
    return "--" + path[0].replace("_", "-")


def spelled(error: VoicefarmError, flag_of: Callable[[Sequence[str]], str] = as_flag) -> str:
    """The error's sentence, its field spelled as the user of a command line gives it."""
    if isinstance(error, BadInput) and error.path:
        return f"{flag_of(error.path)}: {error.sentence}"
    return str(error)


def run_command_line(
    app: typer.Typer,
    flag_of: Callable[[Sequence[str]], str] = as_flag,
    *,
    program: str = "voicefarm",
    report: Callable[[str, str], None] | None = None,
    report_error: Callable[[VoicefarmError], None] | None = None,
) -> int:
    """Run `app` with the arguments of this process; the exit code, see EXIT_CODES.

    An error is one sentence on stderr, after the name of the `program`. `report` may write it
    in another way; it takes the sentence and the program. `report_error` takes an error of ours.
    """
    report = report or complain
    if isinstance(sys.stdout, TextIOWrapper):
        # A name of a file, or a title, may have letters that the terminal's encoding lacks.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return app(prog_name="voicefarm", standalone_mode=False) or 0
    except typer.TyperException as error:
        report(_refusal(error), program)
        return error.exit_code
    except VoicefarmError as error:
        if report_error:
            report_error(error)
        else:
            report(spelled(error, flag_of), program)
        return error.exit_code
    except OSError as error:
        if error.filename is None and error.errno not in FULL:
            raise
        report(sentence_of(error), program)
        return BadInput.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED


def _refusal(error: typer.TyperException) -> str:
    """What is wrong with the arguments, in the words that a request over HTTP gets too."""
    if isinstance(error, typer.BadParameter) and isinstance(error.__cause__, ValidationError):
        return f"{_name_of(error.param)}: {what_fits(error.__cause__)}."
    message = " ".join(error.format_message().split())
    return f"{message}{'' if message.endswith(('.', '?')) else '.'} See {as_flag(['help'])}."


def _name_of(parameter: Any) -> str:
    """What the help calls an option or an argument."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def help_without_a_command(context: typer.Context) -> None:
    """Print a group's help where no command of it is named, and end as for a wrong argument."""
    if context.invoked_subcommand is None:
        sys.stderr.write(f"{context.get_help()}\n")
        raise typer.Exit(BadInput.exit_code)


def say(text: str) -> None:
    """One line of result."""
    sys.stdout.write(f"{text}\n")


def say_json(value: Any) -> None:
    """The result as one JSON value, also where the encoding of stdout lacks some letters."""
    is_ascii = (sys.stdout.encoding or "utf-8").lower() != "utf-8"
    say(json.dumps(value, ensure_ascii=is_ascii, indent=2, default=str))


def complain(sentence: str, program: str = "voicefarm") -> None:
    """One line on stderr."""
    sys.stderr.write(f"{program}: {sentence}\n")


def say_table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """A plain table, readable by people and by `awk`.

    The first column is never broken, and the last one wraps at the terminal's width. Into a file
    or a pipe each row is one line.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    cells = [columns, *([str(cell) for cell in row] for row in rows)]
    longest = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for place, name in enumerate(columns):
        least = longest[place] if place == 0 else min(longest[place], LEAST_COLUMN)
        table.add_column(name, overflow="fold", no_wrap=place == 0, min_width=least)
    for row in cells[1:]:
        table.add_row(*row)
    console = plain_console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    # Rather than have words cut to letters, a narrow terminal breaks the rows.
    needed = sum(column.min_width or 0 for column in table.columns) + GAP * (len(longest) - 1)
    console.width = max(console.width, needed)
    console.print(table)


def plain_console(**options: Any) -> Console:
    """A console that shows what users wrote as it is: "[draft]" is not taken for markup."""
    return Console(markup=False, emoji=False, **options)
