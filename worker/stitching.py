"""A job's takes become its programme, once: claimed, fenced, and finished in the ledger."""

import time
from dataclasses import dataclass, field

import structlog

from voicefarm.errors import VoicefarmError
from voicefarm.ledger import ChunkRef, Ledger
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
    """Make the job's programme and report, unless another stitcher is at it."""
    lease_s = runtime.settings.lease_s
    epoch = runtime.ledger.claim_stitch(job, lease_s)
    if epoch is None:
        return
    lease = StitchLease(runtime.ledger, job, epoch, lease_s)
    try:
        summary = write_programme(runtime.store, runtime.jobs, runtime.ledger, job, lease)
    except FencedOut as error:
        log.warning("stitch stopped", job=job, reason=str(error))
    except MissingTake as missing:
        log.warning("a take is gone and is made again", job=job, chunk=missing.index)
        _make_again(runtime, ChunkRef(job, missing.index), epoch)
    except Exception as error:
        known = isinstance(error, VoicefarmError)
        log.error("stitch failed", job=job, error=str(error), exc_info=not known)
        runtime.ledger.finish_stitch(
            job, epoch, f"Stitching failed: {error if known else repr(error)}"
        )
    else:
        runtime.ledger.finish_stitch(job, epoch)
        log.info("programme done", job=job, duration_s=round(summary.duration_s, 2))


def _make_again(runtime: Runtime, chunk: ChunkRef, epoch: int) -> None:
    model = runtime.jobs.manifest(chunk.job).spec.recipe.model
    if runtime.ledger.reopen_chunk(chunk, epoch):
        runtime.dispatcher.refill(model, runtime.dispatcher.window(model))
