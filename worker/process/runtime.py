"""A worker's standing parts: its model, its connections, and what its slots share."""

import os
import socket
import time
import uuid
from dataclasses import dataclass, field

import structlog
from celery import Celery

from voicefarm.artifacts.identity import identity_of, known_id
from voicefarm.artifacts.job_files import JobReader
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.broker.names import chunk_queue, stitch_queue
from voicefarm.errors import ObjectMissing
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import ChunkRef, StitchRef, WorkerInfo
from voicefarm.ledger.traces import WorkTraces
from voicefarm.models import Model
from voicefarm.resumption import is_wanted, resume_job
from voicefarm.settings import Settings
from voicefarm.store import Store
from voicefarm.tracing.spans import open_tracing
from worker.engines import Engine, engine_class
from worker.heap import resident_bytes
from worker.process.cores import cores, shared_cores
from worker.process.counters import Counters
from worker.process.fitness import Fitness, is_own_fault
from worker.process.intake import Intake
from worker.process.lease_time import LeaseTime
from worker.process.room import check_store, check_temporary_folder
from worker.quality.calibration import Calibration
from worker.quality.examiner import Examiner
from worker.quality.instruments import open_instruments
from worker.slots.engine_gate import EngineGate
from worker.slots.held import Held, InProgress, Slots
from worker.slots.outages import Outages
from worker.usage import core_seconds

log = structlog.get_logger()


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
    calibration: Calibration
    outages: Outages
    claims: InProgress[ChunkRef] = field(default_factory=InProgress)
    stitches: InProgress[str] = field(default_factory=InProgress)
    stitch_leases: Held[StitchRef] = field(default_factory=Held)
    engine_gate: EngineGate = field(default_factory=EngineGate)
    intake: Intake = field(default_factory=Intake)
    counters: Counters = field(default_factory=Counters)
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}")
    started: float = field(default_factory=time.time)
    traces: WorkTraces = field(init=False)
    lease_time: LeaseTime = field(init=False)
    fitness: Fitness = field(init=False)
    """For chunks."""
    stitching_fitness: Fitness = field(init=False)
    _ready_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        tracing = open_tracing(self.settings.trace_collector, "worker")
        self.traces = WorkTraces(self.ledger, tracing)
        self.lease_time = LeaseTime(self.settings.lease_s)
        settings, ending = self.settings, self.outages.draining
        chunks, stitches = (
            chunk_queue(settings.namespace, self.model_name),
            stitch_queue(settings.namespace),
        )
        # One failed programme is enough: it has cost as much as very many chunks.
        once = min(1, settings.sick_after)
        self.fitness = Fitness(chunks, settings.sick_after, self.intake, self.check_machine, ending)
        self.stitching_fitness = Fitness(stitches, once, self.intake, self.check_machine, ending)

    @property
    def model_name(self) -> str:
        """Empty in a worker that only stitches."""
        return self.model.name if self.model else ""

    @property
    def sick(self) -> str:
        """Why this worker takes no chunks, or no programmes, for a while; empty if it is well."""
        return self.fitness.sick or self.stitching_fitness.sick

    def check_machine(self) -> None:
        """Raise what is wrong with this machine, as far as it can be seen without work."""
        check_store(self.store)
        check_temporary_folder()

    def name_store(self) -> None:
        """Say which store the farm uses. Raises BadSetting if it uses another, and Unreachable."""
        self.ledger.agree_on_store(identity_of(self.store), worker=True)

    def info(self) -> WorkerInfo:
        """What the worker reports at each heartbeat."""
        return WorkerInfo(
            worker=self.name,
            host=socket.gethostname(),
            pid=os.getpid(),
            model=self.model_name,
            slots=self.slots.count if self.model else 0,
            busy=len(self.slots.held()),
            up_s=round(time.monotonic() - self._ready_at, 1),
            chunks=self.counters.made,
            audio_s=round(self.counters.audio_s, 1),
            memory_mb=resident_bytes() // 2**20,
            cpu_s=round(core_seconds(), 2),
            sick=self.sick,
            stitches="stitch" in self.settings.queues,
        )

    def refill(self) -> None:
        """Send the model's next chunks to the queue."""
        if self.model:
            self.dispatcher.refill(self.model.name)

    def resume(self, job: str) -> bool:
        """Open a job again that the ledger has lost while this worker had a chunk of it.

        False if it was cancelled or removed: nobody wants it. Raises Unreachable.
        """
        if not is_wanted(self.store, job):
            return False
        log.warning("the ledger lost a job; it is resumed", job=job)
        resume_job(
            self.ledger,
            self.dispatcher,
            self.jobs,
            job,
            retention_s=self.settings.retention_s,
            # Every worker renews its leases in this time, so that nothing in work goes out twice.
            delay_s=2 * self.settings.heartbeat_s,
        )
        return True

    def is_own_fault(self, error: Exception) -> bool:
        """Whether a failure is likely due to this machine. Raises Unreachable.

        A machine may not see a file that is there, as when a folder isn't mounted. If it sees the
        farm's own store, the file is gone for all: its job was removed, or a voice.
        """
        if isinstance(error, ObjectMissing) and self._sees_the_farms_store():
            return False
        return is_own_fault(error)

    def _sees_the_farms_store(self) -> bool:
        wanted = self.outages.wait_out(self.ledger.store_id)
        return wanted is not None and self.outages.wait_out(known_id, self.store) == wanted

    @property
    def attempts_count(self) -> bool:
        """Whether a chunk or a stitch may be blamed if this worker ends now."""
        return not self.outages.draining.is_set()

    def uncount(self) -> None:
        """Blame nothing that is in work for this worker's end. Raises RedisUnreachable."""
        self.ledger.uncount(self.slots.going_on(), self.name)
        for stitch in self.stitch_leases.going_on():
            self.ledger.uncount_stitch(stitch)

    def close(self) -> None:
        """Sign off and free the model; no chunk is in flight any more."""
        if self.engine:
            self.engine.close()
        self.ledger.sign_off(self.name, self.model_name)


