"""An update without stopping: workers of version 0.1 and of today serve one farm.

The old ones are the real ones: their code is kept in `tests/data/version_0_1/worker.zip`.
"""

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.jobs import WEEK_S, make_job
from tests.kit.old_version import FOLDER
from tests.kit.stepped_worker import make_runtime
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import until
from voicefarm.artifacts.job_files import write_job
from voicefarm.artifacts.keys import programme_key
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobState, Manifest
from voicefarm.settings import Settings, load_settings
from voicefarm.store.opening import open_store
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

MODEL = "steady"
CHUNKS = 40
OLD_WORKER = (sys.executable, "-P", "-m", "worker")


@pytest.fixture
def today(here: Commands, valkey: ValkeyServer, namespace: str, tmp_path: Path) -> Commands:
    here.settings |= {
        "VOICEFARM_REDIS_URL": valkey.url,
        "VOICEFARM_NAMESPACE": namespace,
        "VOICEFARM_MODEL": MODEL,
        "VOICEFARM_SLOTS": "2",
        "VOICEFARM_HEARTBEAT_S": "0.2",
        "VOICEFARM_LEASE_S": "1",
        "VOICEFARM_MAX_ATTEMPTS": "20",  # a busy machine may take a living worker for a dead one
        **write_model(tmp_path / "models", MODEL, work_s=0.1, noise=0.1),
    }
    return here


@pytest.fixture
def old(today: Commands, tmp_path: Path) -> Commands:
    """Commands whose `python -m worker` is that of version 0.1."""
    with ZipFile(FOLDER / "worker.zip") as packed:
        packed.extractall(tmp_path / "old")
    return replace(today, settings={**today.settings, "PYTHONPATH": str(tmp_path / "old")})


def settings_of(farm: Commands) -> Settings:
    names = ("redis_url", "namespace", "store", "models_dir")
    return load_settings(**{name: farm.settings[f"VOICEFARM_{name.upper()}"] for name in names})


def opened(farm: Commands, ledger: Ledger, job: str) -> Manifest:
    """A job as a producer of version 0.1 made it."""
    settings = settings_of(farm)
    fingerprint = settings.catalogue()[MODEL].fingerprint("nobody")
    manifest, pages = make_job(CHUNKS, job=job, model=MODEL, fingerprint=fingerprint)
    assert manifest.version == 1
    write_job(open_store(settings.store), manifest, pages)
    ledger.open(manifest, retention_s=WEEK_S)
    return manifest


def stitched_today(farm: Commands, ledger: Ledger, job: str) -> None:
    """The programme of the same takes, all by the code of today."""
    runtime = make_runtime(settings_of(farm))
    opened(farm, ledger, job)
    for index in range(CHUNKS):
        synthesize_chunk(runtime, ChunkRef(job, index))
    stitch_job(runtime, job)
    assert ledger.status(job).reused == CHUNKS


@pytest.mark.parametrize("killed", ["old", "today"])
def test_old_and_new_workers_share_a_job_and_each_finishes_what_the_other_left(
    today: Commands, old: Commands, ledger: Ledger, valkey: ValkeyServer, killed: str
) -> None:
    with ExitStack() as running:
        workers = {
            "old": running.enter_context(old.worker(command=OLD_WORKER)),
            "today": running.enter_context(today.worker()),
        }
        with Redis.from_url(valkey.url) as client:
            keys = client.scan_iter(f"{today.settings['VOICEFARM_NAMESPACE']}:worker:*")
            assert sorted(client.hexists(key, "sick") for key in keys) == [False, True]
        opened(today, ledger, "shared")
        until(lambda: [worker.chunks > 2 for worker in ledger.workers()] == [True, True])
        workers[killed].kill()
        until(lambda: ledger.status("shared").ended)
    status = ledger.status("shared")
    assert (status.state, status.done, status.gaps) == (JobState.DONE, CHUNKS, 0)
    stitched_today(today, ledger, "again")
    store = open_store(today.settings["VOICEFARM_STORE"])
    shared, again = (store.get(programme_key(job)) for job in ("shared", "again"))
    assert shared == again
