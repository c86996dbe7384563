"""The ledger on a real server: every state change, and that each happens once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import Redis

from tests.kit.jobs import RATE, WEEK_S, complete, handed_out, make_job, opened
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.errors import RedisUnreachable, UnknownName
from voicefarm.ledger import Ledger, connect
from voicefarm.ledger.records import (
    ChunkRef,
    ChunkStats,
    SweepTerms,
    WorkerInfo,
)
from voicefarm.messages import JobState

MODEL = "silence"


def test_a_job_opened_twice_is_one_job(ledger: Ledger) -> None:
    manifest, _ = make_job()
    assert ledger.open(manifest, retention_s=WEEK_S)
    handed_out(ledger, MODEL, 100)
    assert not ledger.open(manifest, retention_s=WEEK_S)
    assert handed_out(ledger, MODEL, 100) == []
    assert [status.job for status in ledger.jobs()] == [manifest.job]


def test_a_new_job_is_running_and_empty(ledger: Ledger) -> None:
    status = ledger.status(opened(ledger, "a"))
    assert (status.state, status.chunks, status.done) == (JobState.RUNNING, 3, 0)
    assert (status.title, status.model, status.sample_rate) == ("A test", MODEL, RATE)
    assert status.finished is None


def test_jobs_take_turns(ledger: Ledger) -> None:
    opened(ledger, "long", 100)
    opened(ledger, "short", 2)
    assert [(c.job, c.index) for c in handed_out(ledger, MODEL, 6)] == [
        ("long", 0), ("short", 0), ("long", 1), ("short", 1), ("long", 2), ("long", 3),
    ]  # fmt: skip


def test_no_more_than_the_window_is_out(ledger: Ledger) -> None:
    opened(ledger, "a", 100)
    out = handed_out(ledger, MODEL, 8)
    assert len(out) == 8
    assert handed_out(ledger, MODEL, 8) == []
    ledger.claim(out[0], "w", 10)
    assert handed_out(ledger, MODEL, 8) == []  # a leased chunk is out as well
    ledger.complete(out[0], samples=1, synthesis_s=0, reused=False)
    assert handed_out(ledger, MODEL, 8) == [ChunkRef("a", 8)]


def test_models_have_windows_of_their_own(ledger: Ledger) -> None:
    opened(ledger, "a", 10)
    other, _ = make_job(10, job="b", model="espeak")
    ledger.open(other, retention_s=WEEK_S)
    assert {chunk.job for chunk in handed_out(ledger, MODEL, 4)} == {"a"}
    assert {chunk.job for chunk in handed_out(ledger, "espeak", 4)} == {"b"}


def test_a_chunk_is_claimed_once(ledger: Ledger) -> None:
    opened(ledger, "a")
    (chunk,) = handed_out(ledger, MODEL, 1)
    assert ledger.claim(chunk, "one", 10) == 1
    assert ledger.claim(chunk, "two", 10) is None
    ledger.complete(chunk, samples=1, synthesis_s=0, reused=False)
    assert ledger.claim(chunk, "two", 10) is None


def test_a_claim_whose_answer_was_lost_is_answered_again(ledger: Ledger) -> None:
    opened(ledger, "a")
    (chunk,) = handed_out(ledger, MODEL, 1)
    assert [ledger.claim(chunk, "one", 10, again=True) for _ in range(3)] == [1, 1, 1]
    assert ledger.claim(chunk, "one", 10) is None
    assert ledger.claim(chunk, "two", 10, again=True) is None


def test_a_claim_on_an_unknown_or_ended_job_is_refused(ledger: Ledger) -> None:
    assert ledger.claim(ChunkRef("nobody", 0), "w", 10) is None
    ledger.cancel(opened(ledger, "a"))
    assert ledger.claim(ChunkRef("a", 0), "w", 10) is None


def test_the_last_chunk_is_told_exactly_once(ledger: Ledger) -> None:
    opened(ledger, "a", 200)
    chunks = [ChunkRef("a", index) for index in range(200)] * 3
    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(lambda chunk: complete(ledger, chunk), chunks))
    assert (answers["last"], answers["done"]) == (1, 199)
    status = ledger.status("a")
    assert (status.state, status.done, status.samples) == (JobState.STITCHING, 200, 20_000)


def test_facts_come_back_as_they_were_given(ledger: Ledger) -> None:
    opened(ledger, "a", 3)
    ledger.claim(ChunkRef("a", 1), "w", 10)
    ledger.complete(ChunkRef("a", 1), samples=4_000_000_000, synthesis_s=1.234, reused=True)
    nothing = ChunkStats(0, 0, 0, reused=False)
    assert ledger.stats("a", 0, 3) == [
        nothing, ChunkStats(4_000_000_000, 1.234, 1, reused=True), nothing,
    ]  # fmt: skip


def test_a_failed_chunk_goes_out_again_before_the_rest(ledger: Ledger) -> None:
    opened(ledger, "a", 10)
    first, _ = handed_out(ledger, MODEL, 2)
    ledger.claim(first, "w", 10)
    assert ledger.fail(first, "w", "It broke.", 3) == "requeued"
    assert handed_out(ledger, MODEL, 2) == [first]
    assert ledger.claim(first, "w", 10) == 2


def test_a_chunk_that_always_fails_ends_its_job_with_its_reason(ledger: Ledger) -> None:
    opened(ledger, "a", 10)
    opened(ledger, "b", 1)
    bad = ChunkRef("a", 0)
    for _ in range(2):
        ledger.claim(bad, "w", 10)
        assert ledger.fail(bad, "w", "Chunk 0 broke.", 3) == "requeued"
    ledger.claim(bad, "w", 10)
    assert ledger.fail(bad, "w", "Chunk 0 broke.", 3) == "given up"
    status = ledger.status("a")
    assert (status.state, status.error) == (JobState.FAILED, "Chunk 0 broke.")
    assert status.finished is not None
    assert {chunk.job for chunk in handed_out(ledger, MODEL, 100)} == {"b"}


def test_a_resubmitted_job_goes_on_where_it_stopped(ledger: Ledger) -> None:
    manifest, _ = make_job(5, job="a")
    ledger.open(manifest, retention_s=WEEK_S)
    out = handed_out(ledger, MODEL, 3)
    complete(ledger, out[1])
    ledger.cancel("a")
    assert ledger.open(manifest, retention_s=WEEK_S)
    status = ledger.status("a")
    assert (status.state, status.done, status.error) == (JobState.RUNNING, 1, None)
    # What was queued before is queued anew.
    ledger.sweep(MODEL, SweepTerms(lost_after_s=0, max_attempts=3))
    assert sorted(chunk.index for chunk in handed_out(ledger, MODEL, 100)) == [0, 2, 3, 4]


def test_cancelling_says_what_was_and_stops_the_holders(ledger: Ledger) -> None:
    opened(ledger, "a")
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "w", 10)
    assert ledger.renew([chunk], "w", 10).ended == set()
    assert ledger.cancel("a") == JobState.RUNNING
    assert ledger.cancel("a") == JobState.CANCELLED
    assert ledger.renew([chunk], "w", 10).ended == {"a"}
    assert ledger.complete(chunk, samples=1, synthesis_s=0, reused=False) == "ended"
    with pytest.raises(UnknownName, match="voicefarm list"):
        ledger.cancel("nobody")


def test_the_sweep_returns_the_chunks_of_the_dead(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    dead, alive = handed_out(ledger, MODEL, 2)
    ledger.claim(dead, "dead", 0)
    ledger.claim(alive, "alive", 100)
    assert ledger.sweep(MODEL, SweepTerms(lost_after_s=100, max_attempts=3))[0] == 1
    assert handed_out(ledger, MODEL, 2) == [dead]


def test_the_sweep_finds_messages_that_were_lost(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    lost = handed_out(ledger, MODEL, 1)
    assert ledger.sweep(MODEL, SweepTerms(lost_after_s=100, max_attempts=3))[0] == 0
    assert ledger.sweep(MODEL, SweepTerms(lost_after_s=0, max_attempts=3))[0] == 1
    assert handed_out(ledger, MODEL, 1) == lost


def test_a_chunk_that_kills_its_workers_ends_its_job(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    for _ in range(3):
        pill = handed_out(ledger, MODEL, 1)[0]
        ledger.claim(pill, "w", 0)
        ledger.sweep(MODEL, SweepTerms(lost_after_s=100, max_attempts=3))
    status = ledger.status("a")
    assert status.state == JobState.FAILED
    assert status.error is not None
    assert "Chunk 1 was given up" in status.error


def test_a_lease_that_went_to_another_is_not_renewed(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "slow", 0)
    assert ledger.claim(chunk, "other", 0) == 2
    ledger.renew([chunk], "slow", 1000)
    assert ledger.sweep(MODEL, SweepTerms(lost_after_s=100, max_attempts=3))[0] == 1


def test_ended_jobs_are_forgotten_after_the_retention(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a")
    complete(ledger, ChunkRef("a", 0))
    ledger.cancel("a")
    with Redis.from_url(valkey.url, decode_responses=True) as client:
        keys = list(client.scan_iter(f"{namespace}:job:a*"))
        assert keys
        assert all(0 < client.ttl(key) <= WEEK_S for key in keys)
        client.delete(f"{namespace}:job:a")
    assert list(ledger.jobs()) == []


def test_listeners_are_told_of_every_change(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    first = ledger.events("a")
    assert first != "0"
    assert ledger.events("a", after=first, block_s=0.01) == first
    complete(ledger, ChunkRef("a", 0))
    assert ledger.events("a", after=first) != first


def test_a_worker_is_known_while_its_heart_beats(ledger: Ledger) -> None:
    info = WorkerInfo("w-1", "host", 42, MODEL, slots=8, busy=3, up_s=1.5)
    ledger.heartbeat(info, 60)
    assert ledger.workers() == [info]
    ledger.sign_off("w-1", MODEL)
    assert ledger.workers() == []


def test_an_unknown_job_is_told_with_the_way_to_find_others(ledger: Ledger) -> None:
    with pytest.raises(UnknownName, match="Job 'x' is not in the ledger"):
        ledger.status("x")


def test_a_server_that_is_not_there_is_told_in_a_sentence(namespace: str) -> None:
    ledger = connect("unix:///nonexistent/socket", namespace)
    with pytest.raises(RedisUnreachable, match="start it or correct VOICEFARM_REDIS_URL"):
        ledger.check()


def test_a_released_chunk_has_lost_no_attempt(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    (chunk,) = handed_out(ledger, MODEL, 1)
    assert ledger.claim(chunk, "w", 10) == 1
    assert ledger.release([chunk], "another") == 0
    assert ledger.release([chunk], "w") == 1
    assert handed_out(ledger, MODEL, 1) == [chunk]
    assert ledger.claim(chunk, "w", 10) == 1


def test_a_worker_that_lost_its_lease_fails_nobody_else_s_attempt(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "slow", 0)
    ledger.claim(chunk, "other", 10)
    assert ledger.fail(chunk, "slow", "Late.", 1) == "not held"
    assert ledger.claim(chunk, "third", 10) is None


def test_a_swept_chunk_comes_back_to_a_worker_that_still_has_it(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "slow", 0)
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3))[0] == 1
    ledger.renew([chunk], "slow", 10)
    assert handed_out(ledger, MODEL, 1) == []
    assert ledger.claim(chunk, "other", 10) is None


def test_a_renewal_tells_of_jobs_that_the_ledger_lost(ledger: Ledger) -> None:
    assert ledger.renew([ChunkRef("lost", 0)], "w", 10).unknown == {"lost"}


def test_one_worker_sweeps_at_a_time(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    assert ledger.sweep(MODEL, SweepTerms(every_s=100, max_attempts=3))[0] == 0
    ledger.claim(chunk, "dead", 0)
    assert ledger.sweep(MODEL, SweepTerms(every_s=100, max_attempts=3))[0] == 0
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3))[0] == 1


def test_after_an_outage_workers_may_renew_before_the_sweep_takes_their_chunks(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "w", 0)
    with Redis.from_url(valkey.url) as client:
        client.hset(f"{namespace}:model:{MODEL}:sweep", "last", 1)  # long ago
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3))[0] == 0
    ledger.renew([chunk], "w", 10)
    assert ledger.claim(chunk, "other", 10) is None


def test_sweeps_that_are_always_far_apart_take_the_chunks_of_the_dead_all_the_same(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "dead", 0)
    with Redis.from_url(valkey.url) as client:
        before = {"last": client.time()[0] - 20, "from": client.time()[0] - 15}
        client.hset(f"{namespace}:model:{MODEL}:sweep", mapping=before)
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3))[0] == 1


def test_a_server_is_tried_while_another_worker_tries_it(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    with Redis.from_url(valkey.url, decode_responses=True) as client:
        client.lpush(f"{namespace}:check", "1")  # the other one has got so far
        ledger.check()
        assert client.brpop([f"{namespace}:check"], 1)
        ledger.check()
        assert list(client.scan_iter(f"{namespace}*check*")) == []


def test_a_message_that_left_the_queue_unclaimed_is_lost_when_two_sweeps_find_it_so(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a", 4)
    out = handed_out(ledger, MODEL, 4)
    queue = f"{namespace}-queue"
    with Redis.from_url(valkey.url) as client:
        client.lpush(queue, *"bcd")  # the oldest message is gone
    assert ledger.sweep(MODEL, SweepTerms(queue=queue, max_attempts=3))[0] == 0
    assert ledger.sweep(MODEL, SweepTerms(queue=queue, max_attempts=3))[0] == 1
    assert handed_out(ledger, MODEL, 4) == out[:1]


def test_what_comes_back_goes_to_the_front_whatever_the_window(ledger: Ledger) -> None:
    opened(ledger, "a", 10)
    opened(ledger, "b", 10)
    one, two, *_ = handed_out(ledger, MODEL, 6)
    for chunk in (one, two):
        ledger.claim(chunk, "dead", 0)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    front, back = ledger.dispatch(MODEL, 2)  # a worker less, and four are out
    assert (set(front), back) == ({one, two}, [])


def test_a_message_lost_from_the_front_is_not_taken_for_another(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a", 100)
    early, late, *_ = handed_out(ledger, MODEL, 4)
    queue, terms = f"{namespace}-queue", SweepTerms(queue=f"{namespace}-queue", max_attempts=3)
    with Redis.from_url(valkey.url) as client:
        client.lpush(queue, "c", "d")
        for chunk in (early, late):
            ledger.claim(chunk, "dead", 0)
        ledger.sweep(MODEL, terms)
        first, second = ledger.dispatch(MODEL, 4).front
        client.rpush(queue, second.index, first.index)
        client.rpop(queue)  # a worker takes the first, and dies
    assert [ledger.sweep(MODEL, terms)[0] for _ in range(2)] == [0, 1]
    complete(ledger, second)
    assert ledger.dispatch(MODEL, 4).front == [first]


def test_what_came_back_first_goes_out_first(ledger: Ledger) -> None:
    opened(ledger, "a", 10)
    first, second = handed_out(ledger, MODEL, 2)
    for chunk in (first, second):
        ledger.claim(chunk, "dead", 0)
        ledger.sweep(MODEL, SweepTerms(max_attempts=3, lost_after_s=100))
        front = ledger.dispatch(MODEL, 2).front
        assert front == [first] * (chunk == first)
    ledger.claim(first, "w", 10)
    assert ledger.dispatch(MODEL, 2).front == [second]


def test_the_front_is_lost_after_the_same_time(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    ledger.claim(chunk, "dead", 0)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    assert ledger.dispatch(MODEL, 1).front == [chunk]
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3, lost_after_s=100))[0] == 0
    assert ledger.sweep(MODEL, SweepTerms(max_attempts=3, lost_after_s=0))[0] == 1


def test_the_age_of_the_queue_counts_both_its_ends(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    assert ledger.overview().models[MODEL].oldest_queued_s == 0
    chunk, _ = handed_out(ledger, MODEL, 2)
    for other in (chunk, ChunkRef("a", 1)):
        ledger.claim(other, "dead", 0)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    ledger.dispatch(MODEL, 2)
    assert 0 < ledger.overview().models[MODEL].oldest_queued_s < 60


def test_the_window_follows_the_slots_of_the_living(ledger: Ledger) -> None:
    opened(ledger, "a", 100)
    ledger.heartbeat(WorkerInfo("w-1", "host", 1, MODEL, slots=3, busy=0, up_s=0), 60)
    ledger.heartbeat(WorkerInfo("w-2", "host", 2, MODEL, slots=2, busy=0, up_s=0), 60)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    assert len(handed_out(ledger, MODEL)) == 10
    ledger.sign_off("w-1", MODEL)
    ledger.sweep(MODEL, SweepTerms(max_attempts=3))
    assert len(handed_out(ledger, MODEL)) == 0


def test_a_wait_is_no_attempt(ledger: Ledger) -> None:
    opened(ledger, "a", 1)
    (chunk,) = handed_out(ledger, MODEL, 1)
    assert ledger.claim(chunk, "w", 0, 2) == 1
    for _ in range(3):  # it is the last, and waits to be alone
        assert ledger.claim(chunk, "other", 0, 2) == 2
    ledger.count(chunk, "somebody")  # whose chunk it isn't
    assert ledger.claim(chunk, "other", 0, 2) == 2
    for _ in range(2):  # counted once
        ledger.count(chunk, "other")
    assert ledger.claim(chunk, "third", 0, 2) == 3


def test_a_heartbeat_tells_all_that_a_worker_wants_to_know(ledger: Ledger) -> None:
    info = WorkerInfo("w", "host", 1, MODEL, slots=2, busy=2, up_s=0)
    opened(ledger, "a", 10)
    opened(ledger, "b", 10)
    mine, given_away, *abandoned = handed_out(ledger, MODEL, 4)
    for chunk in (mine, given_away, *abandoned):
        ledger.claim(chunk, "w", 0)
    ledger.claim(given_away, "another", 100)
    held = [mine, given_away, ChunkRef("lost", 0)]
    beat = ledger.beat(info, held, 100, SweepTerms(max_attempts=3))
    assert (beat.renewal.unknown, beat.renewal.ended) == (frozenset({"lost"}), frozenset())
    assert beat.requeued == len(abandoned)  # `mine` was renewed before the sweep
    assert ledger.workers() == [info]
    assert beat.wanting
    assert set(handed_out(ledger, MODEL)) == set(abandoned)


def test_many_may_wait_for_one_ledger_at_once(ledger: Ledger) -> None:
    many, begun = 150, threading.Barrier(150)

    def wait(_: int) -> str:
        begun.wait(PATIENCE_S)
        return ledger.events("nothing", block_s=0.3)

    with ThreadPoolExecutor(many) as threads:
        assert set(threads.map(wait, range(many))) == {"0"}
