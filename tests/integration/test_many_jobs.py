"""A ledger with many jobs: what it forgets, and what it has measured."""

import time

import pytest
from redis import Redis

from tests.kit.jobs import handed_out, make_job
from tests.kit.valkey_server import ValkeyServer
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef, SweepTerms, WorkerInfo
from voicefarm.messages import JobState, Pace

MODEL = "silence"
TERMS = SweepTerms(max_attempts=3)


def opened(ledger: Ledger, job: str, chunks: int = 1, retention_s: float = 3600) -> None:
    manifest, _ = make_job(chunks, job=job)
    ledger.open(manifest, retention_s=retention_s)


def made(ledger: Ledger, job: str, chunks: int = 1) -> None:
    for index in range(chunks):
        ledger.complete(ChunkRef(job, index), samples=8000, synthesis_s=0.1, reused=False)
    claim = ledger.claim_stitch(job, "w", 60, 3)
    assert claim
    ledger.finish_stitch(job, claim.epoch)


def test_a_forgotten_job_leaves_every_index(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    for number in range(20):
        opened(ledger, f"short-{number}", retention_s=1)
    opened(ledger, "long")
    for number in range(19):
        made(ledger, f"short-{number}")
    ledger.cancel("short-19")
    overview = ledger.overview()
    assert overview.jobs == {"done": 19, "cancelled": 1, "running": 1}
    time.sleep(1.2)
    ledger.sweep(MODEL, TERMS)
    assert ledger.overview().jobs == {"running": 1}
    with Redis.from_url(valkey.url, decode_responses=True) as client:
        assert client.zrange(f"{namespace}:jobs", 0, -1) == ["long"]
        assert client.zcard(f"{namespace}:jobs:ended:done") == 0
        assert client.zcard(f"{namespace}:jobs:ended:cancelled") == 0
        assert [key for key in client.scan_iter(f"{namespace}:job:short*")] == []


def test_jobs_of_a_version_with_one_index_are_counted_after_a_sweep(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "old", 3)
    opened(ledger, "ended")
    made(ledger, "ended")
    with Redis.from_url(valkey.url) as client:
        for key in ("live", "ended:done", "indexed"):
            client.delete(f"{namespace}:jobs:{key}")
        client.zadd(f"{namespace}:jobs", {"forgotten": 1})
    ledger.sweep(MODEL, TERMS)
    assert ledger.overview().jobs == {"running": 1, "done": 1}
    assert ledger.overview().models[MODEL].unfinished == 3
    assert [job.job for job in ledger.jobs()] == ["ended", "old"]


def test_the_jobs_of_a_new_ledger_are_in_its_indexes_without_a_sweep(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a")
    with Redis.from_url(valkey.url) as client:
        assert client.exists(f"{namespace}:jobs:indexed")
    assert ledger.overview().jobs == {"running": 1}


def test_very_many_jobs_of_such_a_version_are_counted_some_a_sweep(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    count, indexed = 12_000, f"{namespace}:jobs:indexed"
    with Redis.from_url(valkey.url, decode_responses=True) as client:
        pipeline = client.pipeline(transaction=False)
        for number in range(count):
            job = {"state": "done", "model": MODEL, "chunks": 1, "done": 1, "created": number}
            pipeline.hset(f"{namespace}:job:old-{number}", mapping=job)
            pipeline.expire(f"{namespace}:job:old-{number}", 3600)
            pipeline.zadd(f"{namespace}:jobs", {f"old-{number}": number})
        pipeline.execute()
        ledger.sweep(MODEL, TERMS)
        assert 0 < ledger.overview().jobs[JobState.DONE] < count
        sweeps = 1
        while not client.exists(indexed):
            ledger.sweep(MODEL, TERMS)
            sweeps += 1
        assert sweeps < 6
    assert ledger.overview().jobs == {"done": count}


def test_a_job_that_runs_again_is_handed_out_again(ledger: Ledger) -> None:
    opened(ledger, "a", 2)
    assert len(handed_out(ledger, MODEL, 10)) == 2
    ledger.cancel("a")
    opened(ledger, "a", 2)
    assert ledger.overview().jobs == {"running": 1}
    for index in range(2):
        ledger.claim(ChunkRef("a", index), "w", 0)
    ledger.sweep(MODEL, TERMS)
    assert {chunk.index for chunk in handed_out(ledger, MODEL, 10)} == {0, 1}


def test_a_stream_of_events_outlives_its_job_by_seconds_alone(
    ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    opened(ledger, "a")
    made(ledger, "a")
    with Redis.from_url(valkey.url) as client:
        assert 0 < client.ttl(f"{namespace}:job:a:events") <= 60
        assert client.ttl(f"{namespace}:job:a") > 3000


def test_stitches_that_wait_are_asked_for_though_many_have_a_stitcher(ledger: Ledger) -> None:
    for number in range(30):
        opened(ledger, f"job-{number}")
        ledger.complete(ChunkRef(f"job-{number}", 0), samples=1, synthesis_s=0, reused=False)
    for number in range(25):
        assert ledger.claim_stitch(f"job-{number}", "w", 60, 3)
    _, wanted = ledger.sweep(MODEL, SweepTerms(max_attempts=3, restitch_s=0))
    assert set(wanted) == {f"job-{number}" for number in range(25, 30)}


def test_many_statuses_come_in_one_answer(ledger: Ledger) -> None:
    opened(ledger, "a", 4)
    ledger.complete(ChunkRef("a", 0), samples=8000, synthesis_s=0.1, reused=False)
    a, nobody = ledger.statuses(["a", "nobody"])
    assert nobody is None
    assert a
    assert (a.percent, a.done_before) == (25.0, 0)
    assert a.eta_s is not None
    assert 0 <= a.eta_s < 60


def test_what_programmes_and_workers_cost_is_remembered_by_model(ledger: Ledger) -> None:
    def beat(cpu_s: float, audio_s: float, busy: int) -> None:
        info = WorkerInfo("w", "host", 1, MODEL, 2, busy, up_s=1, audio_s=audio_s, cpu_s=cpu_s)
        ledger.heartbeat(info, 60)

    ledger.count_speech(MODEL, {"nobody/en": Pace(syllables=100, speech_s=20)})
    ledger.count_speech(MODEL, {"nobody/en": Pace(syllables=100, speech_s=30)})
    beat(10, 0, 0)
    beat(12, 0, 1)
    beat(15, 50, 1)
    beat(40, 50, 0)  # idle: what it costs then is no speech's
    rates = ledger.rates(MODEL)
    assert rates.paces["nobody/en"] == Pace(syllables=200, speech_s=50)
    assert (rates.core_s, rates.audio_s) == pytest.approx((5, 50))
    assert ledger.rates("another").paces == {}
