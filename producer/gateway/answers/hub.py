"""The events of all jobs that somebody follows, read by one thread with one connection.

However many follow a job, its state is read once per change.
"""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from redis.exceptions import RedisError

from producer.farm import Farm
from voicefarm.errors import RedisUnreachable, UnknownName
from voicefarm.ledger import Ledger
from voicefarm.ledger.client import reaching_redis
from voicefarm.ledger.wire import by_stream
from voicefarm.messages import JobStatus
from voicefarm.resumption import status_of

BLOCK_MS = 200
"""How long a read waits for news; somebody new waits so long for the first at most."""
AGAIN_S = 1.0
"""After an outage."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class JobEvent:
    """A job's state, and the id of the event that it is as of."""

    id: str
    status: JobStatus


@dataclass(eq=False)
class _Follower:
    loop: asyncio.AbstractEventLoop
    news: asyncio.Event = field(default_factory=asyncio.Event)
    latest: JobEvent | None = None

    def tell(self, event: JobEvent) -> None:
        self.latest = event
        with suppress(RuntimeError):  # the loop has been closed
            self.loop.call_soon_threadsafe(self.news.set)


class EventHub:
    """Tells followers of jobs what changes. Its thread runs while anybody follows."""

    def __init__(self, farm: Farm) -> None:
        self._ledger: Ledger = farm.ledger
        self._redis: Any = farm.ledger.client
        self._store = farm.store
        self._followers: dict[str, set[_Follower]] = {}
        self._seen: dict[str, str] = {}
        self._lock = threading.Lock()
        self._running = False
        self._closing = False

    def close(self) -> None:
        """Let all who follow end soon, in their loop: they resume at another gateway."""
        self._closing = True
        with self._lock:
            followers = [one for some in self._followers.values() for one in some]
        for follower in followers:
            follower.news.set()

    async def follow(self, job: str, *, quiet_s: float) -> AsyncIterator[JobEvent | None]:
        """The job's state now, then after changes, until it has ended or the hub is closed.

        None comes after every `quiet_s` seconds without a change. Raises UnknownName,
        RedisUnreachable.
        """
        follower = _Follower(asyncio.get_running_loop())
        event: JobEvent | None = await asyncio.to_thread(self._join, job, follower)
        try:
            while True:
                yield event
                if self._closing or (event and event.status.ended):
                    return
                try:
                    async with asyncio.timeout(quiet_s):
                        await follower.news.wait()
                    follower.news.clear()
                    if self._closing:
                        return
                    event = follower.latest
                except TimeoutError:
                    event = None
        finally:
            self._leave(job, follower)

    def _join(self, job: str, follower: _Follower) -> JobEvent:
        with self._lock:
            self._followers.setdefault(job, set()).add(follower)
        try:
            newest = self._newest(job)
            event = JobEvent(newest, status_of(self._ledger, self._store, job))
        except Exception:
            self._leave(job, follower)
            raise
        with self._lock:
            self._seen.setdefault(job, newest)
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="job events", daemon=True).start()
        return event

    def _leave(self, job: str, follower: _Follower) -> None:
        with self._lock:
            followers = self._followers.get(job, set())
            followers.discard(follower)
            if not followers:
                self._followers.pop(job, None)
                self._seen.pop(job, None)

    def _newest(self, job: str) -> str:
        with reaching_redis():
            entries = self._redis.xrevrange(self._key(job), count=1)
        return str(entries[0][0]) if entries else "0"

    def _run(self) -> None:
        while True:
            with self._lock:
                seen = dict(self._seen)
                if not seen:
                    self._running = False
                    return
            try:
                self._read(seen)
            except (RedisError, RedisUnreachable) as error:
                log.warning("job events can't be read", reason=str(error))
                threading.Event().wait(AGAIN_S)

    def _read(self, seen: dict[str, str]) -> None:
        places = {self._key(job): id for job, id in seen.items()}
        answer = self._redis.xread(places, block=BLOCK_MS)
        for key, entries in by_stream(answer).items():
            self._tell(key.split(":")[-2], str(entries[-1][0]))

    def _tell(self, job: str, newest: str) -> None:
        try:
            event = JobEvent(newest, self._ledger.status(job))
        except UnknownName:
            return
        with self._lock:
            if job in self._seen:
                self._seen[job] = newest
            followers = list(self._followers.get(job, ()))
        for follower in followers:
            follower.tell(event)

    def _key(self, job: str) -> str:
        return f"{self._ledger.namespace}:job:{job}:events"
