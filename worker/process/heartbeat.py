"""A worker's heartbeat: says that it lives, renews the leases of its work, sweeps for the farm."""

import json
import math
import os
import signal
import threading
import time
from collections.abc import Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from voicefarm.broker.celery_app import queue_key
from voicefarm.errors import BadSetting, RedisUnreachable, VoicefarmError
from voicefarm.ledger import connect
from voicefarm.ledger.client import ANSWER_S
from voicefarm.ledger.records import Beat, ChunkRef, StitchRef, SweepTerms
from voicefarm.settings import Settings
from worker.heap import resident_bytes
from worker.process.runtime import Runtime
from worker.process.standstill import Standstill
from worker.process.store_cleaning import StoreCleaning

log = structlog.get_logger()

RESTITCH_LEASES = 2
"""A stitcher is requested again after this time, in leases."""
LATE = 1.5
"""A worker whose leases are so much longer than usual warns that its machine is overloaded."""
HUNG_LEASES = 10
"""Work without a step for this time, in leases, counts as hung: a chunk in its engine, a stitch. It
is far above what any step takes, so that slow work isn't mistaken for work that hangs."""

ANSWERS_IN_A_LEASE = 3
"""If no answer comes in such a part of a lease, the beat is repeated on a new connection. So a flow
that a firewall forgot is left before the leases end."""
SOONEST_ANSWER_S = 1.0
"""A busy machine may need as long."""


def sweep_terms(settings: Settings, model: str) -> SweepTerms:
    """What the workers of a model agree to take for abandoned."""
    return SweepTerms(
        max_attempts=settings.max_attempts,
        queue=queue_key(settings.namespace, model),
        # Every worker offers to sweep at each beat, and half a beat apart one does.
        every_s=settings.heartbeat_s / 2,
        lease_s=settings.lease_s,
        # In the window a chunk waits for as long as one chunk takes, which has this limit.
        lost_after_s=settings.chunk_deadline_s,
        restitch_s=RESTITCH_LEASES * settings.lease_s,
    )


def standstill(settings: Settings) -> Standstill[Any]:
    """What counts as hung. Work may wait for the store or Redis as long as their outages last."""
    hung, outage = HUNG_LEASES * settings.lease_s, settings.outage_s
    return Standstill(*(math.ceil(seconds / settings.heartbeat_s) for seconds in (hung, outage)))


