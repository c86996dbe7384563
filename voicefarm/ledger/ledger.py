"""The ledger: a job's live state in Redis or Valkey.

Every change is one Lua call, atomic and idempotent; `lua/*.lua` say which state each one moves. The
ledger is disposable: manifest and takes rebuild it. It decides what runs; Celery only carries
wake-ups.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, cast

from redis.client import NEVER_DECODE

from voicefarm.artifacts.identity import StoreIdentity
from voicefarm.errors import BadSetting, UnknownName
from voicefarm.ledger.client import ANSWER_S, open_client
from voicefarm.ledger.overview import Overview
from voicefarm.ledger.records import (
    Beat,
    ChunkRef,
    ChunkStats,
    Dispatch,
    Renewal,
    StitchClaim,
    StitchRef,
    SweepTerms,
    WorkerInfo,
)
from voicefarm.ledger.script_server import ScriptServer
from voicefarm.ledger.wire import (
    beat_in,
    by_stream,
    chunks_in,
    flat,
    heartbeat_arguments,
    in_pairs,
    job_fields,
    job_status,
    model_rates,
    programme_fields,
    scored,
    sweep_arguments,
    worker_info,
)
from voicefarm.messages import JobState, JobStatus, Manifest, ModelRates, Pace, ReportSummary

Completion = Literal["last", "done", "duplicate", "ended", "unknown"]
Failure = Literal["requeued", "excused", "given up", "ended", "done", "not held"]

JOBS_A_PAGE = 100
REOPENED_AT_ONCE = 1000
"""Chunks: one call must not keep the server busy for long."""
STATS = struct.Struct(">IIBB")  # as in shared.lua


class Ledger(ScriptServer):
    """One farm's ledger. Thread-safe, as redis-py's connection pool is."""

    # -- jobs -------------------------------------------------------------------------------

    def open(self, manifest: Manifest, *, retention_s: float, delay_s: float = 0) -> bool:
        """Make the job known and ready to hand out; False if it runs or is done already.

        A failed or cancelled job runs again, with what it had finished. The first chunk goes out
        after `delay_s`.
        """
        fields = job_fields(manifest, retention_s)
        return bool(self._run("open", manifest.job, delay_s, *flat(fields)))

    def restore(self, manifest: Manifest, summary: ReportSummary, *, retention_s: float) -> bool:
        """Know a job as done whose programme lies in the store; False if it is known already."""
        made = (summary.samples, round(summary.synthesis_s * 1000))
        fields = job_fields(manifest, retention_s) | programme_fields(summary)
        return bool(self._run("restore", manifest.job, *made, *flat(fields)))

    def stitch_again(self, job: str) -> bool:
        """Have a job that is done stitched again; one that is stitched now follows with a turn.

        True if a stitcher must be requested.
        """
        return bool(self._run("stitch_again", job))

    def forget(self, job: str) -> None:
        """Remove all that is known of a job. It must have ended."""
        self._run("forget", job)

    def cancel(self, job: str) -> JobState:
        """Cancel the job unless it ended; the state it was in. Raises UnknownName."""
        before = self._run("cancel", job)
        if before is None:
            raise unknown_job(job)
        return JobState(before)

    def status(self, job: str) -> JobStatus:
        """The job's state now. Raises UnknownName if the ledger doesn't know the job."""
        status = self.statuses([job])[0]
        if status is None:
            raise unknown_job(job)
        return status

    def statuses(self, jobs: Sequence[str]) -> list[JobStatus | None]:
        """The states of many jobs, None for one that the ledger doesn't know. One round trip."""
        pipeline = self.client.pipeline(transaction=False)
        for job in jobs:
            pipeline.hgetall(f"{self._ns}:job:{job}")
        pipeline.time()
        *answers, (seconds, microseconds) = self._guarded(pipeline.execute)
        seen = seconds + microseconds / 1e6
        return [
            job_status(job, fields, seen) if fields else None
            for job, fields in zip(jobs, answers, strict=True)
        ]

    def jobs(self, created: float | None = None, job: str = "") -> Iterator[JobStatus]:
        """All the jobs that the ledger remembers, newest first, read a page at a time.

        With `created` and `job`, those behind the job of that name and time, which may be gone.
        """
        start = 0
        newest = "+inf" if created is None else repr(created)
        while True:
            limits = ("WITHSCORES", "LIMIT", start, JOBS_A_PAGE)
            flat = self._command("ZREVRANGEBYSCORE", f"{self._ns}:jobs", newest, "-inf", *limits)
            entries = [(str(name), float(score)) for name, score in scored(flat)]
            # Jobs of one time are listed from Z to A.
            names = [one for one, score in entries if score != created or one < job]
            known = dict(zip(names, self.statuses(names), strict=True))
            yield from (status for status in known.values() if status)
            expired = [one for one, status in known.items() if not status]
            if expired:
                self._command("ZREM", f"{self._ns}:jobs", *expired)
            if len(entries) < JOBS_A_PAGE:
                return
            start += JOBS_A_PAGE - len(expired)

    def events(self, job: str, after: str = "0", block_s: float = 1.0) -> str:
        """Wait until the job's stream holds something newer than `after`; the newest id."""
        key, block = f"{self._ns}:job:{job}:events", int(block_s * 1000)
        streams = by_stream(self._command("XREAD", "BLOCK", block, "STREAMS", key, after))
        return cast(str, streams[key][-1][0]) if streams else after

    def stats(self, job: str, start: int, count: int) -> list[ChunkStats]:
        """Statistics of `count` chunks from `start` on; zeros for a chunk that isn't done."""
        size = STATS.size
        first, last = start * size, (start + count) * size - 1
        key = f"{self._ns}:job:{job}:facts"
        packed: bytes = self._command("GETRANGE", key, first, last, **{NEVER_DECODE: True})
        return [
            ChunkStats(samples, milliseconds / 1000, attempts, bool(reused))
            for samples, milliseconds, attempts, reused in STATS.iter_unpack(
                packed.ljust(count * size, b"\0")
            )
        ]

    # -- chunks -----------------------------------------------------------------------------

    def dispatch(
        self,
        model: str,
        window: int | None = None,
        *,
        tenant_in_flight: int = 0,
        in_order: bool = False,
    ) -> Dispatch:
        """The chunks to send to the queue now, in fair turns, so that `window` of them are out.

        With `in_order` a class's oldest job comes first instead.

        Without `window` it is twice the slots of the model's workers. At most 250 a call.
        `tenant_in_flight` limits the chunks of one tenant that are out; 0 means no limit.
        """
        wanted = "" if window is None else window
        parts = self._run("dispatch", model, wanted, tenant_in_flight, int(in_order))
        return Dispatch(*map(chunks_in, parts))

    def claim(
        self,
        chunk: ChunkRef,
        worker: str,
        lease_s: float,
        max_attempts: int = 0,
        *,
        again: bool = False,
        counts: bool = True,
    ) -> int | None:
        """Take the chunk's lease; the number of this attempt, or None if there is nothing to do.

        With `again` a worker that already has the lease gets the same answer again. Use it to
        repeat a claim whose answer was lost. The last of `max_attempts` isn't counted before
        `count` says that it begins; without `counts` none is.
        """
        arguments = (chunk.job, chunk.index, worker, lease_s, max_attempts, int(counts))
        answer = self._run("claim", *arguments)
        granted = answer[0] == "granted" or (again and answer[0] == "again")
        return int(answer[1]) if granted else None

    def renew(self, chunks: Iterable[ChunkRef], worker: str, lease_s: float) -> Renewal:
        """Prolong the leases. One that the ledger lost comes back, if no other worker has it."""
        pairs = in_pairs(chunks)
        ended, unknown = self._run("renew", worker, lease_s, *pairs) if pairs else ((), ())
        return Renewal(frozenset(ended), frozenset(unknown))

    def count(self, chunk: ChunkRef, worker: str) -> None:
        """Count the last attempt, which begins now: the chunk is alone in its worker."""
        self._run("count", chunk.job, chunk.index, worker)

    def uncount(self, chunks: Iterable[ChunkRef], worker: str) -> None:
        """Don't count the worker's attempts at these chunks, however they end. Idempotent."""
        if pairs := in_pairs(chunks):
            self._run("uncount", worker, *pairs)

    def release(self, chunks: Iterable[ChunkRef], worker: str) -> int:
        """Give back chunks that the worker holds without counting the attempt; how many."""
        pairs = in_pairs(chunks)
        return int(self._run("release", worker, *pairs)) if pairs else 0

    def complete(
        self, chunk: ChunkRef, *, samples: int, synthesis_s: float, reused: bool
    ) -> Completion:
        """Count the chunk as done; 'last' is answered exactly once per job."""
        milliseconds = round(synthesis_s * 1000)
        arguments = (chunk.job, chunk.index, samples, milliseconds, int(reused))
        return cast(Completion, self._run("complete", *arguments))

    def fail(
        self, chunk: ChunkRef, worker: str, error: str, max_attempts: int, *, own: bool = False
    ) -> Failure:
        """Give the chunk back after a failed attempt, or up after the last one.

        Whether its job fails with it, or goes on with a gap, is the job's policy. An attempt that
        failed by the worker's `own` fault is excused, a few times, if another worker is well.
        """
        arguments = (chunk.job, chunk.index, worker, max_attempts, error, int(own))
        return cast(Failure, self._run("fail", *arguments))

    def gaps(self, job: str) -> dict[int, str]:
        """The chunks that were given up in a job that goes on without them, and why."""
        reasons = self._command("HGETALL", f"{self._ns}:job:{job}:gaps")
        return {int(index): reason for index, reason in reasons.items()}

    # -- stitching --------------------------------------------------------------------------

    def claim_stitch(
        self,
        job: str,
        worker: str,
        lease_s: float,
        max_attempts: int,
        *,
        again: bool = False,
        counts: bool = True,
    ) -> StitchClaim | None:
        """Take the job's stitching, or None if there is nothing to do; the rest as for `claim`.

        A job whose stitch has ended `max_attempts` workers fails instead.
        """
        answer = self._run("claim_stitch", job, worker, lease_s, max_attempts, int(counts))
        granted = len(answer) == 2 or (again and len(answer) == 3)
        return StitchClaim(int(answer[0]), int(answer[1])) if granted else None

    def count_stitch(self, stitch: StitchRef) -> None:
        """Count the last attempt, which begins now, unless the stitcher is fenced out."""
        self._run("count_stitch", stitch.job, stitch.epoch)

    def uncount_stitch(self, stitch: StitchRef) -> None:
        """Don't count this attempt, however it ends. Idempotent; nothing if it is fenced out."""
        self._run("uncount_stitch", stitch.job, stitch.epoch)

    def renew_stitch(self, job: str, epoch: int, lease_s: float) -> bool:
        """Prolong the stitcher's lease; False if it isn't this stitcher's any more."""
        return not self._run("renew_stitches", lease_s, job, epoch)

    def finish_stitch(
        self, job: str, epoch: int, error: str = "", made: ReportSummary | None = None
    ) -> bool:
        """Turn the job to done, with what was made, or to failed with `error`.

        False if fenced out.
        """
        fields = programme_fields(made) if made else {}
        return bool(self._run("finish_stitch", job, epoch, error, *flat(fields)))

    def fail_stitch(self, stitch: StitchRef, error: str, max_attempts: int, *, own: bool) -> str:
        """A stitch failed: 'failed' with its job, 'again' by another stitcher, or 'fenced out'.

        The job fails unless it was the worker's `own` fault and attempts are left. Such a failure
        is excused, a few times, if another stitcher is well.
        """
        arguments = (stitch.job, stitch.epoch, error, int(own), max_attempts)
        return cast(str, self._run("fail_stitch", *arguments))

    def reopen_chunks(
        self, job: str, indices: Sequence[int], epoch: int, max_attempts: int
    ) -> bool:
        """Have chunks made again whose takes are gone; their job runs again. False if fenced out.

        A chunk that was made `max_attempts` times is given up instead.
        """
        return any(
            [
                self._run("reopen_chunks", job, epoch, max_attempts, *indices[start : start + most])
                for most in [REOPENED_AT_ONCE]
                for start in range(0, len(indices), most)
            ]
        )

    # -- workers ----------------------------------------------------------------------------

    def beat(
        self,
        info: WorkerInfo,
        chunks: Iterable[ChunkRef],
        lease_s: float,
        terms: SweepTerms,
        stitches: Iterable[StitchRef] = (),
    ) -> Beat:
        """A worker's heartbeat, the renewal of its leases and its offer to sweep, in one call.

        `chunks` and `stitches` are those that go on; the leases of others are left to end.
        """
        parts = (
            heartbeat_arguments(info, lease_s),
            [info.worker, lease_s, *in_pairs(chunks)],
            [lease_s, *(part for stitch in stitches for part in (stitch.job, stitch.epoch))],
            sweep_arguments(info.model, terms),
        )
        flat = [argument for part in parts for argument in (len(part), *part)]
        return beat_in(self._run("beat", *flat))

    def heartbeat(self, info: WorkerInfo, lease_s: float) -> None:
        """Say that the worker lives; it counts as dead `lease_s` after the last time."""
        self._run("heartbeat", *heartbeat_arguments(info, lease_s))

    def sign_off(self, worker: str, model: str) -> None:
        """Forget a worker that ends in good order."""
        self._run("sign_off", worker, model)

    def workers(self) -> list[WorkerInfo]:
        """The workers that live now."""
        names: Sequence[str] = self._command("ZRANGE", f"{self._ns}:workers", 0, -1)
        records = (self._command("HGETALL", f"{self._ns}:worker:{name}") for name in names)
        return [worker_info(fields) for fields in records if fields]

    def count_speech(self, model: str, paces: Mapping[str, Pace]) -> None:
        """Add what a finished programme's voices have spoken to what is known of the model."""
        parts = [
            part for place, pace in paces.items() for part in (place, pace.syllables, pace.speech_s)
        ]
        if parts:
            self._run("count_speech", model, *parts)

    def rates(self, model: str) -> ModelRates:
        """What was measured of the model on this farm; empty if that is nothing."""
        return model_rates(self._command("HGETALL", f"{self._ns}:model:{model}:rates"))

    def sweep(self, model: str, terms: SweepTerms) -> tuple[int, Sequence[str]]:
        """Requeue the model's abandoned chunks; how many, and the jobs that want a stitcher."""
        requeued, stitches = self._run("sweep", *sweep_arguments(model, terms))
        return int(requeued), stitches

    def agree_on_store(self, store: StoreIdentity, *, worker: bool) -> None:
        """Raise BadSetting if the farm uses another store.

        A worker that comes while no other lives says which store the farm uses from then on.
        """
        theirs = self._run("agree_on_store", store.id, store.name, int(worker))
        if theirs is not None:
            raise BadSetting(
                f"The farm's store is {theirs}, and the one here is {store.name}; "
                "give all of the farm the same VOICEFARM_STORE."
            )

    def store_id(self) -> str | None:
        """The id of the store that the farm uses; None if nobody has said so yet."""
        return cast(str | None, self._command("HGET", f"{self._ns}:store", "id"))

    def first_in(self, what: str, seconds: float) -> bool:
        """Whether nobody else has said so of `what` in that time."""
        key, milliseconds = f"{self._ns}:{what}", round(seconds * 1000)
        return self._command("SET", key, "1", "NX", "PX", milliseconds) is not None

    def overview(self) -> Overview:
        """Models, workers and jobs at a glance."""
        return Overview.model_validate_json(self._run("overview"))


def connect(url: str, namespace: str, answer_s: float = ANSWER_S) -> Ledger:
    """A ledger on the server at `url`; the connection is made at the first call.

    An answer that takes more than `answer_s` seconds is RedisUnreachable.
    """
    return Ledger(open_client(url, answer_s), namespace)


def unknown_job(job: str) -> UnknownName:
    """The error for a job that the ledger has never seen or has forgotten."""
    return UnknownName(f"Job '{job}' is not in the ledger; `voicefarm list` shows those that are.")
