"""The commands for a worker's host: start a worker, ask whether it lives."""

import json as json_module
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from producer.cli import options
from producer.cli.console import Json, say, say_json
from voicefarm.broker.celery_app import broker_url
from voicefarm.errors import BadInput, WorkerDied
from voicefarm.process import own_program, worker_environment
from voicefarm.settings import load_settings
from voicefarm.wording.paths import read_named_file, shown

MISSED_BEATS = 4


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(worker)
    app.command()(health)


def worker(
    model: options.Model = None,
    slots: Annotated[int | None, typer.Option(help="Chunks in flight; 0 chooses.")] = None,
    threads: Annotated[int | None, typer.Option(help="Cores to use; 0 means all.")] = None,
    verify: options.Verify = None,
    queues: Annotated[str | None, typer.Option(help="chunks, stitch, or both (default).")] = None,
) -> None:
    """Work for the farm at VOICEFARM_REDIS_URL until SIGTERM."""
    settings = load_settings(
        model=model, slots=slots, threads=threads, verify=verify, queues=queues
    )
    broker_url(settings)
    # The worker is another package, which the producer's side doesn't import: it becomes it.
    command = own_program("worker")
    os.execve(command[0], command, worker_environment(settings))


def health(json: Json = False) -> None:
    """Say whether the worker that writes `health_file` lives; needs neither Redis nor store."""
    settings = load_settings()
    path = settings.health_file
    if path is None:
        raise BadInput("Set VOICEFARM_HEALTH_FILE to the file that the worker writes.")
    if not path.is_file():
        raise WorkerDied(f"No worker has written {shown(path)} yet; it may still load its model.")
    age_s = time.time() - _last_beat(path)
    if age_s > MISSED_BEATS * settings.heartbeat_s:
        raise WorkerDied(f"The worker has been silent for {age_s:.0f} s; restart it.")
    if json:
        say_json({"age_s": round(age_s, 1)})
    else:
        say(f"alive, last heartbeat {age_s:.1f} s ago")


def _last_beat(path: Path) -> float:
    """When the worker last wrote its health file, seconds of `time.time()`. Raises BadInput."""
    try:
        return float(json_module.loads(read_named_file(path, f"Health file {shown(path)}"))["time"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput(f"{shown(path)} is not a worker's health file; check its path.") from error
