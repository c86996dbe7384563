"""Every gap that a crash can leave between two steps, opened here and healed by a heartbeat.

docs/reliability.md lists them. A crash is a step that isn't taken; the worker that heals is
another one. Nothing is synthesized twice but what was in the engine.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.jobs import handed_out, make_job
from tests.kit.stepped_worker import (
    MODEL,
    CountingEngine,
    act_until,
    make_runtime,
    quick_settings,
    take_message,
)
from tests.kit.valkey_server import ValkeyServer
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import programme_key, take_key
from voicefarm.artifacts.takes import find_take, forget_take
from voicefarm.broker.celery_app import key_prefix
from voicefarm.broker.names import stitch_queue
from voicefarm.errors import SynthesisFailed
from voicefarm.ledger.records import ChunkRef, SweepTerms
from voicefarm.messages import JobState, Manifest
from voicefarm.resumption import resume_job
from voicefarm.settings import Settings
from worker.engines import Speech, Utterance
from worker.process.heartbeat import Heartbeat
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.slots.watch import Watch
from worker.synthesis.chunk import synthesize_chunk

CHUNKS = 6


@pytest.fixture
def lease_s() -> float:
    """Short, so that a death is noticed soon; a test whose worker lives gives itself more."""
    return 0.1


@pytest.fixture
def settings(valkey: ValkeyServer, namespace: str, tmp_path: Path, lease_s: float) -> Settings:
    return quick_settings(valkey.url, namespace, tmp_path, lease_s=lease_s)


@pytest.fixture
def dead(settings: Settings) -> Runtime:
    """The worker that doesn't take its next step."""
    return make_runtime(settings)


@pytest.fixture
def alive(settings: Settings) -> Runtime:
    """The worker that goes on."""
    return make_runtime(settings)


@pytest.fixture
def manifest(dead: Runtime) -> Manifest:
    manifest, pages = make_job(CHUNKS, fingerprint=MODEL.fingerprint("nobody"))
    write_job(dead.store, manifest, pages)
    return manifest


@pytest.fixture
def work(alive: Runtime, settings: Settings) -> Callable[[], None]:
    """One round of the living worker: a heartbeat, then all that is in its queues."""
    heartbeat = Heartbeat(alive)

    def round_of_work() -> None:
        heartbeat.beat()
        while chunk := take_message(settings):
            synthesize_chunk(alive, chunk)
        while job := stitch_request(settings):
            stitch_job(alive, job)

    return round_of_work


def stitch_request(settings: Settings) -> str | None:
    with Redis.from_url(settings.redis_url or "") as client:
        key = key_prefix(settings.namespace) + stitch_queue(settings.namespace)
        taken = client.rpop(key)
    (job,) = open_jobs(settings) if taken else (None,)
    return job


def open_jobs(settings: Settings) -> list[str]:
    runtime = make_runtime(settings)
    return [status.job for status in runtime.ledger.jobs()]


def opened(runtime: Runtime, manifest: Manifest) -> None:
    runtime.ledger.open(manifest, retention_s=1000)


def is_done(runtime: Runtime, manifest: Manifest) -> Callable[[], bool]:
    return lambda: runtime.ledger.status(manifest.job).state == JobState.DONE


def said(*runtimes: Runtime) -> list[str]:
    return [text for it in runtimes for text in it.engine.texts]  # type: ignore[union-attr]


def test_a_job_whose_first_chunks_were_never_sent_runs(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)  # and the producer dies before it dispatches
    act_until(is_done(alive, manifest), work)
    assert len(said(alive)) == CHUNKS


