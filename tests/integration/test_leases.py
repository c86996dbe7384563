"""Leases of workers that are slow, that hang, and that are dead.

No time passes here: what a wait would bring about, a test brings about in the ledger. So a busy
machine changes nothing.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.kit.jobs import make_job
from tests.kit.slow_store import SlowStore
from tests.kit.stepped_worker import (
    MODEL,
    CountingEngine,
    make_runtime,
    quick_settings,
    take_message,
)
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import programme_key
from voicefarm.ledger.records import ChunkRef, StitchClaim, StitchRef, SweepTerms
from voicefarm.messages import JobState, Manifest
from voicefarm.settings import Settings
from worker.engines import Speech, Utterance
from worker.engines.silence import SilenceSettings
from worker.process.heartbeat import HUNG_LEASES, Heartbeat
from worker.process.lease_time import STOPPED_LEASES
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.slots.watch import Watch
from worker.synthesis.chunk import synthesize_chunk

LEASE_S = 600.0
HEARTBEAT_S = 60.0
HUNG_BEATS = round(HUNG_LEASES * LEASE_S / HEARTBEAT_S)
TERMS = SweepTerms(max_attempts=3, restitch_s=0)


class Elapsed:
    """Brings about in the ledger what the time would."""

    def __init__(self, settings: Settings) -> None:
        self._client: Any = Redis.from_url(settings.redis_url or "", decode_responses=True)
        self._ns = settings.namespace

    def the_lease_of_a_stitch(self, job: str) -> None:
        """Its end is reached."""
        self._move(f"{self._ns}:stitches", job)

    def the_lease_of_a_chunk(self, chunk: ChunkRef) -> None:
        """Its end is reached."""
        self._move(f"{self._ns}:model:{MODEL.name}:leases", f"{chunk.job}/{chunk.index}")

    def some_beats_of(self, worker: str) -> None:
        """It has missed as many as a lease lasts."""
        self._move(f"{self._ns}:workers", worker)

    def all_patience_with(self, worker: str) -> None:
        """It has been silent for so long that it is dead."""
        self._move(f"{self._ns}:workers:dead", worker)

    def an_outage(self) -> None:
        """Nobody could sweep for long, or renew anything."""
        assert self._client.hset(f"{self._ns}:model::sweep", "last", 1) == 0

    def field(self, job: str, name: str) -> int:
        """A number of the job."""
        return int(self._client.hget(f"{self._ns}:job:{job}", name) or 0)

    def attempts(self, chunk: ChunkRef) -> int:
        """How often the chunk counts as tried."""
        return int(self._client.hget(f"{self._ns}:job:{chunk.job}:attempts", chunk.index) or 0)

    def _move(self, key: str, member: str) -> None:
        assert self._client.zadd(key, {member: 1}, xx=True, ch=True) == 1


@pytest.fixture
def settings(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Settings:
    return quick_settings(valkey.url, namespace, tmp_path, lease_s=LEASE_S, heartbeat_s=HEARTBEAT_S)


@pytest.fixture
def elapsed(settings: Settings) -> Elapsed:
    return Elapsed(settings)


@pytest.fixture
def slow(settings: Settings) -> Runtime:
    """The worker that is slow, hangs, or dies."""
    return make_runtime(settings, long_winded())


@pytest.fixture
def other(settings: Settings) -> Runtime:
    """The worker that takes what is left lying."""
    return make_runtime(settings, long_winded())


def long_winded() -> CountingEngine:
    """Takes so long that a programme of two is sent in several parts."""
    engine = CountingEngine()
    engine._settings = SilenceSettings(seconds_per_character=50)
    return engine


@pytest.fixture
def manifest(slow: Runtime) -> Manifest:
    manifest, pages = make_job(2, fingerprint=MODEL.fingerprint("nobody"))
    write_job(slow.store, manifest, pages)
    slow.ledger.open(manifest, retention_s=1000)
    return manifest


@pytest.fixture
def job(manifest: Manifest, other: Runtime) -> str:
    """A job that waits for its stitch."""
    for index in range(2):
        synthesize_chunk(other, ChunkRef(manifest.job, index))
    assert other.ledger.status(manifest.job).state == JobState.STITCHING
    return manifest.job


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def stitching(
    slow: Runtime, job: str, pool: ThreadPoolExecutor, tmp_path: Path
) -> Iterator[Callable[[str], "Future[None]"]]:
    """Begin the job's stitch in the slow worker; it stops at a place."""
    stores: list[SlowStore] = []

    def begin(place: str) -> "Future[None]":
        store = SlowStore(tmp_path / "store", place)
        stores.append(store)
        slow.store = store
        begun = pool.submit(stitch_job, slow, job)
        assert store.reached.wait(PATIENCE_S)
        return begun

    yield begin
    for store in stores:
        store.go_on.set()


