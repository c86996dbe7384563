"""Commands for weights and voices: `models pull|check|list` and `voices add`.

Thin: each parses, calls one function, prints. With --json one JSON document goes to stdout, and
progress to stderr. The command `voicefarm` starts them, see worker/__main__.py.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn
from rich.table import Table

from voicefarm.artifacts.keys import enrolled_key
from voicefarm.errors import BadInput, EngineUnavailable
from voicefarm.models import Model
from voicefarm.settings import load_settings
from worker.engines import EngineWithFiles, engine_class

MB = 1_000_000
WIDTH = 200
"""Columns of a table that goes into a file or a pipe."""
SLOTS = 8
"""Slots for which `list` and `check` name the memory when none are given."""

models_app = typer.Typer(name="models", help="Fetch, check and list models.", no_args_is_help=True)
voices_app = typer.Typer(name="voices", help="Make voices of your own.", no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="MODEL", help="A model, as `models list` names it.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
_Slots = Annotated[int, typer.Option(min=1, max=256, help="Chunks in flight in one worker.")]


@models_app.command("pull")
def pull_model(name: _Name, as_json: _Json = False) -> None:
    """Fetch a model's files from the hub; what is here already is not fetched again."""
    from worker.model_files.fetching import pull

    model, engine = _model_with_files(name)
    with _bars() as progress:
        files = pull(engine.files(model), model.name, progress=progress)
    _tell(as_json, {"model": name, "files": files}, (f"{what}: {at}" for what, at in files.items()))


@models_app.command("check")
def check_model(name: _Name, slots: _Slots = SLOTS, as_json: _Json = False) -> None:
    """Say what of a model's files doesn't fit, before a worker starts."""
    model, engine = _model_with_files(name)
    problems = engine.check(model, slots=slots)
    fits = not any(problem.fatal for problem in problems)
    findings = [{"text": problem.text, "fatal": problem.fatal} for problem in problems]
    lines = [f"{'error' if problem.fatal else 'note'}: {problem.text}" for problem in problems]
    verdict = f"{name} {'is ready' if fits else 'can not speak yet'}."
    _tell(as_json, {"model": name, "fits": fits, "findings": findings}, [*lines, verdict])
    if not fits:
        raise typer.Exit(EngineUnavailable.exit_code)


@models_app.command("list")
def list_models(slots: _Slots = SLOTS, as_json: _Json = False) -> None:
    """List the models with their voices, licences, and the memory that they need."""
    catalogue = load_settings().catalogue()
    rows = [_row(catalogue[name], slots) for name in catalogue]
    if as_json:
        _tell(True, rows, ())
        return
    head = ("MODEL", "HERE", f"MEMORY, {slots} SLOTS", "LICENCE", "DESCRIPTION")
    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    table.columns[0].no_wrap = True
    for row in rows:
        memory = "?" if row["memory_mb"] is None else f"{row['memory_mb']:,} MB"
        here = "yes" if row["here"] else "no"
        table.add_row(row["model"], here, memory, row["licence"], row["description"])
    Console(width=None if sys.stdout.isatty() else WIDTH).print(table)


@voices_app.command("add")
def add_voice(
    name: Annotated[str, typer.Argument(help="How the voice will be called.")],
    audio: Annotated[Path, typer.Option(help="3 to 15 seconds of one person speaking.")],
    text: Annotated[str, typer.Option(help="Exactly what the recording says.")],
    description: Annotated[str, typer.Option(help="For people.")] = "",
    codec: Annotated[
        str, typer.Option(help="The kind of codec whose models shall speak in it.")
    ] = "neucodec",
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite a voice.")] = False,
    as_json: _Json = False,
) -> None:
    """Make a voice of a recording, for models that imitate a reference; it goes to the store."""
    from worker.engines.speechlm.codecs.enrolment import check_name, enrol, enrolment_for

    enrolment = enrolment_for(codec)
    store = load_settings().open_store()
    store.check()
    key = enrolled_key(codec, check_name(name))
    if store.size(key) is not None and not replace:
        raise BadInput(f"Voice '{name}' is enrolled already; add --replace or name it anew.")
    voice = enrol(audio, text, enrolment, description=description)
    store.put(key, voice.to_json(), "application/json")
    _tell(
        as_json,
        {"voice": name, "place": store.locate(key), "codes": len(voice.codes)},
        [f"Voice '{name}' has {len(voice.codes)} codes: {store.locate(key)}"],
    )


def _model_with_files(name: str) -> tuple[Model, type[EngineWithFiles]]:
    """The model called `name` and its engine. Raises BadInput when it has no files of its own."""
    model = load_settings().catalogue()[name]
    engine = engine_class(model.engine)
    if not issubclass(engine, EngineWithFiles):
        raise BadInput(f"Model '{name}' has no weights to fetch or check; it speaks as installed.")
    return model, engine


def _row(model: Model, slots: int) -> dict[str, Any]:
    """One model as `list` shows it; what isn't known without its files is None."""
    row = {
        "model": model.name,
        "engine": model.engine,
        "here": True,
        "memory_mb": None,
        "licence": model.licence,
        "description": model.description,
        "voices": list(model.voices),
    }
    return row | _file_facts(model, slots)


def _file_facts(model: Model, slots: int) -> dict[str, Any]:
    from worker.model_files.local import resolve

    try:
        engine = engine_class(model.engine)
        if not issubclass(engine, EngineWithFiles):
            return {}
        for source in engine.files(model).values():
            resolve(source, model.name)
        return {"memory_mb": engine.memory(model, slots=slots) // MB}
    except EngineUnavailable:
        return {"here": False}


@contextmanager
def _bars() -> "Iterator[_Bars]":
    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        yield _Bars(shown)


class _Bars:
    """A Progress of the hub's, drawn by rich: one bar a file."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._tasks: dict[str, Any] = {}

    def __call__(self, file: str, done: int, total: int) -> None:
        if file not in self._tasks:
            self._tasks[file] = self._shown.add_task(file, total=total or None)
        self._shown.update(self._tasks[file], completed=done)


def _tell(as_json: bool, document: Any, lines: Iterable[str]) -> None:
    text = json.dumps(document, ensure_ascii=False, default=str) if as_json else "\n".join(lines)
    typer.echo(text)
