"""A job's takes become its programme, once: claimed, fenced, and finished in the ledger."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import structlog

from voicefarm.artifacts.takes import forget_take
from voicefarm.errors import RedisUnreachable, StoreRefuses, Unreachable, VoicefarmError
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from worker.process.runtime import Runtime
from worker.programme.writer import MissingTake, write_programme
from worker.slots.watch import Watch

log = structlog.get_logger()


class FencedOut(VoicefarmError):
    """The job ended, or another stitcher has it, while this one was at work."""


@dataclass(slots=True)
class StitchLease:
    """A stitcher's right to its job, renewed as the work goes on."""

    ledger: Ledger
    job: str
    epoch: int
    lease_s: float
    _renewed: float = field(default_factory=time.monotonic)

    def keep(self) -> None:
        """Renew the lease if a quarter of it has passed. Raises FencedOut when it is lost."""
        if time.monotonic() - self._renewed > self.lease_s / 4:
            self.confirm()

    def confirm(self) -> None:
        """Renew the lease now. Raises FencedOut when it is lost."""
        if not self.ledger.renew_stitch(self.job, self.epoch, self.lease_s):
            raise FencedOut(f"Job '{self.job}' ended or is stitched elsewhere; nothing to do here.")
        self._renewed = time.monotonic()


@dataclass(slots=True)
class KeptWatch(Watch):
    """The reins of a stitch that waits for its turn: it keeps its lease."""

    lease: StitchLease = field(kw_only=True)

    def check(self) -> None:
        """Raises FencedOut when the lease is lost."""
        self.lease.keep()


def stitch_job(runtime: Runtime, job: str) -> None:
    """Make the job's programme and report, unless another stitcher is at it. Never raises."""
    try:
        with runtime.stitches.holding(job) as first:
            _stitch_job(runtime, job, first)
    except RedisUnreachable as error:
        log.warning("stitch left to the sweep", job=job, error=str(error))


def _stitch_job(runtime: Runtime, job: str, first: bool) -> None:
    """`first`: no other slot of this worker is at the job, so a lease of it is this one's."""
    settings, ledger, wait_out = runtime.settings, runtime.ledger, runtime.outages.wait_out
    terms = (runtime.name, settings.lease_s, settings.max_attempts)
    claim = wait_out(partial(ledger.claim_stitch, job, *terms, again=first))
    if claim is None:
        return
    lease = StitchLease(ledger, job, claim.epoch, settings.lease_s)
    try:
        with _turn(runtime, lease, claim.attempt):
            summary = write_programme(runtime.store, runtime.jobs, ledger, job, lease)
    except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
        _settle(runtime, lease, error)
    else:
        wait_out(ledger.finish_stitch, job, claim.epoch)
        runtime.counters.programme()
        log.info("programme done", job=job, duration_s=round(summary.duration_s, 2))


@contextmanager
def _turn(runtime: Runtime, lease: StitchLease, attempt: int) -> Iterator[None]:
    """Be in the worker with others, or alone in the last attempt, as chunks are.

    A stitch that ends its worker ends with it neither chunks nor stitches in their last attempts,
    and the wait to be alone is no attempt.
    """
    watch, wait_out = KeptWatch(lease=lease), runtime.outages.wait_out
    if not 1 < attempt == runtime.settings.max_attempts:
        with runtime.engine_gate.shared(watch):
            yield
        return
    wait_out(runtime.ledger.recount_stitch, lease.job, -1)
    with runtime.engine_gate.exclusive(watch):
        wait_out(runtime.ledger.recount_stitch, lease.job, 1)
        lease.confirm()
        yield


def _settle(runtime: Runtime, lease: StitchLease, error: Exception) -> None:
    """Tell the ledger what became of a stitch that made no programme."""
    job, wait_out = lease.job, runtime.outages.wait_out
    if isinstance(error, FencedOut):
        log.warning("stitch stopped", job=job, reason=str(error))
    elif isinstance(error, MissingTake):
        log.warning("a take is gone and is made again", job=job, chunk=error.index)
        _make_again(runtime, ChunkRef(job, error.index), error.take, lease.epoch)
    elif isinstance(error, Unreachable) and not isinstance(error, StoreRefuses):
        # The lease ends, and the sweep asks for a stitcher again.
        log.warning("stitch put off", job=job, error=str(error))
        wait_out(runtime.ledger.recount_stitch, job, -1)
    else:
        _fail(runtime, job, lease.epoch, error)


def _fail(runtime: Runtime, job: str, epoch: int, error: Exception) -> None:
    known = isinstance(error, VoicefarmError)
    log.error("stitch failed", job=job, error=str(error), exc_info=not known)
    reason = f"Stitching failed: {error if known else repr(error)}"
    runtime.outages.wait_out(runtime.ledger.finish_stitch, job, epoch, reason)


def _make_again(runtime: Runtime, chunk: ChunkRef, take: str, epoch: int) -> None:
    model = runtime.jobs.manifest(chunk.job).spec.recipe.model
    forget_take(runtime.store, take)
    if runtime.ledger.reopen_chunk(chunk, epoch, runtime.settings.max_attempts):
        runtime.dispatcher.refill(model)
