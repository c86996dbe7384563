"""The commands that show what can speak: models and voices.

Weights and recordings are the worker's matter, so their commands are passed on to it.
"""

import os

import typer

from producer.cli import options
from producer.cli.console import Json, say_json, say_table
from producer.jobs.model_choice import candidates
from voicefarm.artifacts.voices import with_all_voices
from voicefarm.process import child_environment, own_program
from voicefarm.settings import load_settings

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

models = typer.Typer(help="List, fetch and check models.", invoke_without_command=True)
voices = typer.Typer(help="List voices, and make voices of your own.", invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(models, name="models")
    app.add_typer(voices, name="voices")


@models.callback()
def list_when_nothing_is_asked(context: typer.Context, json: Json = False) -> None:
    """List the models; `models pull` and `models check` see to their files."""
    if context.invoked_subcommand is None:
        _pass_on("models", "list", *(["--json"] if json else []))


@models.command("list", context_settings=PASSED_ON)
def list_models(context: typer.Context) -> None:
    """List the models with their licences and the memory that they need."""
    _pass_on("models", "list", *context.args)


@models.command("pull", context_settings=PASSED_ON)
def pull(context: typer.Context) -> None:
    """Fetch a model's files from the hub."""
    _pass_on("models", "pull", *context.args)


@models.command("check", context_settings=PASSED_ON)
def check(context: typer.Context) -> None:
    """Say what of a model's files doesn't fit, before a worker starts."""
    _pass_on("models", "check", *context.args)


@voices.command("add", context_settings=PASSED_ON)
def add(context: typer.Context) -> None:
    """Make a voice of a recording, for models that imitate a reference."""
    _pass_on("voices", "add", *context.args)


@voices.callback()
def list_voices(context: typer.Context, model: options.Model = None, json: Json = False) -> None:
    """List the voices of a model, its own and the enrolled ones; `voices add` makes one."""
    if context.invoked_subcommand is not None:
        return
    settings = load_settings(model=model)
    chosen = with_all_voices(settings.catalogue()[candidates(settings)[0]], settings.open_store())
    if json:
        say_json({name: voice.model_dump(mode="json") for name, voice in chosen.voices.items()})
        return
    say_table(
        ("VOICE", "LANGUAGES", "DEFAULT FOR", "DESCRIPTION"),
        (
            (
                name,
                ",".join(voice.languages),
                ",".join(code for code, it in chosen.default_voices.items() if it == name),
                voice.description,
            )
            for name, voice in chosen.voices.items()
        ),
    )


def _pass_on(*arguments: str) -> None:
    command = own_program("worker", *arguments)
    os.execve(command[0], command, child_environment())
