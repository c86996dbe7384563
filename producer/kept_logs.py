"""Logs of runs that failed, kept where the platform keeps a user's logs.

A private farm's folder is removed with it. Its worker's log is needed when a run has failed.
"""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

PREFIX = "narrate-"
MOST_LOGS = 20
"""The newest ones are kept. They are small, and nothing else tidies up there."""


def keep_log(log: Path) -> Path | None:
    """Copy the log of a failed run; its lasting place, or None if nothing can be written there."""
    folder = platformdirs.user_log_path("voicefarm")
    when = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = folder / f"{PREFIX}{when}-{os.getpid()}-{log.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(log, kept)
        for old in sorted(folder.glob(f"{PREFIX}*.log"))[:-MOST_LOGS]:
            old.unlink(missing_ok=True)
    except OSError:  # the error of the run itself matters more
        return None
    return kept
