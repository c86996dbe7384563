"""A machine without room, or with few open files: what says so, and what to do."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from producer.private_farm import private_server
from tests.kit.gateway_server import gateway
from tests.kit.valkey_server import ValkeyServer
from voicefarm.errors import RedisUnreachable, StoreRefuses, StoreUnreachable, VoicefarmError
from voicefarm.store.opening import open_store
from worker.process.temporary import check_temporary_folder

ROOM = 900_000
"""Bytes of a file: less than what is written here, and more than what pytest writes."""


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
