"""Files of a job that are gone from the store, and machines that only don't see them."""

from pathlib import Path

import pytest

from tests.kit.jobs import make_job
from tests.kit.stepped_worker import MODEL, make_runtime, quick_settings
from tests.kit.valkey_server import ValkeyServer
from voicefarm.artifacts.identity import identity_of
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import STORE_ID
from voicefarm.artifacts.pruning import remove_job
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobState
from voicefarm.settings import Settings
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

CHUNKS = 4


@pytest.fixture
def settings(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Settings:
    return quick_settings(valkey.url, namespace, tmp_path, lease_s=600)


@pytest.fixture
def worker(settings: Settings) -> Runtime:
    """A worker that knows the farm's store."""
    worker = make_runtime(settings)
    worker.ledger.agree_on_store(identity_of(worker.store), worker=True)
    return worker


@pytest.fixture
def job(settings: Settings, worker: Runtime) -> str:
    """A job that this worker has read nothing of."""
    manifest, pages = make_job(CHUNKS, fingerprint=MODEL.fingerprint("nobody"))
    write_job(make_runtime(settings).store, manifest, pages)
    worker.ledger.open(manifest, retention_s=1000)
    return manifest.job


def tried(worker: Runtime, job: str) -> None:
    """Each chunk once, then the first one until it is given up."""
    for index in (*range(CHUNKS), *[0] * worker.settings.max_attempts):
        synthesize_chunk(worker, ChunkRef(job, index))


def test_a_job_whose_files_are_gone_fails_and_no_worker_is_sick(worker: Runtime, job: str) -> None:
    remove_job(worker.store, job)
    tried(worker, job)
    status = worker.ledger.status(job)
    assert status.state == JobState.FAILED
    assert "manifest.json' is not in the store" in (status.error or "")
    assert not worker.sick


def test_a_worker_that_does_not_see_the_store_is_sick(worker: Runtime, job: str) -> None:
    remove_job(worker.store, job)
    worker.store.delete(STORE_ID)  # as in the empty folder below a mount
    tried(worker, job)
    assert "manifest.json' is not in the store" in worker.sick


def test_a_job_that_is_removed_before_it_is_stitched_leaves_the_stitcher_well(
    worker: Runtime, settings: Settings, job: str
) -> None:
    for index in range(CHUNKS):
        synthesize_chunk(worker, ChunkRef(job, index))
    remove_job(worker.store, job)
    stitcher = make_runtime(settings)
    stitch_job(stitcher, job)
    assert stitcher.ledger.status(job).state == JobState.FAILED
    assert not stitcher.sick
