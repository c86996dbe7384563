"""A Redis that is away, full, or new, and workers that go on as if nothing had been."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.jobs import make_job
from tests.kit.small_disk import small_disk
from tests.kit.stepped_worker import MODEL, act_until, make_runtime, quick_settings, take_message
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until
from voicefarm.artifacts.job_files import write_job
from voicefarm.errors import RedisUnreachable
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobState
from voicefarm.settings import Settings
from worker.process.runtime import Runtime
from worker.synthesis.chunk import synthesize_chunk

AWAY_S = 0.7


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A server of the test's own, to be ill-treated."""
    server = ValkeyServer(tmp_path_factory.mktemp("v"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def runtime(server: ValkeyServer, namespace: str, tmp_path: Path) -> Runtime:
    return make_runtime(quick_settings(server.url, namespace, tmp_path, outage_s=30, lease_s=10))


def opened(runtime: Runtime, chunks: int = 2) -> str:
    manifest, pages = make_job(chunks, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    return manifest.job


def test_a_slot_waits_for_a_redis_that_restarts(runtime: Runtime, server: ValkeyServer) -> None:
    job = opened(runtime)
    server.kill()
    with ThreadPoolExecutor(1) as slot:
        waiting = slot.submit(synthesize_chunk, runtime, ChunkRef(job, 0))
        with pytest.raises(TimeoutError):
            waiting.result(AWAY_S)
        server.start()
    status = runtime.ledger.status(job)
    assert (status.state, status.done) == (JobState.RUNNING, 1)


def test_a_killed_redis_remembers_what_it_said(runtime: Runtime, server: ValkeyServer) -> None:
    job = opened(runtime)
    synthesize_chunk(runtime, ChunkRef(job, 0))
    with Redis.from_url(server.url) as client:
        act_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0, lambda: None)
    server.kill()
    server.start()
    assert runtime.ledger.status(job).done == 1
    runtime.refill()
    assert take_message(runtime.settings) == ChunkRef(job, 1)


def test_a_redis_that_lost_its_last_second_has_nothing_made_twice(
    runtime: Runtime, server: ValkeyServer
) -> None:
    job = opened(runtime)
    saved = server.written()
    for index in range(2):
        synthesize_chunk(runtime, ChunkRef(job, index))
    assert runtime.ledger.status(job).done == 2
    server.kill()
    server.forget(saved)
    server.start()
    assert runtime.ledger.status(job).done == 0

    def work() -> None:
        runtime.refill()
        while chunk := take_message(runtime.settings):
            synthesize_chunk(runtime, chunk)

    act_until(lambda: runtime.ledger.status(job).state == JobState.STITCHING, work)
    assert runtime.ledger.status(job).reused == 2


def test_a_full_redis_is_told_with_its_remedy_and_what_is_in_work_is_finished(
    runtime: Runtime, server: ValkeyServer
) -> None:
    job = opened(runtime)
    runtime.refill()
    chunk = take_message(runtime.settings)
    assert chunk
    with Redis.from_url(server.url) as client:
        client.config_set("maxmemory", 1)
        with pytest.raises(RedisUnreachable, match="raise its maxmemory"):
            opened(runtime, chunks=3)
        synthesize_chunk(runtime, chunk)
        client.config_set("maxmemory", 0)
    assert runtime.ledger.status(job).done == 1
    assert runtime.ledger.stats(job, chunk.index, 1)[0].attempts == 1


def test_a_message_that_a_full_redis_refuses_is_an_outage(
    runtime: Runtime, server: ValkeyServer
) -> None:
    with Redis.from_url(server.url) as client:
        client.config_set("maxmemory", 1)
        with pytest.raises(RedisUnreachable, match="raise its maxmemory"):
            runtime.dispatcher.request_stitch("a")
        client.config_set("maxmemory", 0)


def test_a_redis_that_answers_but_will_not_write_is_waited_out(
    runtime: Runtime, server: ValkeyServer
) -> None:
    job = opened(runtime)
    with Redis.from_url(server.url) as client, ThreadPoolExecutor(1) as slot:
        client.config_set("min-replicas-to-write", 1)
        with pytest.raises(RedisUnreachable, match=r"Redis answers, but .*NOREPLICAS"):
            opened(runtime, chunks=3)
        waiting = slot.submit(synthesize_chunk, runtime, ChunkRef(job, 0))
        with pytest.raises(TimeoutError):
            waiting.result(AWAY_S)
        client.config_set("min-replicas-to-write", 0)
    assert runtime.ledger.status(job).done == 1


def works_on_once_there_is_room(
    settings: Settings, spoil: Callable[[], object], repair: Callable[[], object]
) -> None:
    runtime = make_runtime(settings)
    job = opened(runtime)
    spoil()
    with pytest.raises(RedisUnreachable, match=r"can't write to its disk .*make room there"):
        list(map(partial(opened, runtime), range(3, 1000)))  # the last page must be full too
    with ThreadPoolExecutor(1) as slot:
        waiting = slot.submit(synthesize_chunk, runtime, ChunkRef(job, 0))
        with pytest.raises(TimeoutError):
            waiting.result(AWAY_S)
        repair()
    assert runtime.ledger.status(job).done == 1
    assert runtime.ledger.stats(job, 0, 1)[0].attempts == 1


def test_a_redis_without_room_for_its_log_is_waited_out(namespace: str, tmp_path: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="v-") as folder,
        small_disk(Path(folder) / "disk", "1m") as disk,
    ):
        server = ValkeyServer(disk.folder)
        server.start()
        try:
            settings = quick_settings(server.url, namespace, tmp_path, outage_s=30, lease_s=10)
            works_on_once_there_is_room(settings, disk.fill, disk.free)
        finally:
            server.kill()


def test_a_redis_that_cannot_save_its_snapshot_is_waited_out(
    server: ValkeyServer, namespace: str, tmp_path: Path
) -> None:
    settings = quick_settings(server.url, namespace, tmp_path, outage_s=30, lease_s=10)
    in_the_way = server.folder / "dump.rdb"
    with Redis.from_url(server.url) as client:
        client.config_set("save", "3600 1")
        client.config_set("appendonly", "no")

        def save() -> None:
            client.bgsave()
            until(lambda: client.info("persistence")["rdb_bgsave_in_progress"] == 0)

        def spoil() -> None:
            in_the_way.mkdir()
            save()

        def repair() -> None:
            in_the_way.rmdir()
            save()

        works_on_once_there_is_room(settings, spoil, repair)
