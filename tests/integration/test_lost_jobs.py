"""Jobs that Redis has lost, and workers that still hold something of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.jobs import make_job
from tests.kit.stepped_worker import MODEL, make_runtime, quick_settings
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until
from voicefarm.artifacts.cancellation import forget_cancelled, was_cancelled
from voicefarm.artifacts.identity import identity_of
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.pruning import remove_job
from voicefarm.errors import BadSetting, UnknownName
from voicefarm.ledger.records import ChunkRef, StitchRef
from voicefarm.messages import JobState, Manifest
from voicefarm.resumption import cancel_jobs
from voicefarm.settings import Settings
from voicefarm.store.opening import open_store
from worker.process.heartbeat import Heartbeat
from worker.process.runtime import Runtime
from worker.slots.watch import Watch
from worker.synthesis.chunk import synthesize_chunk

LEASE_S = 600.0


@pytest.fixture
def settings(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Settings:
    return quick_settings(valkey.url, namespace, tmp_path, lease_s=LEASE_S)


@pytest.fixture
def worker(settings: Settings) -> Runtime:
    return make_runtime(settings)


@pytest.fixture
def manifest(worker: Runtime) -> Manifest:
    manifest, pages = make_job(2, fingerprint=MODEL.fingerprint("nobody"))
    write_job(worker.store, manifest, pages)
    worker.ledger.open(manifest, retention_s=1000)
    return manifest


@pytest.fixture
def held(worker: Runtime, manifest: Manifest) -> ChunkRef:
    """A chunk that the worker has claimed, and knows the text of."""
    chunk = ChunkRef(manifest.job, 0)
    assert worker.ledger.claim(chunk, worker.name, LEASE_S) == 1
    worker.jobs.chunk(chunk.job, chunk.index)
    return chunk


def flush(settings: Settings) -> None:
    """FLUSHALL, but for the other tests on the server."""
    with Redis.from_url(settings.redis_url or "") as client:
        client.delete(*client.scan_iter(f"{settings.namespace}*"))


def cancelled(worker: Runtime, job: str) -> None:
    assert cancel_jobs(worker.ledger, worker.store, [job]) == {job: JobState.RUNNING}


def removed(worker: Runtime, job: str) -> None:
    worker.ledger.cancel(job)
    remove_job(worker.store, job)


@pytest.mark.parametrize("withdraw", [cancelled, removed])
def test_a_job_that_nobody_wants_does_not_come_back(
    worker: Runtime,
    settings: Settings,
    held: ChunkRef,
    withdraw: Callable[[Runtime, str], None],
) -> None:
    withdraw(worker, held.job)
    flush(settings)
    heart, watch = Heartbeat(worker), Watch()
    with worker.slots.holding(held, watch):
        heart.beat()
        until(lambda: watch.cancelled)
    with pytest.raises(UnknownName):
        worker.ledger.status(held.job)


def test_a_cancelled_job_that_is_wanted_again_comes_back(
    worker: Runtime, settings: Settings, manifest: Manifest, held: ChunkRef
) -> None:
    cancelled(worker, held.job)
    forget_cancelled(worker.store, held.job)
    worker.ledger.open(manifest, retention_s=1000)
    flush(settings)
    heart, watch = Heartbeat(worker), Watch()
    with worker.slots.holding(held, watch):
        heart.beat()
        until(lambda: [status.job for status in worker.ledger.jobs()] == [held.job])
    assert not watch.cancelled


def test_a_ledger_that_was_lost_learns_again_which_store_the_farm_uses(
    worker: Runtime, settings: Settings, tmp_path: Path
) -> None:
    other = identity_of(open_store(str(tmp_path / "other")))
    worker.name_store()
    flush(settings)
    Heartbeat(worker).beat()
    with pytest.raises(BadSetting, match="give all of the farm the same VOICEFARM_STORE"):
        worker.ledger.agree_on_store(other, worker=False)
    worker.name_store()


def test_only_a_job_that_goes_on_is_noted_as_cancelled(worker: Runtime, held: ChunkRef) -> None:
    for index in range(2):
        worker.ledger.complete(ChunkRef(held.job, index), samples=1, synthesis_s=0, reused=False)
    assert worker.ledger.finish_stitch(held.job, 0)
    assert cancel_jobs(worker.ledger, worker.store, [held.job]) == {held.job: JobState.DONE}
    assert not was_cancelled(worker.store, held.job)


def test_a_job_that_was_lost_while_it_was_stitched_comes_back(
    worker: Runtime, settings: Settings, manifest: Manifest
) -> None:
    for index in range(2):
        synthesize_chunk(worker, ChunkRef(manifest.job, index))
    claim = worker.ledger.claim_stitch(manifest.job, worker.name, LEASE_S, 3)
    assert claim
    flush(settings)
    heart, watch = Heartbeat(worker), Watch()
    with worker.stitch_leases.holding(StitchRef(manifest.job, claim.epoch), watch):
        heart.beat()
        until(lambda: [status.job for status in worker.ledger.jobs()] == [manifest.job])
    assert watch.cancelled  # its takes are looked up first, as of any lost job