def go_on(runtime: Runtime) -> None:
    assert isinstance(runtime.store, SlowStore)
    runtime.store.go_on.set()


@pytest.mark.parametrize("place", ["reading a take", "sending a part", "publishing"])
def test_a_stitch_that_is_slow_keeps_its_lease(
    slow: Runtime,
    other: Runtime,
    job: str,
    elapsed: Elapsed,
    stitching: Callable[[str], "Future[None]"],
    place: str,
) -> None:
    begun, heart = stitching(place), Heartbeat(slow)
    for _ in range(5):
        elapsed.the_lease_of_a_stitch(job)
        heart.beat()
        stitch_job(other, job)
    go_on(slow)
    begun.result(PATIENCE_S)
    assert slow.ledger.status(job).state == JobState.DONE
    assert (slow.counters.stitched, other.counters.stitched) == (1, 0)
    assert (elapsed.field(job, "epoch"), elapsed.field(job, "stitch_attempts")) == (1, 1)


@pytest.mark.parametrize("place", ["reading a take", "sending a part", "publishing"])
def test_a_stitch_that_hangs_is_given_to_another_though_its_worker_lives(
    slow: Runtime,
    other: Runtime,
    job: str,
    elapsed: Elapsed,
    stitching: Callable[[str], "Future[None]"],
    place: str,
) -> None:
    begun, heart = stitching(place), Heartbeat(slow)
    for _ in range(HUNG_BEATS + 2):
        heart.beat()
    elapsed.the_lease_of_a_stitch(job)
    heart.beat()
    stitch_job(other, job)
    assert other.ledger.status(job).state == JobState.DONE
    assert elapsed.field(job, "stitch_attempts") == 2  # one that hung is one
    programme = other.store.get(programme_key(job))
    go_on(slow)  # too late
    begun.result(PATIENCE_S)
    assert (slow.counters.stitched, other.counters.stitched) == (0, 1)
    assert other.store.get(programme_key(job)) == programme


def test_a_stitcher_that_dies_is_followed_by_another(
    slow: Runtime, other: Runtime, job: str, elapsed: Elapsed
) -> None:
    Heartbeat(slow).beat()
    assert slow.ledger.claim_stitch(job, slow.name, LEASE_S, 3)  # and is killed
    stitch_job(other, job)
    assert other.ledger.status(job).state == JobState.STITCHING
    elapsed.the_lease_of_a_stitch(job)
    stitch_job(other, job)
    assert other.ledger.status(job).state == JobState.DONE
    assert elapsed.field(job, "stitch_attempts") == 2


def test_a_stitcher_that_was_silent_and_lives_has_cost_no_attempt(
    slow: Runtime,
    other: Runtime,
    job: str,
    elapsed: Elapsed,
    stitching: Callable[[str], "Future[None]"],
) -> None:
    begun, heart = stitching("reading a take"), Heartbeat(slow)
    heart.beat()
    elapsed.some_beats_of(slow.name)
    elapsed.the_lease_of_a_stitch(job)
    assert other.ledger.claim_stitch(job, other.name, LEASE_S, 3) == StitchClaim(2, 2)
    for _ in range(2):  # taken back once
        heart.beat()
        assert elapsed.field(job, "stitch_attempts") == 1
    go_on(slow)
    begun.result(PATIENCE_S)
    assert slow.ledger.status(job).state == JobState.STITCHING  # it is the other's
    assert slow.store.size(programme_key(job)) is None
    assert other.ledger.finish_stitch(job, 2)


