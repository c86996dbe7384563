"""Simulated workers: the real ledger, dispatcher and queue protocol, without an engine.

One process plays many workers from one clock. A slot takes a message from the queue's end. It
claims, "synthesizes", completes and refills. Each worker sends heartbeats.
"""

import base64
import heapq
import itertools
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from typing import Any

from redis import Redis

from voicefarm.broker.celery_app import celery_app, queue_key
from voicefarm.broker.dispatcher import Dispatcher
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import ChunkRef, WorkerInfo
from voicefarm.settings import Settings
from worker.process.heartbeat import sweep_terms

LONGEST_NAP_S = 0.005
SAMPLES = 240_000


@dataclass
class Simulation:
    """Workers of one process."""

    settings: Settings
    model: str
    workers: int
    slots: int
    engine_s: float
    """Mean; each chunk takes from four fifths to six fifths of it."""
    _dice: random.Random = field(default_factory=random.Random)
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def run(self, name: str, ready: Event, stop: Event) -> None:
        """Work until `stop` is set."""
        self._connect()
        self._names = [f"{name}-{number}" for number in range(self.workers)]
        self._held: dict[str, set[ChunkRef]] = {worker: set() for worker in self._names}
        self._idle = [worker for worker in self._names for _ in range(self.slots)]
        self._terms = sweep_terms(self.settings, self.model)
        for number, worker in enumerate(self._names):
            self._every(self.settings.heartbeat_s, number, lambda name=worker: self._beat(name))  # type: ignore[misc]
        self._beat(self._names[0])
        ready.set()
        while not stop.is_set():
            self._step()

    def _connect(self) -> None:
        url = self.settings.redis_url or ""
        self._redis: Any = Redis.from_url(url)
        self._ledger: Ledger = connect(url, self.settings.namespace)
        self._dispatcher = Dispatcher(celery_app(self.settings), self._ledger, self.settings)
        self._queue = queue_key(self.settings.namespace, self.model)

    def _step(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            heapq.heappop(self._due)[2]()
        if self._idle and (raw := self._redis.rpop(self._queue)):
            self._begin(self._idle.pop(), raw)
        elif self._due:
            nap_s = self._due[0][0] - time.monotonic()
            # A real slot would be woken by its message.
            time.sleep(max(0.0, min(nap_s, LONGEST_NAP_S if self._idle else nap_s)))

    def _begin(self, worker: str, raw: bytes) -> None:
        (job, index), *_ = json.loads(base64.b64decode(json.loads(raw)["body"]))
        chunk = ChunkRef(job, index)
        if self._ledger.claim(chunk, worker, self.settings.lease_s) is None:
            self._idle.append(worker)
            return
        self._held[worker].add(chunk)
        engine_s = self.engine_s * self._dice.uniform(0.8, 1.2)
        end = time.monotonic() + engine_s
        self._at(end, lambda: self._complete(worker, chunk, engine_s))

    def _complete(self, worker: str, chunk: ChunkRef, engine_s: float) -> None:
        self._held[worker].discard(chunk)
        self._ledger.complete(chunk, samples=SAMPLES, synthesis_s=engine_s, reused=False)
        self._dispatcher.refill(self.model)
        self._idle.append(worker)

    def _beat(self, worker: str) -> None:
        held, lease_s = self._held[worker], self.settings.lease_s
        info = WorkerInfo(worker, "simulated", 1, self.model, self.slots, len(held), up_s=0.0)
        if self._ledger.beat(info, held, lease_s, self._terms).wanting:
            self._dispatcher.refill(self.model)

    def _every(self, seconds: float, number: int, call: Callable[[], None]) -> None:
        """Repeat, each worker at its own time."""

        def again(when: float) -> None:
            call()
            self._at(when + seconds, lambda: again(when + seconds))

        first = time.monotonic() + seconds * number / self.workers
        self._at(first, lambda: again(first))

    def _at(self, when: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._due, (when, next(self._order), call))
