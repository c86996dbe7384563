"""Takes that expired: a stitch finds all of them at once, and they are made side by side."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.jobs import make_job
from tests.kit.stepped_worker import MODEL, CountingEngine, make_runtime, quick_settings
from tests.kit.valkey_server import ValkeyServer
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import take_key
from voicefarm.ledger.records import ChunkRef
from voicefarm.ledger.scripts import scripts
from voicefarm.messages import JobState, Manifest
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

CHUNKS = 40


@pytest.fixture
def runtime(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Runtime:
    return make_runtime(quick_settings(valkey.url, namespace, tmp_path, lease_s=600.0))


@pytest.fixture
def manifest(runtime: Runtime) -> Manifest:
    """A job that waits for its stitch."""
    manifest, pages = make_job(CHUNKS, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    synthesize(runtime, manifest, range(CHUNKS))
    assert runtime.ledger.status(manifest.job).state == JobState.STITCHING
    return manifest


def synthesize(runtime: Runtime, manifest: Manifest, indices: range | list[int]) -> None:
    for index in indices:
        synthesize_chunk(runtime, ChunkRef(manifest.job, index))


def expire(runtime: Runtime, manifest: Manifest, index: int, *suffixes: str) -> None:
    key = take_key(manifest.spec.recipe, runtime.jobs.chunk(manifest.job, index).text)
    for suffix in suffixes:
        runtime.store.delete(f"{key}.{suffix}")


def queued(runtime: Runtime) -> list[int]:
    with Redis.from_url(runtime.settings.redis_url or "", decode_responses=True) as client:
        chunks = client.zrange(f"{runtime.settings.namespace}:model:silence:queued", 0, -1)
    return sorted(int(chunk.rpartition("/")[2]) for chunk in chunks)


ALL, FEW = list(range(CHUNKS)), [3, 17, 39]


@pytest.mark.parametrize(
    ("gone", "suffixes"),
    [(FEW, ("flac", "json")), (FEW, ("flac",)), (FEW, ("json",)), (ALL, ("flac", "json"))],
)
def test_all_missing_takes_are_found_in_one_pass_and_go_out_together(
    runtime: Runtime, manifest: Manifest, gone: list[int], suffixes: tuple[str, ...]
) -> None:
    for index in gone:
        expire(runtime, manifest, index, *suffixes)
    stitch_job(runtime, manifest.job)
    status = runtime.ledger.status(manifest.job)
    assert (status.state, status.done) == (JobState.RUNNING, CHUNKS - len(gone))
    assert queued(runtime) == gone[: len(queued(runtime))]
    assert len(queued(runtime)) == min(len(gone), 16)  # the window of a farm without workers
    before = len(said(runtime))
    synthesize(runtime, manifest, gone)
    stitch_job(runtime, manifest.job)
    assert runtime.ledger.status(manifest.job).state == JobState.DONE
    assert len(said(runtime)) - before == len(gone)
    assert {stats.attempts for stats in runtime.ledger.stats(manifest.job, 0, CHUNKS)} <= {1, 2}


def test_what_was_found_before_the_store_failed_is_made_again(
    runtime: Runtime, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voicefarm.errors import StoreUnreachable

    for index in FEW:
        expire(runtime, manifest, index, "json")
    whole: Callable[[str], int | None] = runtime.store.size

    def size(key: str) -> int | None:
        if key == last:
            raise StoreUnreachable("It is away.")
        return whole(key)

    chunk = runtime.jobs.chunk(manifest.job, 30)
    last = f"{take_key(manifest.spec.recipe, chunk.text)}.flac"
    monkeypatch.setattr(runtime.store, "size", size)
    stitch_job(runtime, manifest.job)
    assert queued(runtime) == FEW[:2]


def said(runtime: Runtime) -> list[str]:
    assert isinstance(runtime.engine, CountingEngine)
    return runtime.engine.texts


def test_a_take_of_a_newer_worker_is_not_broken(runtime: Runtime, manifest: Manifest) -> None:
    for index in FEW:
        key = take_key(manifest.spec.recipe, runtime.jobs.chunk(manifest.job, index).text)
        take = json.loads(runtime.store.get(f"{key}.json"))
        take["sound"]["colour"] = take["mood"] = "unknown here"
        runtime.store.put(f"{key}.json", json.dumps(take).encode())
    stitch_job(runtime, manifest.job)
    assert runtime.ledger.status(manifest.job).state == JobState.DONE


def test_no_script_negates_a_number_that_redis_counts_by() -> None:
    """Of 0 that is -0, which Redis 7.0 takes for no integer; Valkey takes it."""
    for name, text in scripts():
        assert not re.search(r"HINCRBY'.*, -[a-z]", text), name
