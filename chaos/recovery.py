"""How long the chunks of a killed worker wait until they run again."""

import os
import threading
import time
from dataclasses import dataclass, field

from redis import Redis
from redis.exceptions import RedisError

from voicefarm.errors import RedisUnreachable
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef

LOOK_S = 0.1
SLOW_S = 15.0


@dataclass
class Recoveries:
    """Watches the ledger from a thread of its own."""

    ledger: Ledger
    redis_url: str
    namespace: str
    times_s: list[float] = field(default_factory=list)
    _open: dict[ChunkRef, tuple[float, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to watch."""
        self._thread = threading.Thread(target=self._run, name="recoveries", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stop.set()
        self._thread.join()

    def about_to_kill(self, pid: int) -> None:
        """Note what the worker holds now: the clock runs from here."""
        try:
            names = {worker.worker for worker in self.ledger.workers() if worker.pid == pid}
            held = [(ref, owner) for ref, owner in self._leased() if owner in names]
        except (RedisError, RedisUnreachable):
            return
        with self._lock:
            for ref, owner in held:
                self._open.setdefault(ref, (time.monotonic(), owner))

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            try:
                self._look()
            except (RedisError, RedisUnreachable):
                continue  # Valkey doesn't answer, and the clocks run on

    def _look(self) -> None:
        with self._lock:
            waiting = dict(self._open)
        with Redis.from_url(self.redis_url, decode_responses=True) as client:
            for ref, (since, owner) in waiting.items():
                job = f"{self.namespace}:job:{ref.job}"
                holder = client.hget(f"{job}:owners", str(ref.index))
                if holder != owner or client.getbit(f"{job}:done", ref.index):
                    self._again(ref, since)

    def stitching(self) -> bool:
        """Whether a worker holds the lease of a stitch."""
        try:
            with Redis.from_url(self.redis_url) as client:
                return bool(client.zcount(f"{self.namespace}:stitches", 1, "+inf"))
        except RedisError:
            return False

    def _again(self, ref: ChunkRef, since: float) -> None:
        with self._lock:
            del self._open[ref]
            self.times_s.append(time.monotonic() - since)
        if self.times_s[-1] > SLOW_S:
            load = os.getloadavg()[0]
            print(f"{time.strftime('%X')} slow: {ref} after {self.times_s[-1]:.1f} s, load {load}")

    def _leased(self) -> list[tuple[ChunkRef, str]]:
        with Redis.from_url(self.redis_url, decode_responses=True) as client:
            leased = []
            for chunk in client.zrange(f"{self.namespace}:model:{self.namespace}:leases", 0, -1):
                job, _, index = chunk.rpartition("/")
                owner = client.hget(f"{self.namespace}:job:{job}:owners", index)
                leased.append((ChunkRef(job, int(index)), owner or ""))
        return leased
