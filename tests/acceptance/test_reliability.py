"""Kills, drains and losses, done to real workers at the default times where they matter."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import LOOK_S, PATIENCE_S, until
from voicefarm.ledger import Ledger
from voicefarm.messages import JobState
from voicefarm.store.opening import open_store

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))
AGAIN_S = 15.0


@pytest.fixture
def steady(farm: Commands, tmp_path: Path) -> str:
    """A model whose chunks take a while."""
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.3)
    return "steady"


def submitted(farm: Commands, model: str, *options: str, text: str = TEXT) -> str:
    return farm.run("submit", "-", "--model", model, *options, stdin=text).stdout.strip()


@contextmanager
def drained(process: "subprocess.Popen[str]") -> Iterator[None]:
    """SIGTERM before the block, the process gone after it."""
    process.send_signal(signal.SIGTERM)
    yield
    process.communicate(timeout=PATIENCE_S)


def owners(valkey: ValkeyServer, namespace: str, job: str) -> dict[str, str]:
    with Redis.from_url(valkey.url, decode_responses=True) as client:
        return client.hgetall(f"{namespace}:job:{job}:owners")


def test_a_dead_worker_s_chunks_run_again_within_15_seconds(
    farm: Commands, steady: str, ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    with (
        farm.worker("--model", steady, "--slots", "4") as victim,
        farm.worker("--model", steady, "--slots", "4"),
    ):
        job = submitted(farm, steady)
        name = next(worker.worker for worker in ledger.workers() if worker.pid == victim.pid)

        def its_chunks() -> set[str]:
            return {i for i, owner in owners(valkey, namespace, job).items() if owner == name}

        held = until(its_chunks)
        victim.kill()
        until(lambda: not held & its_chunks(), patience_s=AGAIN_S)
        assert farm.json("wait", job)["done"] == 60


def test_sigterm_finishes_what_is_in_the_slots(farm: Commands, steady: str, ledger: Ledger) -> None:
    with farm.worker("--model", steady, "--slots", "2") as worker:
        job = submitted(farm, steady)
        until(lambda: ledger.status(job).done >= 3)
        with drained(worker):
            pass
        assert worker.returncode == 0
    assert ledger.workers() == []
    with farm.worker("--model", steady, "--slots", "16"):
        assert farm.json("wait", job)["done"] == 60
    attempts = [stats.attempts for stats in ledger.stats(job, 0, 60)]
    assert max(attempts) == 1


def test_rolling_restarts_lose_and_repeat_nothing(
    farm: Commands, steady: str, ledger: Ledger
) -> None:
    slots = ("--model", steady, "--slots", "2")
    with ExitStack() as running:
        old = [running.enter_context(farm.worker(*slots)) for _ in range(2)]
        job = submitted(farm, steady)
        for worker in old:
            running.enter_context(farm.worker(*slots))
            with drained(worker):
                pass
            assert worker.returncode == 0
        done = farm.json("wait", job)
    assert (done["done"], done["reused"]) == (60, 0)
    assert {stats.attempts for stats in ledger.stats(job, 0, 60)} == {1}


def test_a_hung_engine_cannot_hold_a_worker(
    farm: Commands, tmp_path: Path, ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    farm.settings |= write_model(tmp_path / "models", "hung", work_s=1000)
    farm.settings["VOICEFARM_DRAIN_S"] = "1"
    with farm.worker("--model", "hung", "--slots", "2") as worker:
        job = submitted(farm, "hung")
        until(lambda: len(owners(valkey, namespace, job)) >= 2)
        started = time.monotonic()
        with drained(worker):
            pass
        assert time.monotonic() - started < 30  # of the engine's 1,000
        assert worker.returncode == 0
    assert owners(valkey, namespace, job) == {}
    assert ledger.workers() == []


def test_redis_may_forget_everything(
    farm: Commands, steady: str, ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    with farm.worker("--model", steady, "--slots", "8"):
        job = submitted(farm, steady)
        until(lambda: ledger.status(job).done >= 20)
        with Redis.from_url(valkey.url) as client:
            client.delete(*client.scan_iter(f"{namespace}*"))
        until(lambda: list(ledger.jobs()))
        done = farm.json("wait", job)
    assert (done["state"], done["done"]) == ("done", 60)
    takes = [key for key in open_store(farm.settings["VOICEFARM_STORE"]).list("takes/")]
    assert len(takes) == 120
    assert done["reused"] >= 20


def test_resume_all_brings_back_what_is_not_done(
    farm: Commands, ledger: Ledger, valkey: ValkeyServer, namespace: str
) -> None:
    with farm.worker("--model", "silence"):
        finished = submitted(farm, "silence", text="This one is done.")
        assert farm.json("wait", finished)["state"] == "done"
    waiting = submitted(farm, "silence")
    unwanted = submitted(farm, "silence", text="This one is cancelled.")
    farm.json("cancel", unwanted)
    with Redis.from_url(valkey.url) as client:
        client.delete(*client.scan_iter(f"{namespace}*"))
    assert farm.json("resume", "--all")["resumed"] == [waiting]
    assert farm.json("resume", "--all")["resumed"] == []
    assert farm.json("resume", unwanted)["resumed"] == [unwanted]
    assert farm.json("resume", finished)["resumed"] == [finished]
    with farm.worker("--model", "silence"):
        assert farm.json("wait", waiting)["state"] == "done"
        again = farm.json("wait", finished)
    assert (again["state"], again["reused"]) == ("done", 1)
    assert farm.run("resume", "nobody").returncode == 2


def test_a_poison_chunk_is_skipped_where_the_job_wants_it(farm: Commands, tmp_path: Path) -> None:
    farm.settings |= write_model(tmp_path / "models", "picky", failing_text="paragraph seven.")
    with farm.worker("--model", "picky"):
        failing = submitted(farm, "picky")
        assert farm.run("wait", failing).returncode == 4
        skipping = submitted(farm, "picky", "--on-failure", "skip")
        done = farm.json("wait", skipping)
    assert (done["state"], done["gaps"]) == ("done", 1)
    assert "1 chunk was given up" in farm.run("status", skipping).stdout


def test_a_chunk_that_kills_its_workers_takes_no_neighbour_with_it(
    farm: Commands, tmp_path: Path, ledger: Ledger
) -> None:
    farm.settings |= write_model(
        tmp_path / "models", "deadly", work_s=0.2, deadly_text="paragraph seven."
    )
    farm.settings |= {"VOICEFARM_HEARTBEAT_S": "0.2", "VOICEFARM_LEASE_S": "0.8"}
    job = submitted(farm, "deadly", "--on-failure", "silence")
    deaths = 0
    while not ledger.status(job).ended:
        with farm.worker("--model", "deadly", "--slots", "4") as worker:
            until(lambda: not (worker.poll() is None and not ledger.status(job).ended))
            deaths += worker.poll() is not None
    assert (ledger.status(job).state, ledger.status(job).gaps) == (JobState.DONE, 1)
    assert list(ledger.gaps(job)) == [7]
    assert deaths == 3


@pytest.fixture
def unreadable(farm: Commands, tmp_path: Path, ledger: Ledger) -> tuple[str, Callable[[], None]]:
    """A job that waits for its stitch, with a take at which a stitcher hangs, and its mending."""
    with farm.worker("--model", "silence", "--queues", "chunks"):
        job = submitted(farm, "silence")
        until(lambda: ledger.status(job).state == JobState.STITCHING)
    take = max(tmp_path.glob("store/takes/*/*.flac"))
    audio = take.read_bytes()
    take.unlink()
    os.mkfifo(take)  # whoever reads it waits for ever

    def mend() -> None:
        take.unlink()
        take.write_bytes(audio)

    return job, mend


def test_a_stitch_that_always_ends_its_worker_ends_its_job_and_keeps_its_takes(
    farm: Commands,
    unreadable: tuple[str, Callable[[], None]],
    ledger: Ledger,
    valkey: ValkeyServer,
    namespace: str,
) -> None:
    farm.settings |= {"VOICEFARM_HEARTBEAT_S": "0.2", "VOICEFARM_LEASE_S": "0.8"}
    job, mend = unreadable
    tried = 0
    while not ledger.status(job).ended:
        with farm.worker("--model", "silence", "--queues", "stitch"):
            while (
                field_of(valkey, namespace, job, "epoch") == tried and not ledger.status(job).ended
            ):
                time.sleep(LOOK_S)
        tried = field_of(valkey, namespace, job, "epoch")
    # A worker that is killed while its stitch waits for its turn has not tried it.
    assert tried >= field_of(valkey, namespace, job, "stitch_attempts") == 3
    failed = ledger.status(job)
    assert (failed.state, failed.done) == (JobState.FAILED, 60)
    assert failed.error is not None
    assert f"voicefarm resume {job}" in failed.error
    mend()
    assert farm.json("resume", job)["resumed"] == [job]
    with farm.worker("--model", "silence"):
        done = farm.json("wait", job)
    assert (done["state"], done["done"]) == ("done", 60)
    assert {stats.attempts for stats in ledger.stats(job, 0, 60)} == {1}


@contextmanager
def somebody_reads(pipe: Path) -> Iterator[None]:
    """Begins when somebody has the pipe open for reading, and keeps them waiting in the block."""
    writer = None
    while writer is None:
        with suppress(OSError):  # ENXIO: nobody reads yet
            writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    yield
    os.close(writer)


def test_a_hung_stitch_is_found_though_its_worker_lives(
    farm: Commands,
    unreadable: tuple[str, Callable[[], None]],
    tmp_path: Path,
    ledger: Ledger,
    valkey: ValkeyServer,
    namespace: str,
) -> None:
    farm.settings |= {"VOICEFARM_HEARTBEAT_S": "0.1", "VOICEFARM_LEASE_S": "0.4"}
    farm.settings |= {"VOICEFARM_OUTAGE_S": "1"}
    job, mend = unreadable
    (pipe,) = (path for path in tmp_path.glob("store/takes/*/*.flac") if path.is_fifo())
    with (
        farm.worker("--model", "silence", "--queues", "stitch", "--slots", "2") as hung,
        somebody_reads(pipe),
    ):
        mend()
        with farm.worker("--model", "silence", "--queues", "stitch"):
            assert farm.json("wait", job)["state"] == "done"
        assert hung.pid in {worker.pid for worker in ledger.workers()}
        assert field_of(valkey, namespace, job, "stitch_attempts") == 2


def test_a_worker_whose_every_slot_hangs_leaves(
    farm: Commands,
    unreadable: tuple[str, Callable[[], None]],
    valkey: ValkeyServer,
    namespace: str,
) -> None:
    farm.settings |= {"VOICEFARM_HEARTBEAT_S": "0.1", "VOICEFARM_LEASE_S": "0.4"}
    farm.settings |= {"VOICEFARM_OUTAGE_S": "1", "VOICEFARM_DRAIN_S": "0.5"}
    job, _ = unreadable
    with farm.worker("--model", "silence", "--queues", "stitch", "--slots", "1") as worker:
        _, log = worker.communicate(timeout=PATIENCE_S)
    assert "every slot hangs" in log
    assert worker.returncode == 0
    assert field_of(valkey, namespace, job, "stitch_attempts") == 1  # hung, and so counted


def test_a_drain_costs_a_stitch_no_attempt(
    farm: Commands,
    unreadable: tuple[str, Callable[[], None]],
    valkey: ValkeyServer,
    namespace: str,
) -> None:
    farm.settings["VOICEFARM_DRAIN_S"] = "0.5"
    job, _ = unreadable
    with farm.worker("--model", "silence", "--queues", "stitch") as worker:
        until(lambda: field_of(valkey, namespace, job, "epoch") != 0)
        assert field_of(valkey, namespace, job, "stitch_attempts") == 1
        with drained(worker):
            pass
    assert field_of(valkey, namespace, job, "stitch_attempts") == 0


def field_of(valkey: ValkeyServer, namespace: str, job: str, field: str) -> int:
    with Redis.from_url(valkey.url) as client:
        return int(client.hget(f"{namespace}:job:{job}", field))


def test_a_worker_whose_model_alone_is_past_the_memory_limit_does_not_start(
    farm: Commands,
) -> None:
    farm.settings["VOICEFARM_MEMORY_LIMIT_MB"] = "10"
    farm.settings["VOICEFARM_MODEL"] = "silence"
    ended = farm.run("worker")
    assert ended.returncode == 2
    assert "The loaded model alone takes" in ended.stderr


def test_a_worker_past_its_memory_limit_drains(farm: Commands, tmp_path: Path) -> None:
    # Each take is 20 minutes of noise, and so 43 MB, which is more than the limit leaves.
    farm.settings |= write_model(tmp_path / "models", "long", seconds_per_character=40.0, noise=0.5)
    with farm.worker("--model", "long", "--slots", "1") as worker:
        status = Path(f"/proc/{worker.pid}/status").read_text()
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    farm.settings["VOICEFARM_MEMORY_LIMIT_MB"] = str(int(resident.split()[1]) // 1024 + 30)
    with farm.worker("--model", "long", "--slots", "1") as worker:
        submitted(farm, "long")
        _, log = worker.communicate(timeout=PATIENCE_S)
    assert worker.returncode == 0
    assert "past the memory limit" in log


def test_a_worker_answers_those_who_watch_it(farm: Commands, ledger: Ledger) -> None:
    farm.settings["VOICEFARM_METRICS_ADDRESS"] = "127.0.0.1:0"
    farm.settings["VOICEFARM_LOG_FORMAT"] = "json"
    process = subprocess.Popen(
        [*worker_command()], env={**farm.environment, "VOICEFARM_MODEL": "silence"},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        url = ready_event(process)["monitor"]
        assert urlopen(f"{url}/live").read() == b"ok\n"
        assert urlopen(f"{url}/ready").read() == b"ok\n"
        job = submitted(farm, "silence")
        assert farm.json("wait", job)["state"] == "done"
        metrics = urlopen(f"{url}/metrics").read().decode()
        with pytest.raises(HTTPError):
            urlopen(f"{url}/anything")
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)
    assert 'voicefarm_takes_total{model="silence"' in metrics
    made = next(line for line in metrics.splitlines() if line.startswith("voicefarm_takes_total"))
    assert float(made.rpartition(" ")[2]) == 60


def worker_command() -> list[str]:
    from tests.kit.commands import VOICEFARM

    return [VOICEFARM, "worker"]


def ready_event(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stderr is not None
    for line in process.stderr:
        if '"ready"' in line:
            event: dict[str, str] = json.loads(line)
            return event
    raise AssertionError("The worker ended.")


def test_the_exporter_prints_its_address_as_json(farm: Commands) -> None:
    exporter = farm.begin("exporter", "--address", "127.0.0.1:0", "--json")
    try:
        assert exporter.stdout is not None
        printed = "".join(exporter.stdout.readline() for _ in range(3))
        assert "voicefarm_ledger_up 1.0" in urlopen(json.loads(printed)["url"]).read().decode()
    finally:
        exporter.terminate()
        exporter.communicate(timeout=PATIENCE_S)


def test_the_exporter_tells_of_the_ledger(farm: Commands) -> None:
    submitted(farm, "silence")
    exporter = farm.begin("exporter", "--address", "127.0.0.1:0")
    try:
        assert exporter.stdout is not None
        metrics = urlopen(exporter.stdout.readline().strip()).read().decode()
    finally:
        exporter.terminate()
        exporter.communicate(timeout=PATIENCE_S)
    assert "voicefarm_ledger_up 1.0" in metrics
    assert 'voicefarm_chunks_unfinished{model="silence"} 60.0' in metrics
    assert 'voicefarm_jobs{state="running"} 1.0' in metrics


def test_top_shows_the_farm(farm: Commands) -> None:
    with farm.worker("--model", "silence", "--queues", "chunks"):
        job = submitted(farm, "silence")
        shown = farm.run("top", "--once").stdout
        told = farm.json("top")
    assert job in shown
    assert told["workers"][0]["model"] == "silence"
    assert told["jobs"][0]["state"] in set(JobState)
    assert os.sep not in told["workers"][0]["worker"]
