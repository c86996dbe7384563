"""A machine without room, or with few open files: what says so, and what to do."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from producer.private_farm import private_server
from tests.kit.gateway_server import gateway
from tests.kit.jobs import make_job
from tests.kit.small_disk import SmallDisk, small_disk
from tests.kit.stepped_worker import MODEL, act_until, make_runtime, quick_settings
from tests.kit.valkey_server import ValkeyServer
from voicefarm.artifacts.job_files import write_job
from voicefarm.errors import RedisUnreachable, StoreRefuses, StoreUnreachable, VoicefarmError
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobState
from voicefarm.store.opening import open_store
from worker.process.room import check_temporary_folder
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

ROOM = 900_000
"""Bytes of a file: less than what is written here, and more than what pytest writes."""


@pytest.fixture
def worker(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Iterator[Runtime]:
    """The farm's only worker, with one slot. Its store is on a small disk."""
    with small_disk(tmp_path / "disk", "4m") as disk:
        settings = quick_settings(valkey.url, namespace, disk.folder, lease_s=0.5)
        yield make_runtime(settings)


@pytest.fixture
def disk(worker: Runtime, tmp_path: Path) -> SmallDisk:
    return SmallDisk(tmp_path / "disk")


@contextmanager
def limited(kind: int, most: int) -> Iterator[None]:
    """A limit of this process for as long as the block runs."""
    before, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (before, hard))


def test_an_object_for_which_there_is_no_room_is_refused_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    store = open_store(str(tmp_path / "store"))
    store.put("small", b"1")
    with limited(resource.RLIMIT_FSIZE, ROOM):
        with pytest.raises(StoreRefuses, match="has room"):
            store.put("big", bytes(2 * ROOM))
        with pytest.raises(StoreRefuses, match="has room"), store.writer("long") as file:
            file.write(bytes(20 * ROOM))
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["small"]
    store.put("big", bytes(2 * ROOM))
    assert store.size("big") == 2 * ROOM


def opened(worker: Runtime) -> str:
    manifest, pages = make_job(2, fingerprint=MODEL.fingerprint("nobody"))
    write_job(worker.store, manifest, pages)
    worker.ledger.open(manifest, retention_s=1000)
    return manifest.job


def test_a_chunk_for_which_no_worker_has_room_waits_for_some(
    worker: Runtime, disk: SmallDisk
) -> None:
    job = opened(worker)
    disk.fill()
    for _ in range(worker.settings.max_attempts + 1):
        synthesize_chunk(worker, ChunkRef(job, 0))
    assert "No space left" in worker.sick
    assert worker.ledger.status(job).state == JobState.RUNNING
    disk.free()
    synthesize_chunk(worker, ChunkRef(job, 0))
    assert worker.ledger.status(job).done == 1
    assert worker.ledger.stats(job, 0, 1)[0].attempts == 1


def test_a_programme_for_which_no_worker_has_room_waits_for_some(
    worker: Runtime, disk: SmallDisk
) -> None:
    job = opened(worker)
    for index in range(2):
        synthesize_chunk(worker, ChunkRef(job, index))
    disk.fill()
    for _ in range(worker.settings.max_attempts + 1):
        # The stitcher's lease ends first.
        act_until(lambda: worker.ledger.status(job), lambda: stitch_job(worker, job))
    assert "No space left" in worker.sick
    assert worker.ledger.status(job).state == JobState.STITCHING
    disk.free()
    act_until(
        lambda: worker.ledger.status(job).state == JobState.DONE,
        lambda: stitch_job(worker, job),
    )


def test_a_store_with_room_for_an_empty_file_alone_has_none_for_work(
    worker: Runtime, disk: SmallDisk
) -> None:
    worker.check_machine()
    disk.fill()
    worker.store.check()
    with pytest.raises(StoreRefuses, match="No space left"):
        worker.check_machine()


def test_a_temporary_folder_without_room_is_named() -> None:
    with (
        limited(resource.RLIMIT_FSIZE, ROOM),
        pytest.raises(VoicefarmError, match="set TMPDIR"),
    ):
        check_temporary_folder()
    check_temporary_folder()


def test_too_few_open_files_are_no_fault_of_the_store(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store"))
    store.put("a", b"1")
    with (tmp_path / "next").open("wb") as next_file:
        lowest = next_file.fileno()
    with (
        limited(resource.RLIMIT_NOFILE, lowest),
        pytest.raises(StoreUnreachable, match="ulimit -n") as refusal,
    ):
        store.get("a")
    # It passes, so work waits for it.
    assert not isinstance(refusal.value, StoreRefuses)
    assert store.get("a") == b"1"


def test_a_private_redis_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "valkey.sock" / "in the way").mkdir(parents=True)
    with (
        pytest.raises(
            RedisUnreachable, match=r"can't start \(Failed opening Unix socket"
        ) as refusal,
        private_server(tmp_path),
    ):
        pass
    assert "correct VOICEFARM_REDIS_URL" not in str(refusal.value)


def test_a_gateway_without_room_for_a_request_says_so_and_goes_on(
    valkey: ValkeyServer, namespace: str, tmp_path: Path
) -> None:
    farm = {"VOICEFARM_REDIS_URL": valkey.url, "VOICEFARM_NAMESPACE": namespace}
    text = "It is lit at dusk. " * (2 * ROOM // 19)
    plain = {"content-type": "text/plain"}
    with gateway(tmp_path / "gateway", VOICEFARM_MODEL="silence", **farm) as client:
        process = int(client.headers["x-test-pid"])
        before = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (ROOM, before[1]))
        refused = client.post("/v1/jobs", content=text, headers=plain)
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)
        again = client.post("/v1/jobs", content=text, headers=plain)
    assert refused.status_code == 507
    assert "set TMPDIR" in refused.json()["detail"]
    # It is read now, and this farm has no workers.
    assert again.status_code == 503
    assert "worker" in again.json()["detail"]