def resolved_threads(settings: Settings) -> int:
    """The setting, or for 0 this worker's part of the cores that it may use."""
    return settings.threads or shared_cores(settings.workers_per_host)


def resolved_slots(settings: Settings) -> int:
    """The setting, or for 0 what the model's engine suggests on this machine."""
    if settings.slots:
        return settings.slots
    threads = resolved_threads(settings)
    if "chunks" not in settings.queues:
        return threads
    model = settings.catalogue()[settings.model]
    return engine_class(model.engine).suggest_slots(model, threads=threads)


def _examiner(settings: Settings, model: Model | None) -> Examiner:
    if model is None:
        return Examiner(0)
    instruments = open_instruments(settings, resolved_threads(settings), model)
    return Examiner(model.sample_rate, instruments)


def open_runtime(
    settings: Settings, app: Celery, slots: int, intake: Intake | None = None
) -> Runtime:
    """Check the connections, then load and warm the model: all that can fail, before any task.

    Raises Unreachable, EngineError or BadInput.
    """
    ledger = connect(settings.redis_url or "", settings.namespace)
    ledger.check()
    for warning in ledger.warnings():
        log.warning("redis", advice=warning)
    store = settings.open_store()
    check_store(store)
    ledger.agree_on_store(identity_of(store), worker=True)
    _warn_of_threads(settings)
    model, engine = None, None
    if "chunks" in settings.queues:
        model = settings.catalogue()[settings.model]
        threads = resolved_threads(settings)
        engine = engine_class(model.engine).load(model, slots=slots, threads=threads)
    outages = Outages(settings.outage_s)
    return Runtime(
        settings=settings,
        model=model,
        engine=engine,
        ledger=ledger,
        store=store,
        jobs=JobReader(store),
        dispatcher=Dispatcher(app, ledger, settings),
        slots=Slots(slots),
        examiner=_examiner(settings, model),
        calibration=Calibration(store, model.sample_rate if model else 0, outages),
        outages=outages,
        intake=intake or Intake(),
    )


def _warn_of_threads(settings: Settings) -> None:
    if settings.threads > cores():
        log.warning(
            "more threads than cores that this process may use: they wait for each other",
            threads=settings.threads,
            cores=cores(),
        )
