"""The command `voicefarm`. Each subcommand parses, calls one function, and prints."""

import sys

import typer

from producer.cli import catalogue, jobs, narrate, resume, watch, worker
from producer.cli.console import complain
from producer.cli.flags import flag_of
from voicefarm.errors import BadInput, VoicefarmError
from voicefarm.wording.console import spelled
from voicefarm.wording.paths import sentence_of

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

app = typer.Typer(
    name="voicefarm",
    help="Long text in, one finished audio file out, made by as many workers as there are.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
narrate.add_to(app)
jobs.add_to(app)
resume.add_to(app)
watch.add_to(app)
worker.add_to(app)
catalogue.add_to(app)


def main() -> None:
    """Run the command line. Errors are one sentence on stderr and the code of docs/cli.md."""
    try:
        sys.exit(app(standalone_mode=False))
    except typer.TyperException as error:
        # Without a command the help has been shown, and there is nothing to add.
        if told := error.format_message():
            complain(f"{told}{'' if told.endswith(('.', '?')) else '.'} See --help.")
        sys.exit(error.exit_code)
    except VoicefarmError as error:
        complain(spelled(error, flag_of))
        sys.exit(error.exit_code)
    except OSError as error:
        if error.filename is None:
            raise
        complain(sentence_of(error))
        sys.exit(BadInput.exit_code)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
