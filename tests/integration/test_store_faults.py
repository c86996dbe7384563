"""A store behind a bad network, and a worker that waits it out."""

import errno
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chaos.proxy import FAULTS, Proxy
from tests.kit.jobs import make_job
from tests.kit.servers import S3
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
from voicefarm.errors import StoreRefuses, StoreUnreachable
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobState
from voicefarm.store import Store
from voicefarm.store.directory import DirectoryStore
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.slots.outages import Outages
from worker.slots.watch import Watch
from worker.synthesis.chunk import synthesize_chunk

FAULT_S = 0.7
DATA = bytes(range(256)) * 200


@pytest.fixture(scope="module")
def proxy(s3: S3) -> Proxy:
    return Proxy(int(s3.endpoint_url.rpartition(":")[2]))


@pytest.fixture
def far(open_s3: Callable[..., Store], bucket: str, proxy: Proxy) -> Iterator[Store]:
    """A store behind the proxy, which behaves at first and again at the end."""
    proxy.fault = None
    yield open_s3(f"s3://{bucket}/{secrets.token_hex(6)}", f"http://127.0.0.1:{proxy.port}")
    proxy.fault = None


def break_for_a_while(proxy: Proxy, fault: str) -> None:
    proxy.fault = fault
    threading.Timer(FAULT_S, setattr, [proxy, "fault", None]).start()


@pytest.mark.parametrize("fault", FAULTS)
def test_what_passes_is_waited_out(far: Store, proxy: Proxy, fault: str) -> None:
    outages = Outages(outage_s=30)
    far.put("before", DATA)
    break_for_a_while(proxy, fault)
    outages.wait_out(far.put, "after", DATA)
    break_for_a_while(proxy, fault)
    assert outages.wait_out(far.get, "before") == DATA
    assert outages.wait_out(far.get, "after") == DATA


def test_an_upload_whose_beginning_was_never_answered_is_dropped(
    far: Store, proxy: Proxy, leftovers: Callable[[Store], list[str]]
) -> None:
    with far.writer("big") as file:
        proxy.fault = "lose"  # the answer to the next request: the beginning of the upload
        while proxy.fault:
            file.write(bytes(2**20))
        file.write(DATA)
    assert far.size("big")
    assert leftovers(far) == []


def test_a_check_drops_what_a_killed_check_left(
    far: Store, s3: S3, leftovers: Callable[[Store], list[str]]
) -> None:
    bucket, _, name = far.locate("check").removeprefix("s3://").partition("/")
    s3.client().create_multipart_upload(Bucket=bucket, Key=name)
    assert leftovers(far)
    far.check()
    assert leftovers(far) == []


def test_what_no_waiting_mends_is_told_at_once(open_s3: Callable[..., Store]) -> None:
    store = open_s3("s3://no-such-bucket-here")
    with pytest.raises(StoreRefuses, match="create it"):
        Outages(outage_s=600).wait_out(store.put, "a", b"")


def test_a_full_disk_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    with pytest.raises(StoreRefuses, match="name a directory that has room"):
        Outages(outage_s=600).wait_out(DirectoryStore(tmp_path).put, "a", DATA)


class OutOfReach(DirectoryStore):
    """A store that is away when it is told so."""

    away = False

    def put(self, key: str, data: bytes, content_type: str = "") -> None:
        if self.away:
            raise StoreUnreachable("It is away; wait.")
        super().put(key, data)

    def get(self, key: str) -> bytes:
        if self.away and key.endswith(".flac"):
            raise StoreUnreachable("It is away; wait.")
        return super().get(key)


@pytest.fixture
def runtime(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Runtime:
    made = make_runtime(quick_settings(valkey.url, namespace, tmp_path), CountingEngine())
    made.store = OutOfReach(tmp_path / "store")
    return made


def test_patience_ends_with_its_job(runtime: Runtime) -> None:
    runtime.store.away = True  # type: ignore[attr-defined]
    with pytest.raises(StoreUnreachable):
        Outages(600).wait_out(runtime.store.put, "a", DATA, watch=Watch(cancelled=True))


def test_an_outage_takes_no_attempt_and_fails_no_job(runtime: Runtime) -> None:
    manifest, pages = make_job(1, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    runtime.refill()
    runtime.store.away = True  # type: ignore[attr-defined]
    for _ in range(5):
        chunk = act_until(lambda: take_message(runtime.settings), lambda: None)
        synthesize_chunk(runtime, chunk)
    assert runtime.ledger.status(manifest.job).state == JobState.RUNNING
    runtime.store.away = False  # type: ignore[attr-defined]
    synthesize_chunk(runtime, ChunkRef(manifest.job, 0))
    assert runtime.ledger.stats(manifest.job, 0, 1)[0].attempts == 1


def test_a_stitch_during_an_outage_is_put_off(runtime: Runtime) -> None:
    manifest, pages = make_job(2, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    for index in range(2):
        synthesize_chunk(runtime, ChunkRef(manifest.job, index))
    runtime.store.away = True  # type: ignore[attr-defined]
    stitch_job(runtime, manifest.job)
    assert runtime.ledger.status(manifest.job).state == JobState.STITCHING
    runtime.store.away = False  # type: ignore[attr-defined]
    act_until(
        lambda: runtime.ledger.status(manifest.job).state == JobState.DONE,
        lambda: stitch_job(runtime, manifest.job),
    )
