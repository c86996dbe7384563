"""The ledger: a job's live state in Redis or Valkey.

Every change is one Lua call, atomic and idempotent; `lua/*.lua` say which state each one moves. The
ledger is disposable: manifest and takes rebuild it. It decides what runs; Celery only carries
wake-ups.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import redis
from redis.client import NEVER_DECODE
from redis.exceptions import RedisError

from voicefarm.errors import UnknownName
from voicefarm.ledger.client import open_client, translated
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
from voicefarm.messages import JobState, JobStatus, Manifest

Completion = Literal["last", "done", "duplicate", "ended", "unknown"]
Failure = Literal["requeued", "given up", "ended", "done", "not held"]

JOBS_A_PAGE = 100
LUA = Path(__file__).parent / "lua"
STATS = struct.Struct(">IIBB")  # as in shared.lua


class Ledger:
    """One farm's ledger. Thread-safe, as redis-py's connection pool is."""

    def __init__(self, client: redis.Redis, namespace: str) -> None:
        self.client = client
        """For data that shares the connections, but isn't part of a job's state."""
        self.namespace = namespace
        self._redis: Any = client
        self._ns = namespace
        self._scripts = {
            path.stem: client.register_script(_script(path))
            for path in LUA.glob("*.lua")
            if path.stem != "shared"
        }

    def _run(self, script: str, *arguments: object) -> Any:
        try:
            return self._scripts[script](args=[self._ns, *map(str, arguments)])
        except RedisError as error:
            raise translated(error) from error

    # -- jobs -------------------------------------------------------------------------------

    def open(self, manifest: Manifest, *, retention_s: float, delay_s: float = 0) -> bool:
        """Make the job known and ready to hand out; False if it runs or is done already.

        A failed or cancelled job runs again, with what it had finished. The first chunk goes out
        after `delay_s`.
        """
        spec, share = manifest.spec, manifest.share
        fields = {
            "model": spec.recipe.model,
            "chunks": manifest.chunks,
            "sample_rate": spec.sample_rate,
            "title": spec.title,
            "retention": int(retention_s),
            "policy": spec.on_failure,
            "tenant": share.tenant,
            "class": share.job_class,
            "weight": share.weight,
            "in_flight": share.in_flight,
        }
        return bool(self._run("open", manifest.job, delay_s, *_flat(fields)))

    def cancel(self, job: str) -> JobState:
        """Cancel the job unless it ended; the state it was in. Raises UnknownName."""
        before = self._run("cancel", job)
        if before is None:
            raise unknown_job(job)
        return JobState(before)

    def status(self, job: str) -> JobStatus:
        """The job's state now. Raises UnknownName if the ledger doesn't know the job."""
        fields = self._command("HGETALL", f"{self._ns}:job:{job}")
        if not fields:
            raise unknown_job(job)
        return _status(job, fields)

    def jobs(self, created: float | None = None, job: str = "") -> Iterator[JobStatus]:
        """All the jobs that the ledger remembers, newest first, read a page at a time.

        With `created` and `job`, those behind the job of that name and time, which may be gone.
        """
        start = 0
        newest = "+inf" if created is None else repr(created)
        while True:
            limits = ("WITHSCORES", "LIMIT", start, JOBS_A_PAGE)
            flat = self._command("ZREVRANGEBYSCORE", f"{self._ns}:jobs", newest, "-inf", *limits)
            entries = [(str(name), float(score)) for name, score in _scored(flat)]
            # Jobs of one time are listed from Z to A.
            names = [one for one, score in entries if score != created or one < job]
            known = dict(zip(names, self._job_fields(names), strict=True))
            yield from (_status(one, fields) for one, fields in known.items() if fields)
            expired = [one for one, fields in known.items() if not fields]
            if expired:
                self._command("ZREM", f"{self._ns}:jobs", *expired)
            if len(entries) < JOBS_A_PAGE:
                return
            start += JOBS_A_PAGE - len(expired)

    def _job_fields(self, jobs: Sequence[str]) -> Sequence[dict[str, str]]:
        """The hashes of jobs, read at once; empty ones for those that have expired."""
        if not jobs:
            return []
        with self._redis.pipeline(transaction=False) as reading:
            for job in jobs:
                reading.hgetall(f"{self._ns}:job:{job}")
            return cast(list[dict[str, str]], self._guarded(reading.execute))

    def events(self, job: str, after: str = "0", block_s: float = 1.0) -> str:
        """Wait until the job's stream holds something newer than `after`; the newest id."""
        key, block = f"{self._ns}:job:{job}:events", int(block_s * 1000)
        answer = self._command("XREAD", "BLOCK", block, "STREAMS", key, after)
        if not answer:
            return after
        entries = answer[key][0] if isinstance(answer, dict) else answer[0][1]
        return cast(str, entries[-1][0])

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
        self, model: str, window: int | None = None, *, tenant_in_flight: int = 0
    ) -> Dispatch:
        """The chunks to send to the queue now, in fair turns, so that `window` of them are out.

        Without `window` it is twice the slots of the model's workers. At most 250 a call.
        `tenant_in_flight` limits the chunks of one tenant that are out; 0 means no limit.
        """
        parts = self._run("dispatch", model, "" if window is None else window, tenant_in_flight)
        return Dispatch(*map(_chunks, parts))

    def claim(
        self, chunk: ChunkRef, worker: str, lease_s: float, *, again: bool = False
    ) -> int | None:
        """Take the chunk's lease; the number of this attempt, or None if there is nothing to do.

        With `again` a worker that already has the lease gets the same answer again. Use it to
        repeat a claim whose answer was lost.
        """
        answer = self._run("claim", chunk.job, chunk.index, worker, lease_s)
        granted = answer[0] == "granted" or (again and answer[0] == "again")
        return int(answer[1]) if granted else None

    def renew(self, chunks: Iterable[ChunkRef], worker: str, lease_s: float) -> Renewal:
        """Prolong the leases. One that the ledger lost comes back, if no other worker has it."""
        pairs = _pairs(chunks)
        ended, unknown = self._run("renew", worker, lease_s, *pairs) if pairs else ((), ())
        return Renewal(frozenset(ended), frozenset(unknown))

    def recount(self, chunk: ChunkRef, by: int) -> None:
        """Take back an attempt that hasn't begun (-1), or count it as it begins (+1)."""
        self._run("recount", chunk.job, chunk.index, by)

    def release(self, chunks: Iterable[ChunkRef], worker: str) -> int:
        """Give back chunks that the worker holds without counting the attempt; how many."""
        pairs = _pairs(chunks)
        return int(self._run("release", worker, *pairs)) if pairs else 0

    def complete(
        self, chunk: ChunkRef, *, samples: int, synthesis_s: float, reused: bool
    ) -> Completion:
        """Count the chunk as done; 'last' is answered exactly once per job."""
        milliseconds = round(synthesis_s * 1000)
        arguments = (chunk.job, chunk.index, samples, milliseconds, int(reused))
        return cast(Completion, self._run("complete", *arguments))

    def fail(self, chunk: ChunkRef, worker: str, error: str, max_attempts: int) -> Failure:
        """Give the chunk back after a failed attempt, or up after the last one.

        Whether its job fails with it, or goes on with a gap, is the job's policy.
        """
        arguments = (chunk.job, chunk.index, worker, max_attempts, error)
        return cast(Failure, self._run("fail", *arguments))

    def gaps(self, job: str) -> dict[int, str]:
        """The chunks that were given up in a job that goes on without them, and why."""
        reasons = self._command("HGETALL", f"{self._ns}:job:{job}:gaps")
        return {int(index): reason for index, reason in reasons.items()}

    # -- stitching --------------------------------------------------------------------------

    def claim_stitch(
        self, job: str, worker: str, lease_s: float, max_attempts: int, *, again: bool = False
    ) -> StitchClaim | None:
        """Take the job's stitching, or None if there is nothing to do; `again` as for `claim`.

        A job whose stitch has ended `max_attempts` workers fails instead.
        """
        answer = self._run("claim_stitch", job, worker, lease_s, max_attempts)
        granted = len(answer) == 2 or (again and len(answer) == 3)
        return StitchClaim(int(answer[0]), int(answer[1])) if granted else None

    def recount_stitch(self, job: str, by: int, epoch: int | None = None) -> None:
        """Take back a stitch's attempt (-1), or count it as it begins (+1).

        With `epoch` nothing happens if that stitcher is fenced out.
        """
        self._run("recount_stitch", job, by, "" if epoch is None else epoch)

    def renew_stitch(self, job: str, epoch: int, lease_s: float) -> bool:
        """Prolong the stitcher's lease; False if it isn't this stitcher's any more."""
        return not self._run("renew_stitches", lease_s, job, epoch)

    def finish_stitch(self, job: str, epoch: int, error: str = "") -> bool:
        """Turn the job to done, or to failed with `error`; False if fenced out."""
        return bool(self._run("finish_stitch", job, epoch, error))

    def reopen_chunk(self, chunk: ChunkRef, epoch: int, max_attempts: int) -> bool:
        """Have a chunk made again whose take is gone; its job runs again. False if fenced out.

        A chunk that was made `max_attempts` times is given up instead.
        """
        return bool(self._run("reopen_chunk", chunk.job, chunk.index, epoch, max_attempts))

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
            _heartbeat_arguments(info, lease_s),
            [info.worker, lease_s, *_pairs(chunks)],
            [lease_s, *(part for stitch in stitches for part in (stitch.job, stitch.epoch))],
            _sweep_arguments(info.model, terms),
        )
        flat = [argument for part in parts for argument in (len(part), *part)]
        (ended, unknown), lost, (requeued, wanted), wanting = self._run("beat", *flat)
        renewal = Renewal(frozenset(ended), frozenset(unknown))
        lost_stitches = frozenset(map(StitchRef, lost[::2], map(int, lost[1::2])))
        return Beat(renewal, lost_stitches, int(requeued), wanted, bool(wanting))

    def heartbeat(self, info: WorkerInfo, lease_s: float) -> None:
        """Say that the worker lives; it counts as dead `lease_s` after the last time."""
        self._run("heartbeat", *_heartbeat_arguments(info, lease_s))

    def sign_off(self, worker: str, model: str) -> None:
        """Forget a worker that ends in good order."""
        self._run("sign_off", worker, model)

    def workers(self) -> list[WorkerInfo]:
        """The workers that live now."""
        names: Sequence[str] = self._command("ZRANGE", f"{self._ns}:workers", 0, -1)
        records = (self._command("HGETALL", f"{self._ns}:worker:{name}") for name in names)
        return [_worker_info(fields) for fields in records if fields]

    def sweep(self, model: str, terms: SweepTerms) -> tuple[int, Sequence[str]]:
        """Requeue the model's abandoned chunks; how many, and the jobs that want a stitcher."""
        requeued, stitches = self._run("sweep", *_sweep_arguments(model, terms))
        return int(requeued), stitches

    def overview(self) -> Overview:
        """Models, workers and jobs at a glance."""
        return Overview.model_validate_json(self._run("overview"))

    def check(self) -> None:
        """Raises RedisUnreachable with the remedy if the server can't be used."""
        self._command("PING")

    def _command(self, *arguments: object, **options: object) -> Any:
        return self._guarded(lambda: self._redis.execute_command(*arguments, **options))

    def _guarded(self, call: Any) -> Any:
        try:
            return call()
        except RedisError as error:
            raise translated(error) from error


