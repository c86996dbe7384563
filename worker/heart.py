"""A worker's heart: says that it lives, renews the leases of what goes on, sweeps for the farm."""

import json
import os
import threading
import time

import structlog

from voicefarm.errors import Unreachable
from voicefarm.ledger import ChunkRef
from worker.runtime import Runtime

log = structlog.get_logger()

LOST_AFTER_LEASES = 6
"""Leases' time that a chunk may wait in the queue before its message counts as lost. One that was
only slow does no harm: a chunk is claimed once."""


class Heart:
    """Beats in a thread of its own until it is stopped. A failed beat is logged and repeated."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)
        self._steps: dict[ChunkRef, int] = {}

    def start(self) -> None:
        """Beat once, so that the worker is known before it takes work, and then go on."""
        self.beat()
        self._thread.start()

    def stop(self) -> None:
        """Stop beating; returns when the thread has ended."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._runtime.settings.heartbeat_s):
            try:
                self.beat()
            except Unreachable as error:
                log.warning("heartbeat failed", error=str(error))

    def beat(self) -> None:
        """One heartbeat. Raises RedisUnreachable."""
        runtime = self._runtime
        self._touch_health_file()
        runtime.ledger.heartbeat(runtime.info(), runtime.settings.lease_s)
        self._renew_leases()
        if runtime.model:
            runtime.window = runtime.dispatcher.window(runtime.model.name)
        self._sweep()

    def _renew_leases(self) -> None:
        """Renew what got further since the last beat; stop what nobody wants any more."""
        runtime, held = self._runtime, self._runtime.slots.held()
        moved = [chunk for chunk, watch in held.items() if watch.steps != self._steps.get(chunk)]
        self._steps = {chunk: watch.steps for chunk, watch in held.items()}
        ended = runtime.ledger.renew(moved, runtime.name, runtime.settings.lease_s)
        for chunk, watch in held.items():
            watch.cancelled = watch.cancelled or chunk.job in ended

    def _sweep(self) -> None:
        runtime, settings = self._runtime, self._runtime.settings
        model = runtime.model.name if runtime.model else ""
        requeued, stitches = runtime.ledger.sweep(
            model,
            lost_after_s=LOST_AFTER_LEASES * settings.lease_s,
            max_attempts=settings.max_attempts,
        )
        if requeued:
            log.warning("swept", model=model, requeued=requeued)
        runtime.refill()
        for job in stitches:
            runtime.dispatcher.request_stitch(job)

    def _touch_health_file(self) -> None:
        path = self._runtime.settings.health_file
        if path:
            beat = {"time": time.time(), "pid": os.getpid(), "worker": self._runtime.name}
            draft = path.with_suffix(".new")
            draft.write_text(json.dumps(beat))
            draft.replace(path)
