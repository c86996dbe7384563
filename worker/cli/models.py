"""Commands for weights: `models list|pull|check`.

Thin: each parses, calls one function, prints. Progress goes to stderr.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

from voicefarm.console import Json, command_group, say, say_json, say_table
from voicefarm.errors import BadInput, EngineUnavailable
from voicefarm.models import Model
from voicefarm.settings import load_settings
from worker.engines import EngineWithFiles, engine_class
from worker.model_files.problem import in_sentences

MB = 1_000_000
SLOTS = 8
"""Slots for which `list` and `check` show the memory if none are given."""

models_app = command_group("List, fetch and check models.", invoke_without_command=True)

_Name = Annotated[str, typer.Argument(metavar="MODEL", help="A model, as `models list` names it.")]
_Slots = Annotated[int, typer.Option(min=1, max=256, help="Chunks in work at once in one worker.")]


@models_app.callback()
def list_without_a_command(
    context: typer.Context, slots: _Slots = SLOTS, json: Json = False
) -> None:
    """List, fetch and check models. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_models(slots, json)


@models_app.command("pull")
def pull_model(name: _Name, json: Json = False) -> None:
    """Fetch a model's files, except those that are already on this machine."""
    from worker.model_files.fetching import pull

    model, engine = _model_with_files(name)
    with _bars() as progress:
        files = pull(engine.files(model), model.name, progress=progress)
    if json:
        say_json({"model": name, "files": files})
    else:
        say("\n".join(f"{what}: {path}" for what, path in files.items()))


@models_app.command("check")
def check_model(name: _Name, slots: _Slots = SLOTS, json: Json = False) -> None:
    """Check a model's libraries and files before a worker starts."""
    model, engine = _model_with_files(name)
    problems = in_sentences(engine.check(model, slots=slots))
    fits = not any(problem.fatal for problem in problems)
    findings = [{"text": problem.text, "fatal": problem.fatal} for problem in problems]
    lines = [f"{'error' if problem.fatal else 'note'}: {problem.text}" for problem in problems]
    verdict = f"{name} {'is ready' if fits else 'cannot speak yet'}."
    if json:
        say_json({"model": name, "fits": fits, "findings": findings})
    else:
        say("\n".join([*lines, verdict]))
    if not fits:
        raise typer.Exit(EngineUnavailable.exit_code)


@models_app.command("list")
def list_models(slots: _Slots = SLOTS, json: Json = False) -> None:
    """List the models with their licences and the memory that they need."""
    catalogue = load_settings().catalogue()
    rows = [_row(catalogue[name], slots) for name in catalogue]
    if json:
        say_json(rows)
        return
    say_table(
        ("MODEL", "INSTALLED", f"MEMORY, {slots} SLOTS", "DESCRIPTION"),
        (
            (
                row["model"],
                "yes" if row["installed"] else "no",
                "?" if row["memory_mb"] is None else f"{row['memory_mb']:,} MB",
                f"{row['description']}. Licence: {row['licence']}",
            )
            for row in rows
        ),
    )
    if not all(row["installed"] for row in rows):
        say("\n`voicefarm models check MODEL` says what a model lacks; `pull` fetches its files.")


def _model_with_files(name: str) -> tuple[Model, type[EngineWithFiles]]:
    """The model called `name` and its engine. Raises BadInput when it has no files of its own."""
    model = load_settings().catalogue()[name]
    engine = engine_class(model.engine)
    if not issubclass(engine, EngineWithFiles):
        raise BadInput(f"Model '{name}' has no weights to fetch or check; it speaks as installed.")
    return model, engine


def _row(model: Model, slots: int) -> dict[str, Any]:
    """One model as `list` shows it; what can't be known without its files is None."""
    row = {
        "model": model.name,
        "engine": model.engine,
        "installed": model.installed,
        "missing": None,
        "memory_mb": None,
        "licence": model.licence,
        "description": model.description,
        "voices": list(model.voices),
        "languages": list(model.languages),
    }
    return row | _file_info(model, slots)


def _file_info(model: Model, slots: int) -> dict[str, Any]:
    from worker.model_files.local import resolve

    try:
        engine = engine_class(model.engine)
        if not issubclass(engine, EngineWithFiles):
            return {}
        for key, source in engine.files(model).items():
            if not key.startswith("voices."):  # it speaks without some of them
                resolve(source, model.name)
        return {"memory_mb": engine.memory(model, slots=slots) // MB}
    except EngineUnavailable as error:
        return {"installed": False, "missing": str(error)}


@contextmanager
def _bars() -> "Iterator[_Bars]":
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as shown:
        yield _Bars(shown)


class _Bars:
    """A Progress that rich draws: one bar a file or package."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, Any] = {}

    def __call__(self, file: str, done: int, total: int) -> None:
        if file not in self._tasks:
            self._tasks[file] = self._shown.add_task(file, total=total or None)
        self._shown.update(self._tasks[file], completed=done, total=total or None)
