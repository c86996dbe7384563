"""A farm as its operators run it: real Valkey, a real S3 server, workers as processes."""

import os
import pty
import re
import signal
import subprocess
import termios
from contextlib import suppress
from pathlib import Path

import pytest
import soundfile

from tests.kit.commands import VOICEFARM, Commands, write_model
from tests.kit.servers import REGION, S3
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.errors import ObjectMissing
from voicefarm.ledger import Ledger
from voicefarm.messages import Report
from voicefarm.store import Store
from voicefarm.store.opening import open_store

CHUNKS = 24
TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(CHUNKS))


@pytest.fixture
def farm(farm: Commands, s3: S3, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Commands that are set up for a farm, as its documentation says."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    farm.settings |= s3.new_store() | {"VOICEFARM_HEARTBEAT_S": "0.2", "VOICEFARM_LEASE_S": "1"}
    return farm


@pytest.fixture
def store(farm: Commands) -> Store:
    """The farm's store, seen from outside."""
    return open_store(
        farm.settings["VOICEFARM_STORE"],
        endpoint_url=farm.settings["VOICEFARM_S3_ENDPOINT_URL"],
        region=REGION,
    )


def report_of(store: Store, job: str) -> Report:
    return Report.model_validate_json(store.get(f"jobs/{job}/report.json"))


def test_a_job_that_nobody_works_on_says_so_and_its_id_stays_whole(
    farm: Commands, tmp_path: Path
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady")
    job = farm.run("submit", "-", "--model", "steady", "--title", "A title " * 20, stdin=TEXT)
    job_id = job.stdout.strip()
    waiting = farm.run("status", job_id).stdout
    assert f"{job_id}: running; no worker serves model 'steady', A title" in waiting
    piped = farm.run("list").stdout.splitlines()
    assert [line.split()[0] for line in piped] == ["JOB", job_id]
    assert job_id in on_a_terminal(farm, "list")
    with farm.worker("--model", "steady"):
        assert farm.run("wait", job_id).returncode == 0
    assert "no worker" not in farm.run("status", job_id).stdout


def on_a_terminal(farm: Commands, *arguments: str) -> str:
    """What a command shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    command = subprocess.Popen(
        [VOICEFARM, *arguments], cwd=farm.folder, env=farm.environment, stdout=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # EIO: the command has ended
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert command.wait() == 0
    text = re.sub(r"\x1b\[[\d;]*m", "", shown.decode())
    assert max(map(len, text.splitlines())) <= 80
    return text


def test_two_workers_share_one_job(farm: Commands, ledger: Ledger, tmp_path: Path) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.05)
    job = farm.run("submit", "-", "--model", "steady", stdin=TEXT).stdout.strip()
    with farm.worker("--model", "steady", "--slots", "2"), farm.worker("--model", "steady"):
        assert len(ledger.workers()) == 2
        done = farm.json("wait", job)
    assert (done["state"], done["done"], done["reused"]) == ("done", CHUNKS, 0)
    fetched = farm.json("fetch", job, "-o", "out.wav")
    sound = soundfile.info(farm.folder / "out.wav")
    assert fetched["size_bytes"] == (farm.folder / "out.wav").stat().st_size
    assert sound.samplerate == 8_000
    assert sound.duration == pytest.approx(done["audio_s"], abs=0.001)  # pauses included


def test_stitching_can_have_workers_of_its_own(farm: Commands) -> None:
    with farm.worker("--model", "silence", "--queues", "chunks"):
        job = farm.run("submit", "-", "--model", "silence", stdin=TEXT).stdout.strip()
        with farm.worker("--queues", "stitch"):
            assert farm.json("wait", job)["state"] == "done"


def test_submitting_twice_is_one_job(farm: Commands) -> None:
    first = farm.json("submit", "-", stdin=TEXT)
    second = farm.json("submit", "-", stdin=TEXT)
    assert (first["new"], second["new"]) == (True, False)
    assert first["job"] == second["job"]
    assert [job["job"] for job in farm.json("list")] == [first["job"]]
    assert farm.json("status", first["job"])["state"] == "running"


def test_takes_are_shared_between_jobs(farm: Commands) -> None:
    with farm.worker("--model", "silence"):
        farm.json("submit", "-", "--model", "silence", "--wait", stdin=TEXT)
        longer = TEXT + "\n\nAnd one more."
        done = farm.json("submit", "-", "--model", "silence", "--wait", stdin=longer)
    assert (done["chunks"], done["reused"]) == (CHUNKS + 1, CHUNKS)


def test_a_cancelled_job_stops_and_can_go_on(farm: Commands, tmp_path: Path) -> None:
    farm.settings |= write_model(tmp_path / "models", "slow", work_s=60)
    with farm.worker("--model", "slow", "--slots", "2"):
        job = farm.run("submit", "-", "--model", "slow", stdin=TEXT).stdout.strip()
        assert farm.json("cancel", job)["cancelled"]
        waited = farm.run("wait", job)
        assert waited.returncode == 5
        assert "submit it again" in waited.stderr
        again = farm.json("submit", "-", "--model", "slow", stdin=TEXT)
        assert (again["job"], again["state"], again["new"]) == (job, "running", True)


def test_ctrl_c_while_waiting_cancels_nothing(farm: Commands, tmp_path: Path) -> None:
    (farm.folder / "text.txt").write_text(TEXT)
    waiting = farm.start("submit", "text.txt", "--wait")
    until(lambda: farm.json("list"))
    waiting.send_signal(signal.SIGINT)
    _, said = waiting.communicate(timeout=PATIENCE_S)
    (job,) = farm.json("list")
    assert waiting.returncode == 130
    assert f"voicefarm wait {job['job']}" in said
    assert job["state"] == "running"


def test_a_killed_worker_s_chunks_are_done_by_another(
    farm: Commands, ledger: Ledger, store: Store, tmp_path: Path
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.3)
    with farm.worker("--model", "steady", "--slots", "4") as victim:
        job = farm.run("submit", "-", "--model", "steady", stdin=TEXT).stdout.strip()
        until(lambda: ledger.status(job).done >= 5)
        os.kill(victim.pid, signal.SIGKILL)
    with farm.worker("--model", "steady", "--slots", "16"):
        assert farm.json("wait", job)["done"] == CHUNKS
    attempts = [chunk.attempts for chunk in report_of(store, job).chunks]
    assert max(attempts) == 2


def test_a_vanished_take_is_made_again(farm: Commands, store: Store) -> None:
    with farm.worker("--model", "silence", "--queues", "chunks"):
        job = farm.run("submit", "-", "--model", "silence", stdin=TEXT).stdout.strip()
        until(lambda: farm.json("status", job)["state"] == "stitching")
        take = next(key for key in store.list("takes/") if key.endswith(".flac"))
        store.delete(take)
        store.delete(take.replace(".flac", ".json"))
        with farm.worker("--queues", "stitch"):
            assert farm.json("wait", job)["done"] == CHUNKS
    assert store.get(take)


def test_narrate_uses_the_farm_when_there_is_one(farm: Commands) -> None:
    nobody = farm.run("narrate", "-", "--model", "silence", stdin=TEXT)
    assert nobody.returncode == 3
    assert "start `voicefarm worker` with VOICEFARM_MODEL=silence, or" in nobody.stderr
    with farm.worker("--model", "silence"):
        made = farm.json("narrate", "-", "--model", "silence", stdin=TEXT)
    assert made["audio_s_per_core_s"] is None
    assert (farm.folder / "narration.wav").is_file()


def test_models_that_differ_are_not_mixed(farm: Commands, tmp_path: Path) -> None:
    farm.settings |= write_model(tmp_path / "models", "mine", seconds_per_character=0.1)
    job = farm.run("submit", "-", "--model", "mine", stdin=TEXT).stdout.strip()
    write_model(tmp_path / "models", "mine", seconds_per_character=0.2)
    with farm.worker("--model", "mine"):
        waited = farm.run("wait", job)
    assert waited.returncode == 4
    assert "give producer and workers the same" in waited.stderr


def test_fetching_too_early_says_what_to_do(farm: Commands, store: Store) -> None:
    job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
    early = farm.run("fetch", job)
    assert early.returncode == 2
    assert f"voicefarm wait {job}" in early.stderr
    with pytest.raises(ObjectMissing):
        store.get(f"jobs/{job}/programme.wav")


@pytest.mark.parametrize(
    ("variable", "value", "code", "sentence"),
    [
        ("VOICEFARM_REDIS_URL", "unix:///nowhere", 3, "Redis does not answer"),
        ("VOICEFARM_REDIS_URL", "localhost", 2, "is not a Redis URL"),
        ("VOICEFARM_STORE", "s3://no-such-bucket-here", 3, "no-such-bucket-here"),
        ("VOICEFARM_S3_ENDPOINT_URL", "http://127.0.0.1:1", 3, "127.0.0.1:1"),
        ("AWS_SECRET_ACCESS_KEY", "wrong", 3, "key"),
    ],
)
def test_a_service_that_does_not_let_us_in_queues_nothing(
    farm: Commands, ledger: Ledger, variable: str, value: str, code: int, sentence: str
) -> None:
    farm.settings[variable] = value
    done = farm.run("submit", "-", stdin=TEXT)
    assert done.returncode == code
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(ledger.jobs()) == []


def test_health_needs_neither_redis_nor_store(farm: Commands, tmp_path: Path) -> None:
    farm.settings["VOICEFARM_HEALTH_FILE"] = str(tmp_path / "health.json")
    assert farm.run("health").returncode == 6
    with farm.worker("--model", "silence"):
        assert farm.json("health")["age_s"] < 5
