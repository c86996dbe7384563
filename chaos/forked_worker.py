"""Workers as forked processes: all is imported once, before the fork, so that a start is cheap."""

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

# Imported for the fork: it is what a worker imports once it has work.
import worker.synthesis.chunk  # noqa: F401
from voicefarm.process import die_with_parent
from voicefarm.settings import Settings, environment_of
from worker.app import create_app, run_worker

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


class ForkedWorker:
    """One process, with the methods of a Popen that chaos uses."""

    def __init__(self, settings: Settings, environment: Mapping[str, str], log: Path) -> None:
        self._process = CONTEXT.Process(target=_work, args=(settings, dict(environment), log))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing if it has ended meanwhile."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        self._process.join()
        return self._process.exitcode


def _work(settings: Settings, environment: dict[str, str], log: Path) -> None:
    if kill_with_parent := die_with_parent(os.getppid()):
        kill_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ.update(environment | environment_of(settings))
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    raise SystemExit(run_worker(create_app(settings)))
