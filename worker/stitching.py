"""A job's takes become its programme, once: claimed, fenced, and finished in the ledger."""

import time
from dataclasses import dataclass, field

import structlog

from voicefarm.errors import RedisUnreachable, StoreRefuses, Unreachable, VoicefarmError
from voicefarm.ledger import ChunkRef, Ledger
from voicefarm.takes import forget_take
from worker.programme import MissingTake, write_programme
from worker.runtime import Runtime

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


def stitch_job(runtime: Runtime, job: str) -> None:
    """Make the job's programme and report, unless another stitcher is at it. Never raises."""
    try:
        _stitch_job(runtime, job)
    except RedisUnreachable as error:
        log.warning("stitch left to the sweep", job=job, error=str(error))


def _stitch_job(runtime: Runtime, job: str) -> None:
    lease_s, outlast = runtime.settings.lease_s, runtime.patience.outlast
    epoch = outlast(lambda: runtime.ledger.claim_stitch(job, lease_s))
    if epoch is None:
        return
    lease = StitchLease(runtime.ledger, job, epoch, lease_s)
    try:
        summary = write_programme(runtime.store, runtime.jobs, runtime.ledger, job, lease)
    except FencedOut as error:
        log.warning("stitch stopped", job=job, reason=str(error))
    except MissingTake as missing:
        log.warning("a take is gone and is made again", job=job, chunk=missing.index)
        _make_again(runtime, ChunkRef(job, missing.index), missing.take, epoch)
    except Unreachable as error:
        if isinstance(error, StoreRefuses):
            _fail(runtime, job, epoch, error)
        else:  # the lease ends, and the sweep asks for a stitcher again
            log.warning("stitch put off", job=job, error=str(error))
    except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
        _fail(runtime, job, epoch, error)
    else:
        outlast(lambda: runtime.ledger.finish_stitch(job, epoch))
        runtime.figures.programme()
        log.info("programme done", job=job, duration_s=round(summary.duration_s, 2))


def _fail(runtime: Runtime, job: str, epoch: int, error: Exception) -> None:
    known = isinstance(error, VoicefarmError)
    log.error("stitch failed", job=job, error=str(error), exc_info=not known)
    reason = f"Stitching failed: {error if known else repr(error)}"
    runtime.patience.outlast(lambda: runtime.ledger.finish_stitch(job, epoch, reason))


def _make_again(runtime: Runtime, chunk: ChunkRef, take: str, epoch: int) -> None:
    model = runtime.jobs.manifest(chunk.job).spec.recipe.model
    forget_take(runtime.store, take)
    if runtime.ledger.reopen_chunk(chunk, epoch):
        runtime.dispatcher.refill(model)