def _script(path: Path) -> str:
    """The text of a script: what all share, the scripts that it includes as functions, itself."""
    text = path.read_text("utf-8")
    included = re.search(r"^-- include (.*)$", text, re.MULTILINE)
    functions = [
        f"local function {name}(ARGV)\n{(LUA / f'{name}.lua').read_text('utf-8')}\nend\n"
        for name in (included[1].split() if included else ())
    ]
    return "".join([(LUA / "shared.lua").read_text("utf-8"), *functions, text])


def _heartbeat_arguments(info: WorkerInfo, lease_s: float) -> list[object]:
    fields = {name: getattr(info, name) for name in WorkerInfo.__slots__}
    return [info.worker, info.model, info.slots, lease_s, *_flat(fields)]


def _sweep_arguments(model: str, terms: SweepTerms) -> list[object]:
    times = (terms.every_s, terms.lease_s, terms.lost_after_s, terms.restitch_s)
    return [model, terms.queue, *times, terms.max_attempts]


def _flat(fields: Mapping[str, object]) -> list[object]:
    return [part for pair in fields.items() for part in pair]


def _pairs(chunks: Iterable[ChunkRef]) -> list[object]:
    return [part for chunk in chunks for part in (chunk.job, chunk.index)]


def _scored(answer: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Members with their scores, which come as pairs or flat, by the version of the protocol."""
    if answer and isinstance(answer[0], list | tuple):
        return [(pair[0], pair[1]) for pair in answer]
    return list(zip(answer[::2], answer[1::2], strict=True))


def _chunks(pairs: Sequence[str]) -> list[ChunkRef]:
    return [ChunkRef(job, int(index)) for job, index in zip(pairs[::2], pairs[1::2], strict=True)]


def connect(url: str, namespace: str) -> Ledger:
    """A ledger on the server at `url`; the connection is made at the first call."""
    return Ledger(open_client(url), namespace)


def unknown_job(job: str) -> UnknownName:
    """The error for a job that the ledger has never seen or has forgotten."""
    return UnknownName(f"Job '{job}' is not in the ledger; `voicefarm list` shows those that are.")


def _status(job: str, fields: dict[str, str]) -> JobStatus:
    counters = ("chunks", "done", "reused", "samples", "gaps")
    numbers = {name: int(fields[name]) for name in counters}
    return JobStatus(
        job=job,
        state=JobState(fields["state"]),
        title=fields["title"],
        model=fields["model"],
        sample_rate=int(fields["sample_rate"]),
        synthesis_s=int(fields["synthesis_ms"]) / 1000,
        created=float(fields["created"]),
        finished=float(fields["finished"]) if "finished" in fields else None,
        tenant=fields.get("tenant") or "default",
        error=fields.get("error"),
        cause=fields.get("cause", fields.get("error")),
        **numbers,
    )


def _worker_info(fields: dict[str, str]) -> WorkerInfo:
    return WorkerInfo(
        worker=fields["worker"],
        host=fields["host"],
        pid=int(fields["pid"]),
        model=fields["model"],
        slots=int(fields["slots"]),
        busy=int(fields["busy"]),
        up_s=float(fields.get("up_s", 0)),
        chunks=int(fields.get("chunks", 0)),
        audio_s=float(fields.get("audio_s", 0)),
        memory_mb=int(fields.get("memory_mb", 0)),
    )
