"""A job's takes become its programme, once: claimed, fenced, and finished in the ledger."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import structlog

from voicefarm.artifacts.takes import forget_take
from voicefarm.errors import RedisUnreachable, StoreRefuses, Unreachable, VoicefarmError
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import StitchRef
from voicefarm.messages import ReportSummary
from voicefarm.wording.paths import FULL, sentence_of_temporary
from worker.process.lease_time import LeaseTime
from worker.process.runtime import Runtime
from worker.programme.takes.missing import MissingTake, missing_takes
from worker.programme.writer import write_programme
from worker.slots.watch import Watch

log = structlog.get_logger()


class FencedOut(VoicefarmError):
    """The job ended, or another stitcher got it, while this one was at work."""

    def __init__(self, job: str) -> None:
        super().__init__(f"Job '{job}' ended or is stitched elsewhere; nothing to do here.")


@dataclass(slots=True)
class StitchLease(Watch):
    """A stitcher's right to its job, and the control of its work.

    The heartbeat renews the lease while the stitch makes progress, and cancels it when it is lost.
    """

    ledger: Ledger = field(kw_only=True)
    stitch: StitchRef = field(kw_only=True)
    lease_time: LeaseTime = field(kw_only=True)

    def keep(self) -> None:
        """Say that work went on. Raises FencedOut when the lease is lost."""
        self.advance()
        self.check()

    def check(self) -> None:
        """Raises FencedOut when the heartbeat found the lease lost."""
        if self.cancelled:
            raise FencedOut(self.stitch.job)

    def confirm(self) -> None:
        """Ask the ledger. Raises FencedOut when the lease is lost."""
        job, epoch = self.stitch.job, self.stitch.epoch
        if not self.ledger.renew_stitch(job, epoch, self.lease_time.seconds):
            raise FencedOut(job)
        self.advance()


def stitch_job(runtime: Runtime, job: str) -> None:
    """Make the job's programme and report, unless another stitcher has it. Never raises."""
    try:
        with runtime.stitches.holding(job) as first:
            _stitch_job(runtime, job, first)
    except RedisUnreachable as error:
        log.warning("stitch left to the sweep", job=job, error=str(error))


def _stitch_job(runtime: Runtime, job: str, first: bool) -> None:
    """`first`: no other slot of this worker has the job, so a lease of it is this one's."""
    ledger, lease_time = runtime.ledger, runtime.lease_time
    terms = (runtime.name, lease_time.seconds, runtime.settings.max_attempts)
    counts = runtime.attempts_count
    claim = runtime.outages.wait_out(
        partial(ledger.claim_stitch, job, *terms, again=first, counts=counts)
    )
    if claim is None:
        return
    stitch = StitchRef(job, claim.epoch)
    lease = StitchLease(ledger=ledger, stitch=stitch, lease_time=lease_time)
    with runtime.stitch_leases.holding(stitch, lease):
        try:
            with _turn(runtime, lease, claim.attempt), runtime.traces.stitch(job):
                summary = write_programme(runtime.store, runtime.jobs, ledger, job, lease)
        except Exception as error:  # noqa: BLE001 - a slot's edge: nothing may end the worker
            _settle(runtime, lease, error)
        else:
            _finish(runtime, lease, summary)


def _finish(runtime: Runtime, lease: StitchLease, summary: ReportSummary) -> None:
    job, epoch = lease.stitch.job, lease.stitch.epoch
    wait_out = runtime.outages.wait_out
    if wait_out(runtime.ledger.finish_stitch, job, epoch, "", summary, watch=lease):
        with suppress(RedisUnreachable):  # plans are a little poorer without it
            for model, paces in {summary.model: summary.paces, **summary.guest_paces}.items():
                runtime.ledger.count_speech(model, paces)
        runtime.counters.programme()
        runtime.stitching_fitness.succeeded()
        log.info("programme done", job=job, duration_s=round(summary.duration_s, 2))
    else:
        _settle(runtime, lease, FencedOut(job))


@contextmanager
def _turn(runtime: Runtime, lease: StitchLease, attempt: int) -> Iterator[None]:
    """Be in the worker with others, or alone in the last attempt, as chunks are.

    So a stitch that ends its worker takes no chunk or stitch in its last attempt with it. The
    ledger counts the last attempt when it begins, after the wait to be alone.
    """
    if not 1 < attempt == runtime.settings.max_attempts:
        with runtime.engine_gate.shared(lease):
            yield
        return
    with runtime.engine_gate.exclusive(lease):
        if runtime.attempts_count:
            runtime.outages.wait_out(runtime.ledger.count_stitch, lease.stitch, watch=lease)
        lease.confirm()
        yield


def _settle(runtime: Runtime, lease: StitchLease, error: Exception) -> None:
    """Report to the ledger what became of a stitch that made no programme."""
    job = lease.stitch.job
    if isinstance(error, FencedOut):
        log.warning("stitch stopped", job=job, reason=str(error))
    elif isinstance(error, MissingTake):
        _make_again(runtime, lease, error)
    elif isinstance(error, Unreachable) and not isinstance(error, StoreRefuses):
        log.warning("stitch put off", job=job, error=str(error))
        _put_off(runtime, lease)
    else:
        _fail(runtime, lease, error)


def _put_off(runtime: Runtime, lease: StitchLease) -> None:
    """Blame nothing. The lease ends, and the sweep requests a stitcher again."""
    runtime.outages.wait_out(runtime.ledger.uncount_stitch, lease.stitch, watch=lease)


def _fail(runtime: Runtime, lease: StitchLease, error: Exception) -> None:
    stitch, known = lease.stitch, isinstance(error, VoicefarmError)
    log.error("stitch failed", job=stitch.job, error=str(error), exc_info=not known)
    sentence = _sentence(error)
    reason = f"Stitching failed: {sentence}"
    own = runtime.is_own_fault(error)
    # First, so that this worker isn't the one that is asked to do it again.
    if own and runtime.stitching_fitness.failed(stitch, error, sentence):
        _put_off(runtime, lease)
        return
    fail = partial(runtime.ledger.fail_stitch, own=own)
    if runtime.outages.wait_out(fail, stitch, reason, runtime.settings.max_attempts) == "again":
        runtime.dispatcher.request_stitch(stitch.job)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in FULL:
        return sentence_of_temporary(error)
    return str(error) if isinstance(error, VoicefarmError) else repr(error)


def _make_again(runtime: Runtime, lease: StitchLease, first: MissingTake) -> None:
    """Give the chunk of the first missing take back, and of all others that miss theirs."""
    job, epoch, wait_out = lease.stitch.job, lease.stitch.epoch, runtime.outages.wait_out
    gaps = wait_out(runtime.ledger.gaps, job, watch=lease)
    missing = {first.index: first.take}
    with suppress(FencedOut, Unreachable), lease.excused():
        # Those that were found before a fault are made again all the same.
        missing.update(missing_takes(runtime.store, runtime.jobs, job, gaps, lease.keep))
    log.warning("takes are gone and are made again", job=job, chunks=len(missing))
    for take in missing.values():
        wait_out(forget_take, runtime.store, take, watch=lease)
        lease.advance()
    most = runtime.settings.max_attempts
    if wait_out(runtime.ledger.reopen_chunks, job, sorted(missing), epoch, most, watch=lease):
        runtime.dispatcher.refill_all(runtime.jobs.manifest(job).models)
