"""The farm that chaos strikes: real Valkey, real S3 server, real workers as processes."""

import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.forked_worker import ForkedWorker
from chaos.proxy import Proxy
from chaos.speech import speech_model
from producer.farm import Farm, open_farm
from tests.kit.relay import Relay, free_port
from tests.kit.servers import S3, S3_SERVER, endpoint_of
from tests.kit.stepping_clock import SteppingClock
from tests.kit.valkey_server import ValkeyServer
from voicefarm.process import child_environment, die_with_parent, own_program
from voicefarm.settings import Settings, environment_of, load_settings

MODEL = """
engine = "{engine}"
description = "Noise that takes its time"
licence = "Apache-2.0"
sample_rate = 8000
budget = 100
default_voices = {{ en = "nobody" }}
voices = {{ nobody = {{ languages = ["en"] }} }}
settings = {settings}
"""
SILENCE = "{{ work_s = {work_s}, noise = 0.5, seconds_per_character = 0.1 }}"
ISOLATED = '{{ adapter = "{adapter}", options = {{ work_s = {work_s} }} }}'
ADAPTER = Path(__file__).with_name("noise_adapter.py")
MAX_ATTEMPTS = 100
"""The most there may be: chaos kills the workers of sound chunks and stitches again and again."""
LOOK_S = 0.1
"""Seconds between two looks of the supervisor at its workers."""
READY = b'"event": "ready"'


@dataclass
class Worker:
    """One worker that is started again when it ends."""

    queues: str
    slots: int
    log: Path
    proxy: Proxy
    """Its way to the store."""
    forked: bool = False
    """Whether it is forked from a process that has imported all of it, and not started anew."""
    process: "subprocess.Popen[bytes] | ForkedWorker | None" = None
    ready: bool = False
    """Whether it has loaded its model since it was started."""
    starts_s: list[float] = field(default_factory=list)
    """How long its starts took, until it was ready."""
    _started: float = 0.0
    _read: int = 0
    """Bytes of the log that earlier processes have written."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tend(self, settings: Settings, environment: dict[str, str]) -> None:
        """Start it, unless it runs, and note when it is ready."""
        with self._lock:
            if not self.process or self.process.poll() is not None:
                self._start(settings, environment)
            elif not self.ready and READY in self._new_lines():
                self.ready = True
                self.starts_s.append(time.monotonic() - self._started)

    def _new_lines(self) -> bytes:
        with self.log.open("rb") as log:
            log.seek(self._read)
            return log.read()

    def _start(self, settings: Settings, environment: dict[str, str]) -> None:
        mine = settings.model_copy(
            update={
                "queues": tuple(self.queues.split(",")),
                "slots": self.slots,
                "s3_endpoint_url": f"http://127.0.0.1:{self.proxy.port}",
            }
        )
        self.ready = False
        with self.log.open("ab") as log:
            self._started, self._read = time.monotonic(), log.tell()
            if self.forked:
                self.process = ForkedWorker(mine, environment, self.log)
                return
            self.process = subprocess.Popen(
                own_program("worker"),
                env={**child_environment(), **environment, **environment_of(mine)},
                stderr=log,
            )

    def signal(self, number: signal.Signals) -> bool:
        """Send it a signal; whether it runs."""
        with self._lock:
            if not self.process or self.process.poll() is not None:
                return False
            self.process.send_signal(number)
            if number == signal.SIGKILL:
                self.process.wait()
            if number in (signal.SIGKILL, signal.SIGTERM):
                self.ready = False
            return True

    def kill_children(self) -> int:
        """Kill what it started, such as an isolated engine's process; how many."""
        if not self.process or self.process.poll() is not None:
            return 0
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        killed = 0
        with suppress(OSError):  # it ended meanwhile
            for pid in (int(pid) for task in tasks for pid in task.read_text().split()):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed


