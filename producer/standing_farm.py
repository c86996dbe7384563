"""A private farm for as long as a server runs: one worker for each model that is wanted.

A worker is started when its model is first wanted, and again when it ends. All of them end with
this process, however it ends.
"""

import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from producer.farm import Farm, open_farm
from producer.private_farm import end_of_worker, private_server, running, worker_environment
from voicefarm.errors import WorkerCannotStart
from voicefarm.process import own_program
from voicefarm.settings import Settings

LOOK_S = 0.5
"""Seconds between two looks at the workers."""
LIVES_S = 10.0
"""A worker that ends sooner after its start counts as one that can't start."""
LONGEST_WAIT_S = 30.0
"""Between two starts of a worker that can't start."""


@dataclass(frozen=True, slots=True)
class StandingFarm:
    """A running private farm, and what starts its workers."""

    farm: Farm
    workers: "PrivateWorkers"


@contextmanager
def standing_farm(settings: Settings) -> Iterator[StandingFarm]:
    """Start the server; end it and all workers when the block ends.

    Raises StoreUnreachable, RedisUnreachable, BadSetting.
    """
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="voicefarm-")))
        url = ending.enter_context(private_server(folder))
        settings = settings.model_copy(update={"redis_url": url, "log_format": "console"})
        workers = PrivateWorkers(settings, folder)
        ending.callback(workers.close)
        yield StandingFarm(open_farm(settings), workers)


@dataclass(slots=True)
class _Post:
    """One model's worker, and its predecessors."""

    log: Path
    ending: ExitStack = field(default_factory=ExitStack)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    fault: str = ""

    @property
    def is_due(self) -> bool:
        """Whether a worker should be started now."""
        if self.process is not None:
            return False
        wait_s = min(LONGEST_WAIT_S, 2.0**self.failures) if self.failures else 0.0
        return time.monotonic() >= self.started + wait_s


class PrivateWorkers:
    """The workers of one machine. Thread-safe.

    One thread starts them all: Linux kills a child when the thread that started it ends.
    """

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._posts: dict[str, _Post] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="workers", daemon=True)
        self._thread.start()

    def want(self, model: str) -> None:
        """Have a worker serve the model. Raises WorkerCannotStart if its worker could not start."""
        with self._lock:
            post = self._posts.setdefault(model, _Post(self._folder / f"{model}.log"))
        if post.fault:
            raise WorkerCannotStart(post.fault)
        self._wake.set()

    def close(self) -> None:
        """End all workers."""
        self._closed = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            with self._lock:
                posts = dict(self._posts)
            for model, post in posts.items():
                self._look_at(model, post)
            self._wake.wait(LOOK_S)
            self._wake.clear()
        for post in self._posts.values():
            post.ending.close()

    def _look_at(self, model: str, post: _Post) -> None:
        code = post.process.poll() if post.process is not None else None
        if code is not None:
            post.ending.close()
            post.process = None
            ended_soon = time.monotonic() - post.started < LIVES_S
            post.failures = post.failures + 1 if ended_soon else 0
            post.fault = str(end_of_worker(code, post.log)) if ended_soon else ""
        elif post.process is not None and time.monotonic() - post.started > LIVES_S:
            post.failures, post.fault = 0, ""
        if post.is_due:
            environment = worker_environment(self._settings.model_copy(update={"model": model}))
            post.started = time.monotonic()
            post.process = post.ending.enter_context(
                running(own_program("worker"), post.log, environment)
            )
