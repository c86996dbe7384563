"""How supervisors and terminals end a worker, and what its log costs it."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.kit.commands import VOICEFARM, Commands, write_model
from tests.kit.waiting import until
from voicefarm.ledger import Ledger
from voicefarm.ledger.records import ChunkRef

CHUNKS = 12
TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(CHUNKS))


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    farm.settings |= {
        "VOICEFARM_MODEL": "steady",
        "VOICEFARM_SLOTS": "2",
        **write_model(tmp_path / "models", "steady", work_s=0.3),
    }
    return farm


HEEDING = ("env", "--default-signal=HUP,INT,QUIT,TERM", VOICEFARM, "worker")
"""A worker that inherits no ignored signal from whoever runs the tests."""


@pytest.mark.parametrize(
    ("number", "remapped"),
    [
        (signal.SIGHUP, ""),
        (signal.SIGINT, ""),
        (signal.SIGQUIT, ""),
        (signal.SIGTERM, "SIGQUIT"),
    ],
)
def test_a_worker_drains_however_it_is_asked_to(
    farm: Commands, ledger: Ledger, number: signal.Signals, remapped: str
) -> None:
    if remapped:
        farm.settings["REMAP_SIGTERM"] = remapped
    with farm.worker(command=HEEDING) as worker:
        job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
        until(lambda: ledger.status(job).done)
        worker.send_signal(number)
        _, log = worker.communicate(timeout=60)
    assert (worker.returncode, "Traceback" in log) == (0, False)
    assert "draining" in log
    assert not ledger.workers()
    done = ledger.status(job).done
    assert 0 < done < CHUNKS
    with farm.worker():
        assert farm.json("wait", job)["state"] == "done"
    assert {stats.attempts for stats in ledger.stats(job, 0, CHUNKS)} == {1}


def test_a_second_ctrl_c_ends_a_worker_at_once_and_gives_its_work_back(
    farm: Commands, ledger: Ledger, tmp_path: Path
) -> None:
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=600)
    with farm.worker(command=HEEDING) as worker:
        job = farm.run("submit", "-", stdin="This is one chunk.").stdout.strip()
        until(lambda: any(one.busy for one in ledger.workers()))
        worker.send_signal(signal.SIGINT)
        assert worker.stderr is not None
        assert next(line for line in worker.stderr if "draining" in line)
        worker.send_signal(signal.SIGINT)
        _, log = worker.communicate(timeout=60)
    assert (worker.returncode, "Traceback" in log) == (0, False)
    assert not ledger.workers()
    assert ledger.claim(ChunkRef(job, 0), "another", 10) == 1


def test_a_worker_under_nohup_outlives_its_terminal(farm: Commands, ledger: Ledger) -> None:
    with farm.worker(command=("nohup", VOICEFARM, "worker")) as worker:
        job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
        worker.send_signal(signal.SIGHUP)
        assert farm.json("wait", job)["state"] == "done"
        assert worker.poll() is None


@contextmanager
def full_disk() -> Iterator[int]:
    """A file on a disk that is full."""
    descriptor = os.open("/dev/full", os.O_WRONLY)
    yield descriptor
    os.close(descriptor)


@contextmanager
def deserted_pipe() -> Iterator[int]:
    """A pipe whose reader has gone, as a collector of logs that has ended."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no /dev/full here.")
@pytest.mark.parametrize("place", [full_disk, deserted_pipe])
def test_a_log_that_can_not_be_written_costs_no_work(
    farm: Commands, ledger: Ledger, place: Callable[[], AbstractContextManager[int]]
) -> None:
    farm.settings["VOICEFARM_LOG_LEVEL"] = "debug"
    with place() as log:
        worker = subprocess.Popen(
            [VOICEFARM, "worker"], env=farm.environment, cwd=farm.folder, stderr=log
        )
    try:
        job = farm.run("submit", "-", stdin=TEXT).stdout.strip()
        assert farm.json("wait", job)["state"] == "done"
        worker.terminate()
        worker.wait(60)
        assert not ledger.workers()
    finally:
        worker.kill()
        worker.wait()
    assert {stats.attempts for stats in ledger.stats(job, 0, CHUNKS)} == {1}