def test_the_last_stitcher_may_be_silent_for_a_while(
    slow: Runtime, other: Runtime, job: str, elapsed: Elapsed
) -> None:
    for attempt in (1, 2):
        assert slow.ledger.claim_stitch(job, "dead", 0, 3) == StitchClaim(attempt, attempt)
    Heartbeat(slow).beat()
    assert slow.ledger.claim_stitch(job, slow.name, LEASE_S, 3) == StitchClaim(3, 3)
    slow.ledger.count_stitch(StitchRef(job, 3))  # it is alone
    elapsed.some_beats_of(slow.name)
    elapsed.the_lease_of_a_stitch(job)
    stitch_job(other, job)
    assert other.ledger.sweep("", TERMS) == (0, [])
    assert other.ledger.status(job).state == JobState.STITCHING
    assert slow.ledger.renew_stitch(job, 3, LEASE_S)
    elapsed.the_lease_of_a_stitch(job)
    elapsed.all_patience_with(slow.name)
    other.ledger.sweep("", TERMS)
    assert other.ledger.status(job).state == JobState.FAILED


def test_a_stitch_that_hangs_in_its_last_attempt_fails_its_job_without_another_claim(
    slow: Runtime, job: str, elapsed: Elapsed
) -> None:
    for attempt in (1, 2, 3):
        claim = slow.ledger.claim_stitch(job, slow.name, 0, 3)
        assert claim == StitchClaim(attempt, attempt)
    slow.ledger.count_stitch(StitchRef(job, 3))
    Heartbeat(slow).beat()  # it lives
    slow.ledger.sweep("", TERMS)
    status = slow.ledger.status(job)
    assert status.state == JobState.FAILED
    assert status.error is not None
    assert f"voicefarm resume {job}" in status.error
    assert status.cause is not None
    assert status.cause.endswith("died or hung in each of 3 attempts.")


def test_after_an_outage_no_stitch_is_given_away_or_up_before_its_stitcher_could_speak(
    slow: Runtime, job: str, elapsed: Elapsed
) -> None:
    for attempt in (1, 2, 3):
        claim = slow.ledger.claim_stitch(job, slow.name, LEASE_S, 3)
        assert claim == StitchClaim(attempt, attempt)
        slow.ledger.count_stitch(StitchRef(job, attempt))
        elapsed.the_lease_of_a_stitch(job)
    slow.ledger.sweep("", SweepTerms(max_attempts=3, restitch_s=1000))  # nothing is due
    elapsed.an_outage()
    assert slow.ledger.sweep("", TERMS) == (0, [])
    assert slow.ledger.status(job).state == JobState.STITCHING


def held(runtime: Runtime) -> ChunkRef:
    runtime.refill()
    chunk = take_message(runtime.settings)
    assert chunk
    assert runtime.ledger.claim(chunk, runtime.name, LEASE_S) == 1
    return chunk


def test_a_chunk_keeps_its_lease_through_a_long_step_of_its_engine(
    slow: Runtime, other: Runtime, manifest: Manifest, elapsed: Elapsed
) -> None:
    chunk, heart = held(slow), Heartbeat(slow)
    with slow.slots.holding(chunk, Watch()):
        for _ in range(HUNG_BEATS):
            heart.beat()
        elapsed.the_lease_of_a_chunk(chunk)
        heart.beat()
        assert other.ledger.sweep(MODEL.name, TERMS)[0] == 0
        elapsed.the_lease_of_a_chunk(chunk)
        heart.beat()  # one too many without a step
        assert elapsed.attempts(chunk) == 1
        assert other.ledger.claim(chunk, other.name, LEASE_S) == 2