class Heartbeat:
    """Beats in a thread of its own until it is stopped. A failed beat is logged and repeated.

    Messages are sent by another thread. Celery's connections may be dead, one after the other, and
    the leases must be renewed meanwhile.
    """

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        settings = runtime.settings
        answer_s = max(SOONEST_ANSWER_S, settings.lease_s / ANSWERS_IN_A_LEASE)
        self._ledger = connect(
            settings.redis_url or "", settings.namespace, min(answer_s, ANSWER_S)
        )
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="sender")
        self._terms = sweep_terms(runtime.settings, runtime.model_name)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._chunks: Standstill[ChunkRef] = standstill(runtime.settings)
        self._stitches: Standstill[StitchRef] = standstill(runtime.settings)
        self._resuming: threading.Thread | None = None
        self._cleaning = StoreCleaning(runtime.settings, runtime.ledger, runtime.store)
        self.last_tick = time.monotonic()
        """When the thread last came round, whether Redis answered or not."""

    def start(self) -> None:
        """Beat once, so that the worker is known before it takes work, and then go on.

        Raises RedisUnreachable, and BadSetting if the worker would drain at once, again and again.
        """
        _check_memory(self._runtime.settings)
        self.beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop beating; returns when the thread has ended."""
        self._stop.set()
        self._thread.join()
        self._sender.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stop.wait(self._runtime.settings.heartbeat_s):
            self.last_tick = time.monotonic()
            try:
                beat = self._renew()
            except Exception as error:
                self._runtime.counters.missed_beat()
                self._runtime.lease_time.missed()
                known = isinstance(error, VoicefarmError)
                log.warning("heartbeat failed", error=str(error), exc_info=not known)
            else:
                self._sender.submit(self._follow_safely, beat)

    def beat(self) -> None:
        """One heartbeat, and all that follows from it. Raises RedisUnreachable."""
        self._follow(self._renew())

    def _renew(self) -> Beat:
        """Say that the worker lives, and heed what the ledger answers. Raises RedisUnreachable."""
        runtime = self._runtime
        self._touch_health_file()
        self._watch_memory()
        self._watch_slots()
        self._measure_lease()
        beat = self._ask()
        self._apply(beat)
        if beat.stepped_back_s:
            log.warning("the clock of Redis stepped back", seconds=beat.stepped_back_s)
        if beat.requeued:
            runtime.counters.sweep(beat.requeued)
            log.warning("swept", model=runtime.model_name, requeued=beat.requeued)
        if runtime.outages.draining.is_set():
            runtime.uncount()
        return beat

    def _ask(self) -> Beat:
        """The ledger's answer to a beat, which may be repeated. Raises RedisUnreachable."""
        runtime = self._runtime
        arguments = (
            runtime.info(),
            self._chunks.renewable(runtime.slots.held()),
            runtime.lease_time.seconds,
            self._terms,
            self._stitches.renewable(runtime.stitch_leases.held()),
        )
        try:
            return self._ledger.beat(*arguments)
        except RedisUnreachable:
            runtime.lease_time.missed()
            runtime.ledger.leave_idle_connections()
            return runtime.ledger.beat(*arguments)

    def _follow_safely(self, beat: Beat) -> None:
        try:
            self._follow(beat)
        except Exception as error:
            known = isinstance(error, VoicefarmError)
            log.warning("work is handed out later", error=str(error), exc_info=not known)

    def _follow(self, beat: Beat) -> None:
        """Send what a beat found wanting. Raises RedisUnreachable."""
        for job in beat.stitches:
            self._runtime.dispatcher.request_stitch(job)
        if beat.wanting:
            self._runtime.refill()
        self._cleaning.beat()
        if not beat.knows_store:
            self._runtime.name_store()

    def _measure_lease(self) -> None:
        lease_time = self._runtime.lease_time
        before_s, late_s = lease_time.seconds, LATE * self._runtime.settings.lease_s
        lease_time.beat(time.monotonic())
        if before_s < late_s <= lease_time.seconds:
            lease_s = round(lease_time.seconds, 1)
            log.warning("heartbeats come late: the machine is overloaded", lease_s=lease_s)

    def _apply(self, beat: Beat) -> None:
        """Stop what isn't wanted any more, and open again what the ledger has lost."""
        renewal = beat.renewal
        self._stop_chunks(renewal.ended)
        chunks, stitches = self._runtime.slots.held(), self._runtime.stitch_leases.held()
        going_on = {
            *(chunk.job for chunk, watch in chunks.items() if not watch.cancelled),
            *(stitch.job for stitch, watch in stitches.items() if not watch.cancelled),
        }
        lost = [job for job in renewal.unknown if job in going_on]  # a cancelled one stays so
        for stitch, watch in stitches.items():
            watch.cancelled = watch.cancelled or stitch in beat.lost_stitches
        if lost and not (self._resuming and self._resuming.is_alive()):
            # Not in this thread: it reads the store, and a heartbeat must not wait for that.
            self._resuming = threading.Thread(
                target=self._resume, args=[lost], name="resume", daemon=True
            )
            self._resuming.start()

    def _stop_chunks(self, ended: Container[str]) -> None:
        for chunk, watch in self._runtime.slots.held().items():
            watch.cancelled = watch.cancelled or chunk.job in ended

    def _resume(self, jobs: Iterable[str]) -> None:
        """Open lost jobs again, and the next renewals bring their leases back; or let them end."""
        for job in jobs:
            try:
                if not self._runtime.resume(job):
                    self._stop_chunks({job})
            except VoicefarmError as error:
                log.warning("a lost job can't be resumed yet", job=job, error=str(error))

    def _watch_memory(self) -> None:
        limit_mb = self._runtime.settings.memory_limit_mb
        resident_mb = resident_bytes() / 2**20
        if limit_mb and resident_mb > limit_mb and not self._runtime.outages.draining.is_set():
            log.warning("draining: past the memory limit", resident_mb=round(resident_mb))
            os.kill(os.getpid(), signal.SIGTERM)

    def _watch_slots(self) -> None:
        """Leave if nothing can run here any more. Another worker starts with free slots."""
        runtime = self._runtime
        hung = runtime.slots.hung() + runtime.stitch_leases.hung()
        if hung >= runtime.slots.count and not runtime.outages.draining.is_set():
            log.error("draining: every slot hangs", slots=runtime.slots.count)
            os.kill(os.getpid(), signal.SIGTERM)

    def _touch_health_file(self) -> None:
        path = self._runtime.settings.health_file
        if path:
            beat = {"time": time.time(), "pid": os.getpid(), "worker": self._runtime.name}
            draft = path.with_name(f"{path.name}.new")
            try:
                draft.write_text(json.dumps(beat))
                draft.replace(path)
            except OSError as error:  # its disk is full: the leases are still renewed
                log.warning("the health file can't be written", error=str(error))


def _check_memory(settings: Settings) -> None:
    """Raises BadSetting if the model alone takes more than the worker may."""
    resident_mb = resident_bytes() // 2**20
    if 0 < settings.memory_limit_mb <= resident_mb:
        raise BadSetting(
            f"The loaded model alone takes {resident_mb} MB, more than VOICEFARM_MEMORY_LIMIT_MB"
            f" ({settings.memory_limit_mb}); raise it, or leave it out."
        )
