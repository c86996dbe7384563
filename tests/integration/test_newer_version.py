"""What a newer version has written, as today's code meets it while a farm is updated."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from producer.jobs.results import read_summary
from tests.kit.commands import Commands
from tests.kit.jobs import make_job
from tests.kit.stepped_worker import (
    MODEL,
    act_until,
    make_runtime,
    quick_settings,
    take_message,
)
from tests.kit.valkey_server import ValkeyServer
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import manifest_key, page_key, report_key, take_key
from voicefarm.artifacts.pruning import prune
from voicefarm.errors import NewerJob
from voicefarm.ledger.records import ChunkRef, WorkerInfo
from voicefarm.messages import JobState, Manifest
from voicefarm.store import Store
from worker.process.runtime import Runtime
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

NEWER = "made by a newer version of voicefarm; update this one too"
Spoil = Callable[[Store, Manifest], None]


@pytest.fixture
def runtime(valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Runtime:
    return make_runtime(quick_settings(valkey.url, namespace, tmp_path, lease_s=10))


@pytest.fixture
def manifest(runtime: Runtime) -> Manifest:
    manifest, pages = make_job(4, fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    return manifest


def changed(store: Store, key: str, **fields: object) -> None:
    """Give a stored object further fields, or others."""
    first, *rest = store.get(key).splitlines()
    store.put(key, b"\n".join([json.dumps(json.loads(first) | fields).encode(), *rest]))


def of_a_newer_version(store: Store, manifest: Manifest) -> None:
    changed(store, manifest_key(manifest.job), version=99)


def with_a_newer_wish(store: Store, manifest: Manifest) -> None:
    changed(store, manifest_key(manifest.job), echo=True)


def with_newer_texts(store: Store, manifest: Manifest) -> None:
    changed(store, page_key(manifest.job, 0), whispered=True)


def cut_off(store: Store, manifest: Manifest) -> None:
    key = manifest_key(manifest.job)
    store.put(key, store.get(key)[:100])


@pytest.mark.parametrize("spoil", [of_a_newer_version, with_a_newer_wish, with_newer_texts])
def test_a_worker_that_is_too_old_for_a_job_gives_it_back_to_one_that_is_not(
    runtime: Runtime, manifest: Manifest, spoil: Spoil
) -> None:
    spoil(runtime.store, manifest)
    newer = WorkerInfo("newer", "h", 1, MODEL.name, slots=1, busy=0, up_s=0)
    for _ in range(5):
        runtime.ledger.heartbeat(newer, 60)
        synthesize_chunk(runtime, ChunkRef(manifest.job, 0))
    assert runtime.ledger.status(manifest.job).state == JobState.RUNNING
    assert runtime.ledger.claim(ChunkRef(manifest.job, 0), "newer", 10) == 1


def test_a_worker_that_is_too_old_says_so_and_takes_no_work_for_a_while(
    runtime: Runtime, manifest: Manifest
) -> None:
    of_a_newer_version(runtime.store, manifest)
    for index in range(4):
        synthesize_chunk(runtime, ChunkRef(manifest.job, index))
    assert NEWER in runtime.sick
    assert runtime.ledger.status(manifest.job).state == JobState.RUNNING


def test_a_worker_whose_model_was_left_out_of_an_update_fails_nobody_s_job(
    runtime: Runtime,
) -> None:
    manifest, pages = make_job(2, fingerprint="0" * 16)
    write_job(runtime.store, manifest, pages)
    runtime.ledger.open(manifest, retention_s=1000)
    updated = WorkerInfo("updated", "h", 1, MODEL.name, slots=1, busy=0, up_s=0)
    for index in (0, 1, 0, 1):
        runtime.ledger.heartbeat(updated, 60)
        synthesize_chunk(runtime, ChunkRef(manifest.job, index))
    assert "give producer and workers the same" in runtime.sick
    assert runtime.ledger.status(manifest.job).state == JobState.RUNNING
    assert runtime.ledger.claim(ChunkRef(manifest.job, 0), "updated", 10) == 1


def test_a_job_whose_manifest_is_damaged_fails_and_makes_no_worker_sick(
    runtime: Runtime, manifest: Manifest
) -> None:
    cut_off(runtime.store, manifest)

    def work() -> None:
        synthesize_chunk(runtime, take_message(runtime.settings) or ChunkRef(manifest.job, 0))

    act_until(lambda: runtime.ledger.status(manifest.job).ended, work)
    error = runtime.ledger.status(manifest.job).error
    assert error is not None
    assert "is damaged; submit its text again" in error
    assert not runtime.sick


def test_a_damaged_manifest_is_written_anew_and_a_newer_one_is_kept(
    runtime: Runtime, manifest: Manifest
) -> None:
    _, pages = make_job(4, fingerprint=MODEL.fingerprint("nobody"))
    cut_off(runtime.store, manifest)
    assert not write_job(runtime.store, manifest, pages)
    assert runtime.jobs.manifest(manifest.job) == manifest
    of_a_newer_version(runtime.store, manifest)
    with pytest.raises(NewerJob, match=NEWER):
        write_job(runtime.store, manifest, pages)


def test_no_take_is_pruned_while_a_job_of_a_newer_version_may_need_it(
    runtime: Runtime, manifest: Manifest
) -> None:
    synthesize_chunk(runtime, ChunkRef(manifest.job, 0))
    key = take_key(manifest.spec.recipe, runtime.jobs.chunk(manifest.job, 0).text)
    of_a_newer_version(runtime.store, manifest)
    with pytest.raises(NewerJob):
        prune(runtime.store, 2e9, is_active=lambda _: True, removed=lambda _: None)
    assert runtime.store.size(f"{key}.flac")


def test_a_report_of_a_newer_stitcher_is_read(runtime: Runtime, manifest: Manifest) -> None:
    for index in range(4):
        synthesize_chunk(runtime, ChunkRef(manifest.job, index))
    stitch_job(runtime, manifest.job)
    key = report_key(manifest.job)
    report = json.loads(runtime.store.get(key)) | {"weather": "fine"}
    runtime.store.put(key, json.dumps(report).encode())
    assert read_summary(runtime.store, manifest.job).duration_s > 0


def test_what_a_newer_worker_says_of_itself_is_read(runtime: Runtime) -> None:
    runtime.ledger.heartbeat(runtime.info(), 60)
    with Redis.from_url(runtime.settings.redis_url or "") as client:
        key = f"{runtime.settings.namespace}:worker:{runtime.name}"
        client.hset(key, "mood", "unknown here")
    assert [worker.worker for worker in runtime.ledger.workers()] == [runtime.name]


def test_resume_all_goes_past_what_it_cannot_read(
    runtime: Runtime, manifest: Manifest, tmp_path: Path
) -> None:
    other, pages = make_job(3, job="whole", fingerprint=MODEL.fingerprint("nobody"))
    write_job(runtime.store, other, pages)
    of_a_newer_version(runtime.store, manifest)
    settings = {
        "VOICEFARM_REDIS_URL": runtime.settings.redis_url or "",
        "VOICEFARM_NAMESPACE": runtime.settings.namespace,
        "VOICEFARM_STORE": runtime.settings.store,
    }
    done = Commands(tmp_path, settings).run("resume", "--all")
    assert done.stdout.split() == ["whole"]
    assert NEWER in done.stderr