@dataclass
class ChaosFarm:
    """Servers and workers in `folder`."""

    folder: Path
    work_s: float
    forked: bool = False
    """Whether its workers are."""
    isolated: bool = False
    """Whether the engine speaks in a child of each worker, which is killed too."""
    backbone: str | None = None
    """What computes a speech language model, which speaks then instead of the noise."""
    valkey: ValkeyServer = field(init=False)
    s3: S3 = field(init=False)
    relay: Relay = field(init=False)
    """The workers' way to Valkey."""
    clock: SteppingClock | None = None
    """Of Valkey's machine, if it can be stepped."""
    workers: list[Worker] = field(default_factory=list)
    _s3_process: "subprocess.Popen[str]" = field(init=False)
    _resting: threading.Event = field(default_factory=threading.Event)
    _supervisor: threading.Thread | None = None

    def start(self, workers: int, slots: int) -> None:
        """Start the servers, write the models; the workers come with `supervise`."""
        self._write_models()
        if SteppingClock.is_possible():
            self.clock = SteppingClock(self._made("clock"))
        environment = self.clock.environment if self.clock else {}
        port = free_port()
        self.valkey = ValkeyServer(self._made("valkey"), port, environment=environment)
        self.valkey.start()
        self.relay = Relay(port)
        self._start_s3()
        kinds = ["chunks"] * workers + ["stitch"]
        self.workers = [
            Worker(
                kind,
                slots if kind == "chunks" else 2,
                self.folder / f"worker-{number}.log",
                self._proxy(),
                self.forked,
            )
            for number, kind in enumerate(kinds)
        ]

    def end(self) -> None:
        """End all that was started."""
        self._stop_supervisor()
        for worker in self.workers:
            worker.signal(signal.SIGCONT)
            worker.signal(signal.SIGKILL)
        self.valkey.kill()
        self.relay.close()
        self._s3_process.kill()
        self._s3_process.communicate()

    def supervise(self, settings: Settings) -> None:
        """From now on, start each worker that doesn't run. In a thread of its own, since a blow
        may take its time."""

        def run() -> None:
            while not self._resting.wait(LOOK_S):
                for worker in self.workers:
                    worker.tend(settings, self.s3.environment)

        self._supervisor = threading.Thread(target=run, name="supervisor", daemon=True)
        self._supervisor.start()

    def ready(self, queues: str) -> list[Worker]:
        """Workers for these queues that can work now."""
        return [worker for worker in self.workers if worker.queues == queues and worker.ready]

    def _stop_supervisor(self) -> None:
        self._resting.set()
        if self._supervisor:
            self._supervisor.join()

    def rest(self) -> None:
        """End the workers, in good order where they can."""
        self._stop_supervisor()
        for worker in self.workers:
            worker.signal(signal.SIGCONT)
            worker.signal(signal.SIGTERM)
        for worker in self.workers:
            if worker.process:
                worker.process.wait()

    @contextmanager
    def calm_workers(self, settings: Settings) -> Iterator[None]:
        """A worker of each kind for jobs without trouble."""
        kinds = [("chunks", 8), ("stitch", 2)]
        calm = [
            Worker(kind, slots, self.folder / f"calm-{kind}.log", self._proxy())
            for kind, slots in kinds
        ]
        for worker in calm:
            worker.tend(settings, self.s3.environment)
        try:
            yield
        finally:
            for worker in calm:
                worker.signal(signal.SIGKILL)

    def settings(self, kind: str, store: str, **others: Any) -> Settings:
        """Settings for the chaotic farm, or for the calm one next to it."""
        os.environ.update(self.s3.environment)
        fixed = {
            "redis_url": self.valkey.url,
            "namespace": kind,
            "model": kind,
            "store": store,
            "models_dir": self.folder / "models",
            "max_attempts": MAX_ATTEMPTS,
            "log_level": "debug",
            "log_format": "json",
        }
        return load_settings(**{**fixed, **others})

    def chaotic(self) -> tuple[Settings, Farm]:
        """The farm through the relay, as its workers see it, and directly, as the judge does."""
        url = f"s3://{self.s3.make_bucket()}/{secrets.token_hex(4)}"
        shared = {"s3_region": "us-east-1", "s3_endpoint_url": self.s3.endpoint_url}
        relayed = f"redis://127.0.0.1:{self.relay.port}/0"
        seen = self.settings("chaotic", url, redis_url=relayed, **shared)
        straight = self.settings("chaotic", url, **shared)
        return seen, open_farm(straight)

    def _start_s3(self) -> None:
        folder = self._made("s3")
        key, secret = f"chaos:{secrets.token_hex(4)}", secrets.token_hex(16)
        with (folder / "log").open("wb") as log:
            self._s3_process = subprocess.Popen(
                [sys.executable, "-W", "ignore", str(S3_SERVER), str(folder), key, secret],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=die_with_parent(os.getpid()),
            )
        self.s3 = S3(endpoint_of(self._s3_process, folder / "log"), key, secret)

    def _proxy(self) -> Proxy:
        return Proxy(int(self.s3.endpoint_url.rpartition(":")[2]))

    def _write_models(self) -> None:
        folder = self._made("models")
        if self.backbone:
            for name in ("chaotic", "calm"):
                (folder / f"{name}.toml").write_text(speech_model(self.backbone))
            return
        engine, table = ("isolated", ISOLATED) if self.isolated else ("silence", SILENCE)
        for name, work_s in (("chaotic", self.work_s), ("calm", 0)):
            settings = table.format(work_s=float(work_s), adapter=ADAPTER)
            (folder / f"{name}.toml").write_text(MODEL.format(engine=engine, settings=settings))

    def _made(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir()
        return path