def test_chunks_that_were_handed_out_but_never_sent_go_out_again(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    assert len(handed_out(dead.ledger, MODEL.name, 4)) == 4  # and dies before it sends them
    act_until(is_done(alive, manifest), work)
    assert len(said(alive)) == CHUNKS


def test_messages_that_died_with_their_worker_go_out_again(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    dead.refill()
    while take_message(settings):  # kombu has taken them from Redis, and dies
        pass
    act_until(is_done(alive, manifest), work)
    assert len(said(alive)) == CHUNKS


def test_a_chunk_whose_worker_died_after_the_claim_is_made_by_another(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    dead.refill()
    chunk = take_message(settings)
    assert chunk
    assert dead.ledger.claim(chunk, dead.name, settings.lease_s) == 1
    act_until(is_done(alive, manifest), work)
    assert alive.ledger.stats(manifest.job, chunk.index, 1)[0].attempts == 2


def test_what_a_dead_worker_held_is_made_next(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings
) -> None:
    opened(dead, manifest)
    dead.refill()
    held = [take_message(settings) for _ in range(2)]
    for chunk in held:
        assert chunk
        assert dead.ledger.claim(chunk, dead.name, 0) == 1
    Heartbeat(alive).beat()
    assert {take_message(settings) for _ in held} == set(held)  # before the others in the queue
    assert take_message(settings) not in [None, *held]


def test_a_take_without_its_facts_is_made_again(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    chunk = ChunkRef(manifest.job, 0)
    synthesize_chunk(dead, chunk)
    key = take_key(manifest.spec.recipe, dead.jobs.chunk(manifest.job, 0).text)
    alive.ledger.cancel(manifest.job)
    with Redis.from_url(dead.settings.redis_url or "") as client:
        client.setbit(f"{dead.settings.namespace}:job:{manifest.job}:done", 0, 0)
        client.hincrby(f"{dead.settings.namespace}:job:{manifest.job}", "done", -1)
    forget_take(dead.store, key)  # as if it had died between audio and facts
    opened(alive, manifest)
    act_until(is_done(alive, manifest), work)
    assert find_take(alive.store, key)


def test_a_take_that_was_never_counted_is_counted_and_not_made_again(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    dead.ledger.complete = lambda *_, **__: "ended"  # type: ignore[method-assign]
    for index in range(CHUNKS):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    act_until(is_done(alive, manifest), work)
    assert (len(said(dead)), len(said(alive))) == (CHUNKS, 0)


def test_a_stitch_that_was_never_asked_for_is_asked_for(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    dead.dispatcher.request_stitch = lambda _: None  # type: ignore[method-assign, assignment]
    for index in range(CHUNKS):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    assert dead.ledger.status(manifest.job).state == JobState.STITCHING
    act_until(is_done(alive, manifest), work)
    assert alive.counters.stitched == 1


def test_a_stitcher_that_died_is_followed_by_another(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    for index in range(CHUNKS):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    assert stitch_request(settings) == manifest.job
    assert dead.ledger.claim_stitch(manifest.job, dead.name, settings.lease_s, 3)
    act_until(is_done(alive, manifest), work)


def test_a_programme_that_was_never_reported_is_written_again_byte_for_byte(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    for index in range(CHUNKS):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    dead.ledger.finish_stitch = lambda *_: False  # type: ignore[method-assign]
    stitch_job(dead, manifest.job)
    first = dead.store.get(programme_key(manifest.job))
    act_until(is_done(alive, manifest), work)
    assert alive.store.get(programme_key(manifest.job)) == first


def test_a_sweep_that_died_before_it_sent_is_finished_by_the_next(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    handed_out(dead.ledger, MODEL.name, CHUNKS)
    dead.ledger.sweep(MODEL.name, SweepTerms(lost_after_s=0, max_attempts=3))
    act_until(is_done(alive, manifest), work)


def test_a_broken_take_is_made_again(
    dead: Runtime, alive: Runtime, manifest: Manifest, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    key = take_key(manifest.spec.recipe, dead.jobs.chunk(manifest.job, 3).text)
    for index in range(CHUNKS):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    dead.store.put(f"{key}.flac", b"half a ta")
    act_until(is_done(alive, manifest), work)
    assert said(alive) == [dead.jobs.chunk(manifest.job, 3).text]


@pytest.mark.parametrize("lease_s", [1.0])
def test_a_ledger_lost_in_the_middle_is_rebuilt_by_a_worker_that_holds_a_chunk(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    for index in range(CHUNKS - 1):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    held = ChunkRef(manifest.job, CHUNKS - 1)
    dead.ledger.claim(held, dead.name, settings.lease_s)
    flush(settings)
    heartbeat, watch = Heartbeat(dead), Watch()

    def goes_on() -> None:
        watch.advance()
        heartbeat.beat()

    with dead.slots.holding(held, watch):
        act_until(lambda: open_jobs(settings), goes_on)
        goes_on()
        assert dead.ledger.claim(held, "another", settings.lease_s) is None  # its lease is back
    act_until(is_done(alive, manifest), work)
    assert len(said(dead)) == CHUNKS - 1
    assert len(said(alive)) == 1  # the one that never ended: `dead` doesn't renew it any more


@pytest.mark.parametrize(("cancelled", "resumed"), [(False, True), (True, False)])
def test_a_cancelled_job_that_the_ledger_loses_stays_away(
    dead: Runtime, manifest: Manifest, settings: Settings, cancelled: bool, resumed: bool
) -> None:
    opened(dead, manifest)
    held, watch, heartbeat = ChunkRef(manifest.job, 0), Watch(), Heartbeat(dead)
    dead.ledger.claim(held, dead.name, settings.lease_s)
    with dead.slots.holding(held, watch):
        if cancelled:
            dead.ledger.cancel(manifest.job)
        heartbeat.beat()
        flush(settings)
        watch.advance()
        heartbeat.beat()
        if heartbeat._resuming:
            heartbeat._resuming.join()
    assert bool(open_jobs(settings)) is resumed


def test_resuming_synthesizes_nothing_twice(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    opened(dead, manifest)
    for index in range(4):
        synthesize_chunk(dead, ChunkRef(manifest.job, index))
    flush(settings)
    assert resume_job(alive.ledger, alive.dispatcher, alive.jobs, manifest.job, retention_s=1000)
    act_until(is_done(alive, manifest), work)
    assert len(said(alive)) == CHUNKS - 4
    assert alive.ledger.status(manifest.job).reused == 4


class Poisoned(CountingEngine):
    """Fails on one sentence."""

    def synthesize(self, utterance: Utterance, watch: Watch) -> Speech:
        if utterance.text == "Sentence number 2.":
            raise SynthesisFailed("No.")
        return super().synthesize(utterance, watch)


@pytest.mark.parametrize(("policy", "shorter"), [("silence", False), ("skip", True)])
def test_a_poison_chunk_leaves_a_gap_where_the_job_wants_it(
    settings: Settings, policy: str, shorter: bool
) -> None:
    runtime = make_runtime(settings, Poisoned())
    manifest, pages = make_job(CHUNKS, fingerprint=MODEL.fingerprint("nobody"))
    spec = manifest.spec.model_copy(update={"on_failure": policy})
    manifest = manifest.model_copy(update={"spec": spec})
    write_job(runtime.store, manifest, pages)
    opened(runtime, manifest)

    def work() -> None:
        runtime.refill()
        while chunk := take_message(settings):
            synthesize_chunk(runtime, chunk)
        stitch_job(runtime, manifest.job)

    act_until(is_done(runtime, manifest), work)
    status = runtime.ledger.status(manifest.job)
    assert (status.done, status.gaps) == (CHUNKS, 1)
    report = runtime.store.get(f"jobs/{manifest.job}/report.json").decode()
    assert '"gap":"Chunk 3 failed: No."' in report
    assert '"gaps":1' in report
    gap = runtime.ledger.stats(manifest.job, 2, 1)[0]
    assert (gap.samples, gap.attempts) == (0, 3)
    size = runtime.store.size(programme_key(manifest.job)) or 0
    spoken = sum(stats.samples for stats in runtime.ledger.stats(manifest.job, 0, CHUNKS)) * 2
    pauses = (CHUNKS - (2 if shorter else 1)) * 2_000 * 2
    assert (size - spoken - pauses < 500) is shorter


def flush(settings: Settings) -> None:
    """FLUSHALL, but for the other tests on the server."""
    with Redis.from_url(settings.redis_url or "") as client:
        for key in client.scan_iter(f"{settings.namespace}*"):
            client.delete(key)


def held_by(runtime: Runtime, manifest: Manifest, settings: Settings) -> ChunkRef:
    opened(runtime, manifest)
    runtime.refill()
    chunk = take_message(settings)
    assert chunk
    assert runtime.ledger.claim(chunk, runtime.name, settings.lease_s) == 1
    return chunk


def test_a_chunk_whose_engine_hangs_is_given_to_another_though_its_worker_lives(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    chunk, heartbeat = held_by(dead, manifest, settings), Heartbeat(dead)

    def both_go_on() -> None:
        heartbeat.beat()
        work()

    with dead.slots.holding(chunk, Watch()):
        act_until(is_done(alive, manifest), both_go_on)
    assert alive.ledger.stats(manifest.job, chunk.index, 1)[0].attempts == 2


def test_a_chunk_whose_engine_hangs_runs_again_beside_it_where_there_is_no_other_worker(
    alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    chunk = held_by(alive, manifest, settings)
    with alive.claims.holding(chunk), alive.slots.holding(chunk, Watch()):
        act_until(is_done(alive, manifest), work)
    assert alive.ledger.stats(manifest.job, chunk.index, 1)[0].attempts == 2


def test_a_claim_whose_answer_was_lost_costs_no_attempt(
    alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    chunk = held_by(alive, manifest, settings)  # that was the claim
    synthesize_chunk(alive, chunk)
    assert alive.ledger.stats(manifest.job, chunk.index, 1)[0].attempts == 1


@pytest.mark.parametrize("lease_s", [1.0])
def test_a_slow_chunk_keeps_its_lease_while_its_engine_gets_further(
    dead: Runtime, alive: Runtime, manifest: Manifest, settings: Settings, work: Callable[[], None]
) -> None:
    chunk, heartbeat, watch = held_by(dead, manifest, settings), Heartbeat(dead), Watch()
    others_done = time.monotonic() + 4 * settings.lease_s

    def both_go_on() -> None:
        watch.advance()
        heartbeat.beat()
        work()

    with dead.slots.holding(chunk, watch):
        act_until(lambda: time.monotonic() > others_done, both_go_on)
        assert alive.ledger.status(manifest.job).done == CHUNKS - 1
        synthesize_chunk(alive, chunk)  # a late message changes nothing
        assert alive.ledger.status(manifest.job).done == CHUNKS - 1
