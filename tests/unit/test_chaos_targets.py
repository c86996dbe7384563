"""Chaos strikes workers that can work, and leaves one."""

from pathlib import Path

import pytest

from chaos import trouble
from chaos.farm import ChaosFarm, Worker
from chaos.trouble import Blow, Trouble


@pytest.fixture
def farm(tmp_path: Path) -> ChaosFarm:
    """Three workers for chunks and a stitcher, none of them a process."""
    farm = ChaosFarm(tmp_path, 1.0)
    for number, queues in enumerate(["chunks", "chunks", "chunks", "stitch"]):
        farm.workers.append(Worker(queues, 1, tmp_path / f"{number}.log", None))  # type: ignore[arg-type]
    return farm


def target(farm: ChaosFarm, kind: str, ready: str) -> int | None:
    """The number of the worker that is struck; `ready` has a digit for each."""
    for worker, digit in zip(farm.workers, ready, strict=True):
        worker.ready = digit == "1"
    struck = Trouble(farm, lambda _: None, lambda: False)._target(Blow(0, kind, 0, 1, ""))
    return farm.workers.index(struck) if struck else None


@pytest.mark.parametrize(
    ("kind", "ready", "struck"),
    [
        ("kill", "1111", 0),
        ("kill", "0111", 1),
        ("stop", "0111", 1),
        ("kill stitcher", "0001", 3),
        ("restart", "0101", 3),
    ],
)
def test_a_worker_is_struck_that_is_ready(
    farm: ChaosFarm, kind: str, ready: str, struck: int
) -> None:
    assert target(farm, kind, ready) == struck


@pytest.mark.parametrize(("kind", "ready"), [("kill", "0100"), ("kill stitcher", "1110")])
def test_none_is_struck_if_too_few_are_ready(
    farm: ChaosFarm, monkeypatch: pytest.MonkeyPatch, kind: str, ready: str
) -> None:
    monkeypatch.setattr(trouble, "READY_WAIT_S", 0.05)
    assert target(farm, kind, ready) is None
