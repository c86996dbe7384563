"""The commands that are the worker's: this process becomes it, with all that follows their name."""

import os
from typing import Any

import typer
from typer.core import TyperCommand

from voicefarm.process import BEFORE_START, child_environment, own_program

COMMANDS = {
    "worker": "Work for the farm at VOICEFARM_REDIS_URL until SIGTERM.",
    "engines": "Install engines that have a Python of their own.",
    "models": "List, fetch and check models.",
    "voices": "List voices, and make voices of your own.",
    "transcribe": "Write down what is said in a recording.",
    "voice-activity": "Say when somebody speaks in a recording.",
}


class PassedOn(TyperCommand):
    """A command that reads none of its arguments, not even `--help`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep all of them for the worker."""
        ctx.args = args
        return args


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for name, text in COMMANDS.items():
        app.command(name, help=text, cls=PassedOn)(_become_the_worker)


def _become_the_worker(context: typer.Context) -> None:
    # The worker is another package, which the producer's side doesn't import.
    command = own_program("worker", context.info_name or "", *context.args)
    os.execve(command[0], command, {**BEFORE_START, **child_environment()})
