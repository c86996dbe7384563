"""A worker as a forked process, all of it imported before the fork."""

import os
import signal
from pathlib import Path

# Imported for the fork: it is what a worker imports once it has work.
import worker.synthesis.chunk  # noqa: F401
from voicefarm.settings import Settings, environment_of
from worker.app import create_app, run_worker


def work(settings: Settings, log: Path) -> None:
    """Work until the process is killed; the log is appended to `log`."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.update(environment_of(settings))
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    raise SystemExit(run_worker(create_app(settings)))
