"""`voicefarm health`: whether the worker on this host lives."""

import json as json_module
import time
from pathlib import Path

import typer

from voicefarm.console import Json, say, say_json
from voicefarm.errors import BadInput, WorkerDied
from voicefarm.monitoring import MISSED_BEATS
from voicefarm.settings import load_settings
from voicefarm.wording.paths import read_named_file, shown


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(health)


def health(json: Json = False) -> None:
    """Say whether the worker on this host lives, from the setting `health_file` alone."""
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
