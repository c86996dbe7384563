"""Jobs that nothing is wrong with, on farms where much else is wrong."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.stepping_clock import SteppingClock
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.ledger import connect
from voicefarm.messages import JobStatus

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))
ONE = "The lamp was lit at dusk."


@pytest.fixture
def farm(farm: Commands) -> Commands:
    farm.settings |= {
        "VOICEFARM_HEARTBEAT_S": "0.2",
        "VOICEFARM_LEASE_S": "1",
    }
    return farm


def submitted(farm: Commands, model: str, *options: str, text: str = TEXT) -> str:
    return farm.run("submit", "-", "--model", model, *options, stdin=text).stdout.strip()


def status(farm: Commands, job: str) -> JobStatus:
    ledger = connect(farm.settings["VOICEFARM_REDIS_URL"], farm.settings["VOICEFARM_NAMESPACE"])
    return ledger.status(job)


def owner(farm: Commands, job: str) -> Any:
    with Redis.from_url(farm.settings["VOICEFARM_REDIS_URL"], decode_responses=True) as client:
        return client.hget(f"{farm.settings['VOICEFARM_NAMESPACE']}:job:{job}:owners", "0")


def another_owner(farm: Commands, job: str, known: str | None) -> Any:
    """The worker that holds the job's chunk, if it isn't the one that is known."""
    holder = owner(farm, job)
    return holder if holder != known else None


@pytest.mark.parametrize("how", ["kill", "drain to the end"])
def test_a_worker_that_is_killed_while_it_drains_blames_nothing(
    farm: Commands, tmp_path: Path, how: str
) -> None:
    farm.settings |= write_model(tmp_path / "models", "slow", work_s=3)
    farm.settings["VOICEFARM_DRAIN_S"] = "60" if how == "kill" else "0.2"
    job = submitted(farm, "slow", text=ONE)
    before: str | None = None
    for _ in range(4):  # more often than a chunk may be tried
        with farm.worker("--model", "slow", "--slots", "2") as worker:
            before = until(partial(another_owner, farm, job, before))
            worker.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            worker.kill()
    with farm.worker("--model", "slow", "--slots", "2"):
        assert farm.json("wait", job)["state"] == "done"


def test_a_chunk_that_ends_its_workers_takes_no_neighbour_along(
    farm: Commands, tmp_path: Path
) -> None:
    farm.settings |= write_model(
        tmp_path / "models", "deadly", work_s=0.1, deadly_text="paragraph five."
    )
    job = submitted(farm, "deadly", "--on-failure", "silence", text=TEXT[:600])
    started: list[subprocess.Popen[str]] = []
    try:
        while not status(farm, job).ended:
            if not started or started[-1].poll() is not None:
                started.append(
                    farm.start(
                        "worker", "--model", "deadly", "--slots", "8", start_new_session=True
                    )
                )
            time.sleep(0.05)
    finally:
        for process in started:
            process.kill()
            process.communicate()
    assert (status(farm, job).state, status(farm, job).gaps) == ("done", 1)


@pytest.fixture
def clock(farm: Commands) -> Iterator[SteppingClock]:
    """The clock of the farm's Redis."""
    if not SteppingClock.is_possible():
        pytest.skip("A clock that steps needs a C compiler.")
    with tempfile.TemporaryDirectory(prefix="clock-") as folder:
        clock = SteppingClock(Path(folder))
        server = ValkeyServer(Path(folder), environment=clock.environment)
        server.start()
        farm.settings["VOICEFARM_REDIS_URL"] = server.url
        yield clock
        server.kill()


@pytest.mark.parametrize("step_s", [-600, 7200])
def test_a_clock_of_redis_that_steps_stops_nothing(
    farm: Commands, tmp_path: Path, clock: SteppingClock, step_s: int
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.2)
    with farm.worker("--model", "steady", "--slots", "2") as worker:
        job = submitted(farm, "steady")
        until(lambda: status(farm, job).done > 5)
        clock.step(step_s)
        assert farm.json("wait", job)["state"] == "done"
        later = submitted(farm, "steady", text=ONE)
        assert farm.json("wait", later)["state"] == "done"
        worker.kill()
        said = worker.communicate(timeout=PATIENCE_S)[1]
    assert ("the clock of Redis stepped back" in said) is (step_s < 0)


def test_a_job_that_was_opened_before_its_redis_stepped_back_is_handed_out(
    farm: Commands, tmp_path: Path, clock: SteppingClock
) -> None:
    """Nobody but its producer has spoken to the server before."""
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.05)
    job = submitted(farm, "steady")
    clock.step(-600)
    with farm.worker("--model", "steady", "--slots", "4"):
        assert farm.json("wait", job)["state"] == "done"


def test_the_work_of_a_worker_that_died_at_a_step_of_the_clock_is_given_to_another(
    farm: Commands, tmp_path: Path, clock: SteppingClock
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.2)
    with farm.worker("--model", "steady", "--slots", "2") as victim:
        job = submitted(farm, "steady")
        until(lambda: status(farm, job).done > 2)
        with farm.worker("--model", "steady", "--slots", "2"):
            clock.step(-3600)
            victim.kill()
            assert farm.json("wait", job)["state"] == "done"