def test_a_chunk_whose_worker_was_silent_and_lives_has_cost_no_attempt(
    slow: Runtime, other: Runtime, manifest: Manifest, elapsed: Elapsed
) -> None:
    chunk, heart, watch = held(slow), Heartbeat(slow), Watch()
    with slow.slots.holding(chunk, watch):
        heart.beat()
        elapsed.some_beats_of(slow.name)
        elapsed.the_lease_of_a_chunk(chunk)
        assert other.ledger.sweep(MODEL.name, TERMS)[0] == 1
        assert other.ledger.claim(chunk, other.name, LEASE_S) == 2
        for _ in range(2):  # taken back once
            heart.beat()
            assert elapsed.attempts(chunk) == 1


def test_a_chunk_that_nobody_took_meanwhile_stays_with_its_silent_worker(
    slow: Runtime, other: Runtime, manifest: Manifest, elapsed: Elapsed
) -> None:
    chunk, heart = held(slow), Heartbeat(slow)
    with slow.slots.holding(chunk, Watch()):
        heart.beat()
        elapsed.some_beats_of(slow.name)
        elapsed.the_lease_of_a_chunk(chunk)
        assert other.ledger.sweep(MODEL.name, TERMS)[0] == 1
        heart.beat()
        assert other.ledger.claim(chunk, other.name, LEASE_S) is None
        assert elapsed.attempts(chunk) == 1


def test_a_chunk_is_not_given_up_while_its_last_worker_may_live(
    slow: Runtime, other: Runtime, manifest: Manifest, elapsed: Elapsed
) -> None:
    chunk = ChunkRef(manifest.job, 0)
    for attempt in (1, 2):
        assert slow.ledger.claim(chunk, "dead", 0) == attempt
    heart = Heartbeat(slow)
    heart.beat()
    assert slow.ledger.claim(chunk, slow.name, LEASE_S) == 3
    elapsed.some_beats_of(slow.name)
    elapsed.the_lease_of_a_chunk(chunk)
    assert other.ledger.sweep(MODEL.name, TERMS)[0] == 0
    assert other.ledger.status(manifest.job).state == JobState.RUNNING
    elapsed.all_patience_with(slow.name)
    other.ledger.sweep(MODEL.name, TERMS)
    assert other.ledger.status(manifest.job).state == JobState.FAILED


def test_what_a_worker_takes_back_is_its_own_turn_alone(slow: Runtime, job: str) -> None:
    claims = [slow.ledger.claim_stitch(job, slow.name, 0, 3) for _ in range(2)]
    assert claims == [StitchClaim(1, 1), StitchClaim(2, 2)]
    slow.ledger.uncount_stitch(StitchRef(job, 1))  # fenced out: not its attempt any more
    assert slow.ledger.claim_stitch(job, slow.name, 0, 3) == StitchClaim(3, 3)


def test_a_beat_tells_of_lost_stitches(slow: Runtime, job: str) -> None:
    for _ in range(2):
        slow.ledger.claim_stitch(job, slow.name, 0, 3)
    refs = [StitchRef(job, 1), StitchRef(job, 2), StitchRef("nobody", 1)]
    beat = slow.ledger.beat(slow.info(), [], LEASE_S, TERMS, refs)
    assert beat.lost_stitches == {refs[0], refs[2]}


class LateEngine(CountingEngine):
    """Ends every chunk past its deadline."""

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        watch.deadline = 0
        watch.check()
        return super().synthesize(utterance, watch)


@pytest.mark.parametrize(("leases", "attempts"), [(0, 1), (2, 1), (STOPPED_LEASES + 1, 0)])
def test_only_a_worker_that_was_stopped_may_pass_a_deadline(
    settings: Settings, manifest: Manifest, elapsed: Elapsed, leases: int, attempts: int
) -> None:
    worker, chunk = make_runtime(settings, LateEngine()), ChunkRef(manifest.job, 0)
    worker.lease_time.beat(time.monotonic() - leases * LEASE_S)
    synthesize_chunk(worker, chunk)
    assert elapsed.attempts(chunk) == attempts
