"""Hosts whose clocks are wrong by minutes or hours."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kit.commands import Commands, write_model
from tests.kit.servers import S3
from voicefarm.ledger import Ledger

TEXT = "\n\n".join(f"This is paragraph {number}. It is short." for number in range(60))
MINUTE_S = 60
HOUR_S = 3600
# Python reads this module as it starts, before anything has looked at the clock.
SITECUSTOMIZE = """
import datetime, os, time

SHIFT_S = float(os.environ["CLOCK_SHIFT_S"])
true_time, true_time_ns = time.time, time.time_ns
time.time = lambda: true_time() + SHIFT_S
time.time_ns = lambda: true_time_ns() + int(SHIFT_S * 1e9)

class Shifted(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)

datetime.datetime = Shifted
"""


@pytest.fixture
def with_clock(farm: Commands, tmp_path: Path) -> Callable[[float], Commands]:
    """The farm's command on a host whose clock is ahead by so many seconds."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(SITECUSTOMIZE)

    def shifted(by_s: float) -> Commands:
        clock = {"PYTHONPATH": str(tmp_path / "clock"), "CLOCK_SHIFT_S": str(by_s)}
        return replace(farm, settings={**farm.settings, **clock})

    return shifted


def test_workers_whose_clocks_differ_share_a_job(
    farm: Commands, with_clock: Callable[[float], Commands], tmp_path: Path, ledger: Ledger
) -> None:
    # 7 s of work for all: longer than a lease.
    farm.settings |= write_model(tmp_path / "models", "steady", work_s=0.7)
    with ExitStack() as running:
        for shift_s in (0, 10 * MINUTE_S, -10 * MINUTE_S, 2 * HOUR_S):
            worker = with_clock(shift_s).worker("--model", "steady", "--slots", "2")
            running.enter_context(worker)
        job = farm.run("submit", "-", "--model", "steady", stdin=TEXT).stdout.strip()
        done = farm.json("wait", job)
        assert ledger.overview().swept == 0
        assert len(ledger.workers()) == 4
    assert (done["state"], done["done"], done["reused"]) == ("done", 60, 0)
    assert {stats.attempts for stats in ledger.stats(job, 0, 60)} == {1}


@pytest.fixture
def bucket(farm: Commands, s3: S3) -> Commands:
    farm.settings |= s3.environment | s3.new_store()
    return farm


def test_a_store_takes_the_requests_of_a_clock_that_is_wrong_by_minutes(
    bucket: Commands, with_clock: Callable[[float], Commands]
) -> None:
    with with_clock(-10 * MINUTE_S).worker("--model", "silence"):
        job = bucket.run("submit", "-", "--model", "silence", stdin="One text.").stdout.strip()
        assert bucket.json("wait", job)["state"] == "done"


def test_a_clock_that_the_store_refuses_is_told_as_such(
    bucket: Commands, with_clock: Callable[[float], Commands]
) -> None:
    ended = with_clock(HOUR_S).run("worker", "--model", "silence")
    assert ended.returncode != 0
    assert "set the clock" in ended.stderr
