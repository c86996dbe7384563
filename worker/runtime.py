"""A worker's standing parts: its model, its connections, and the chunks that it holds."""

import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from celery import Celery

from voicefarm.job_files import JobReader
from voicefarm.ledger import ChunkRef, Ledger, WorkerInfo, connect
from voicefarm.models import Model
from voicefarm.settings import Settings
from voicefarm.store import Store, open_store
from voicefarm.transport import Dispatcher
from worker.engines import Engine, Watch, engine_class
from worker.examination import Examiner


@dataclass(slots=True)
class Slots:
    """The chunks in flight in this worker, each with its watch. Thread-safe."""

    count: int
    _held: dict[ChunkRef, Watch] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def holding(self, chunk: ChunkRef, watch: Watch) -> Iterator[None]:
        """Hold the chunk while the block runs."""
        with self._lock:
            self._held[chunk] = watch
        try:
            yield
        finally:
            with self._lock:
                del self._held[chunk]

    def held(self) -> dict[ChunkRef, Watch]:
        """What is held now."""
        with self._lock:
            return dict(self._held)


@dataclass(slots=True)
class Runtime:
    """Everything that a task needs. One per worker process; shared by its slots."""

    settings: Settings
    model: Model | None
    """None in a worker that only stitches."""
    engine: Engine | None
    ledger: Ledger
    store: Store
    jobs: JobReader
    dispatcher: Dispatcher
    slots: Slots
    examiner: Examiner
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}")
    started: float = field(default_factory=time.time)
    window: int = 0
    """Chunks of the model that may be out; the heart keeps it up to date."""

    def info(self) -> WorkerInfo:
        """What the worker says of itself at each heartbeat."""
        return WorkerInfo(
            worker=self.name,
            host=socket.gethostname(),
            pid=os.getpid(),
            model=self.model.name if self.model else "",
            slots=self.slots.count if self.model else 0,
            busy=len(self.slots.held()),
            started=self.started,
        )

    def refill(self) -> None:
        """Send the model's next chunks to the queue."""
        if self.model:
            self.dispatcher.refill(self.model.name, self.window)

    def close(self) -> None:
        """Sign off and free the model; no chunk is in flight any more."""
        if self.engine:
            self.engine.close()
        self.ledger.sign_off(self.name)


def cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0))


def resolved_slots(settings: Settings) -> int:
    """The setting, or for 0 what the model's engine thinks best on this machine."""
    if settings.slots:
        return settings.slots
    threads = settings.threads or cores()
    if "chunks" not in settings.queues:
        return threads
    model = settings.catalogue()[settings.model]
    return engine_class(model.engine).suggest_slots(model, threads=threads)


def open_runtime(settings: Settings, app: Celery, slots: int) -> Runtime:
    """Check the connections, then load and warm the model: all that may fail, before any task.

    Raises Unreachable, EngineError or BadInput.
    """
    ledger = connect(settings.redis_url or "", settings.namespace)
    ledger.check()
    store = open_store(
        settings.store, endpoint_url=settings.s3_endpoint_url, region=settings.s3_region
    )
    store.check()
    model, engine = None, None
    if "chunks" in settings.queues:
        model = settings.catalogue()[settings.model]
        threads = settings.threads or cores()
        engine = engine_class(model.engine).load(model, slots=slots, threads=threads)
    return Runtime(
        settings=settings,
        model=model,
        engine=engine,
        ledger=ledger,
        store=store,
        jobs=JobReader(store),
        dispatcher=Dispatcher(app, ledger, settings.namespace),
        slots=Slots(slots),
        examiner=Examiner(model.sample_rate if model else 0),
    )
