"""Commands for the weights of models and recognizers: `models list|pull|prepare|check`.

Thin: each parses, calls one function, prints. Progress goes to stderr.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

from voicefarm.console import Json, command_group, say, say_json, say_table
from voicefarm.errors import EngineUnavailable, UnknownName
from voicefarm.models import Model
from voicefarm.recognizers.recognizer import Recognizer
from voicefarm.settings import load_settings
from worker.cli.audition import check_by_listening
from worker.cli.quantizing import quantize_onnx
from worker.engines import EngineWithFiles, PreparedEngine, engine_class
from worker.model_files.problem import MissingLibrary, Problem, in_sentences
from worker.model_files.recognizer_files import check_recognizer, files_of
from worker.model_files.source import Source
from worker.process.cores import cores

MB = 1_000_000
SLOTS = 8
"""Slots for which `list` and `check` show the memory if none are given."""

models_app = command_group("List, fetch, prepare and check models.", invoke_without_command=True)

models_app.command("quantize-onnx")(quantize_onnx)

_Name = Annotated[
    str, typer.Argument(metavar="MODEL", help="A model or recognizer, as `models list` names it.")
]
_Slots = Annotated[int, typer.Option(min=1, max=256, help="Chunks in work at once in one worker.")]


@models_app.callback()
def list_without_a_command(
    context: typer.Context, slots: _Slots = SLOTS, json: Json = False
) -> None:
    """List, fetch, prepare and check models. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_models(slots, json)


@models_app.command("pull")
def pull_model(name: _Name, json: Json = False) -> None:
    """Fetch a model's files, except those that are already on this machine."""
    from worker.model_files.fetching import pull

    weights = _weights(name)
    with _bars() as progress:
        files = pull(weights.files, name, progress=progress)
    if json:
        say_json({"model": name, "files": files})
    else:
        lines = [f"{what}: {path}" for what, path in files.items()]
        say("\n".join(lines or [f"{name} has no files to fetch."]))


@models_app.command("prepare")
def prepare_model(name: _Name, json: Json = False) -> None:
    """Do now what a worker would do at its first start with a model: choose and prepare."""
    model = load_settings().catalogue()[name]
    engine = engine_class(model.engine)
    done = engine.prepare(model, threads=cores()) if issubclass(engine, PreparedEngine) else {}
    if json:
        say_json({"model": name, **done})
    else:
        lines = [f"{what}: {value}" for what, value in done.items()]
        say("\n".join(lines or [f"{name} has nothing to prepare; a worker can start at once."]))


@models_app.command("check")
def check_model(
    name: _Name,
    slots: _Slots = SLOTS,
    listen: Annotated[
        bool, typer.Option("--listen", help="Have it speak, and say what passed and what failed.")
    ] = False,
    language: Annotated[
        list[str], typer.Option(help="With --listen: only this language. Repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    voice: Annotated[str | None, typer.Option(help="With --listen: the voice that speaks.")] = None,
    json: Json = False,
) -> None:
    """Check a model's libraries and files before a worker starts, or how it speaks."""
    if listen:
        check_by_listening(name, language, voice, json=json)
    else:
        _check_files(name, slots, json=json)


def _check_files(name: str, slots: int, *, json: bool) -> None:
    weights = _weights(name)
    problems = in_sentences(weights.check(slots))
    fits = not any(problem.fatal for problem in problems)
    findings = [{"text": problem.text, "fatal": problem.fatal} for problem in problems]
    lines = [f"{'error' if problem.fatal else 'note'}: {problem.text}" for problem in problems]
    verdict = f"{name} {'is ready' if fits else f'cannot {weights.purpose} yet'}."
    if json:
        say_json({"model": name, "fits": fits, "findings": findings})
    else:
        say("\n".join([*lines, verdict]))
    if not fits:
        raise typer.Exit(EngineUnavailable.exit_code)


@models_app.command("list")
def list_models(slots: _Slots = SLOTS, json: Json = False) -> None:
    """List the models with their licences and the memory that they need."""
    settings = load_settings()
    rows = [_row(model, slots) for model in settings.catalogue().values()]
    rows += [_recognizer_row(recognizer) for recognizer in settings.recognizers().values()]
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
        say("\n`voicefarm models check NAME` says what one lacks; `pull` fetches its files.")


@dataclass(frozen=True, slots=True)
class _Weights:
    """The files of a model or of a recognizer."""

    files: Mapping[str, Source]
    check: Callable[[int], list[Problem]]
    """What doesn't fit, for a number of slots."""
    purpose: str = "speak"


def _weights(name: str) -> _Weights:
    """Those of the model or recognizer called `name`.

    A model without files of its own has none to fetch. Raises UnknownName, BadSetting,
    EngineUnavailable.
    """
    settings = load_settings()
    models, recognizers = settings.catalogue(), settings.recognizers()
    if name not in models and name in recognizers:
        recognizer = recognizers[name]
        return _Weights(files_of(recognizer), lambda _: check_recognizer(recognizer), "listen")
    if name not in models:
        raise UnknownName.of("Model", name, [*models, *recognizers])
    model = models[name]
    engine = engine_class(model.engine)
    if not issubclass(engine, EngineWithFiles):
        if model.environment and not model.installed:
            raise EngineUnavailable(
                f"Model '{name}' needs an engine that is not installed; run: "
                f"voicefarm engines install {model.environment}."
            )
        missing = [module for module in model.modules if find_spec(module) is None]
        return _Weights({}, lambda _: [MissingLibrary(one, extra=model.engine) for one in missing])
    return _Weights(engine.files(model), lambda slots: engine.check(model, slots=slots))


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


def _recognizer_row(recognizer: Recognizer) -> dict[str, Any]:
    """One recognizer as `list` shows it. It speaks in no voice."""
    return {
        "model": recognizer.name,
        "engine": "recognizer",
        "installed": recognizer.installed,
        "missing": None,
        "memory_mb": recognizer.memory_mb,
        "licence": recognizer.licence,
        "description": f"recognizer, {recognizer.description}",
        "voices": [],
        "languages": list(recognizer.fit),
    }


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
