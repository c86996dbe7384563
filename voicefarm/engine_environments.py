"""Where engines that have a Python of their own keep it, and whether it is complete."""

import os
from pathlib import Path

VARIABLE = "VOICEFARM_ENGINES_DIR"
"""Another folder for the environments. Not a setting: a model's file is read without any."""
COMPLETE = "voicefarm-complete"
"""Lies in an environment in which everything was installed."""


def environment_folder(name: str) -> Path:
    """The folder of the environment called `name`."""
    if own := os.environ.get(VARIABLE):
        return Path(own).expanduser() / name
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "voicefarm" / "engines" / name


def is_complete(name: str) -> bool:
    """Whether the environment called `name` has all that its engine needs."""
    return (environment_folder(name) / COMPLETE).is_file()
