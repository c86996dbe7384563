"""Who waits for a job outlasts what its workers outlast, and learns that a job is gone."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.commands import Commands, complaints, write_model
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.errors import JobForgotten, RedisUnreachable
from voicefarm.ledger import connect

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))
NOBODY_YET = "voicefarm: no worker serves model 'steady' yet; the job waits for one.\n"


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    """A Redis of the test's own."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        server = ValkeyServer(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def farm(here: Commands, server: ValkeyServer, tmp_path: Path) -> Commands:
    here.settings |= {"VOICEFARM_REDIS_URL": server.url, "VOICEFARM_MODEL": "steady"}
    here.settings |= write_model(tmp_path / "models", "steady", work_s=0.3)
    return here


def submitted(farm: Commands) -> str:
    return farm.run("submit", "-", stdin=TEXT).stdout.strip()


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Return the exit code and all complaints, without the lines of progress."""
    said = process.communicate(timeout=PATIENCE_S)[1]
    return process.returncode, complaints(said)


def waits(farm: Commands, server: ValkeyServer, process: "subprocess.Popen[str]") -> None:
    """Return when the process listens to its job."""
    with Redis.from_url(server.url, decode_responses=True) as client:
        while not any(entry["cmd"] == "xread" for entry in client.client_list()):
            assert process.poll() is None
            time.sleep(0.02)


@pytest.mark.parametrize("away_s", [0.0, 3.0])
def test_a_wait_outlasts_restarts_of_redis(
    farm: Commands, server: ValkeyServer, away_s: float
) -> None:
    def restart() -> None:
        waits(farm, server, waiting)
        server.kill()
        time.sleep(away_s)
        server.start()

    waiting = farm.begin("wait", submitted(farm))
    restart()  # before a worker comes, so that the job can't end before the wait begins
    with farm.worker("--slots", "2"):
        restart()
        assert ended(waiting) == (0, NOBODY_YET)


def test_a_wait_ends_with_a_sentence_when_redis_has_lost_the_job(
    farm: Commands, server: ValkeyServer
) -> None:
    job = submitted(farm)
    waiting = farm.begin("wait", job)
    waits(farm, server, waiting)
    with Redis.from_url(server.url) as client:
        client.flushall()
    code, said = ended(waiting)
    assert code == 1
    assert f"Redis has forgotten job '{job}'" in said
    assert f"voicefarm resume {job}" in said


def test_a_wait_goes_on_when_a_worker_brings_the_job_back(
    farm: Commands, server: ValkeyServer
) -> None:
    job = submitted(farm)
    waiting = farm.begin("wait", job)
    waits(farm, server, waiting)
    with farm.worker("--slots", "4"), Redis.from_url(server.url) as client:
        until(lambda: client.exists(f"voicefarm:job:{job}:owners"))  # it has chunks
        client.flushall()
        assert ended(waiting) == (0, NOBODY_YET)


def test_a_wait_learns_of_an_end_though_its_stream_is_gone(
    farm: Commands, server: ValkeyServer
) -> None:
    job = submitted(farm)
    waiting = farm.begin("wait", job)
    waits(farm, server, waiting)
    with Redis.from_url(server.url) as client:
        client.delete(f"voicefarm:job:{job}:events")
        connect(server.url, "voicefarm").cancel(job)
        client.delete(f"voicefarm:job:{job}:events")
    assert ended(waiting)[0] == 5


def test_a_job_that_is_forgotten_at_once_ends_its_wait(farm: Commands) -> None:
    farm.settings["VOICEFARM_RETENTION_DAYS"] = "0.000001"
    with farm.worker("--slots", "8"):
        submitting = farm.begin("submit", "-", "--wait", stdin=subprocess.PIPE)
        assert submitting.stdin is not None
        submitting.stdin.write(TEXT[:100])
        submitting.stdin.close()
        submitting.stdin = None
        code, said = ended(submitting)
    assert code == 0 or "Redis has forgotten job" in said


def test_python_waits_as_the_command_does(farm: Commands, server: ValkeyServer) -> None:
    from producer.jobs.progress import follow

    ledger = connect(server.url, "voicefarm")
    job = submitted(farm)
    following = follow(ledger, job, poll_s=0.1, outage_s=0.5, gone_s=0.2)
    assert next(following).job == job
    with Redis.from_url(server.url) as client:
        client.flushall()
    with pytest.raises(JobForgotten):
        next(following)
    job = submitted(farm)
    following = follow(ledger, job, poll_s=0.1, outage_s=0.5)
    assert next(following).job == job
    server.kill()
    started = time.monotonic()
    with pytest.raises(RedisUnreachable):
        next(following)
    assert 0.4 < time.monotonic() - started < 20


def test_a_wait_says_that_nobody_serves_the_model(farm: Commands, server: ValkeyServer) -> None:
    job = submitted(farm)
    waiting = farm.begin("wait", job)
    waits(farm, server, waiting)
    connect(server.url, "voicefarm").cancel(job)
    assert "no worker serves model 'steady' yet" in ended(waiting)[1]
