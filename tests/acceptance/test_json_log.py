"""A real worker with VOICEFARM_LOG_FORMAT=json: each line on its stderr is one JSON object."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.kit.commands import Commands
from tests.kit.waiting import PATIENCE_S


@pytest.fixture
def farm(farm: Commands) -> Commands:
    farm.settings |= {
        "VOICEFARM_MODEL": "silence",
        "VOICEFARM_LOG_FORMAT": "json",
        "VOICEFARM_LOG_LEVEL": "debug",
    }
    return farm


def log_of(ended: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.stderr.splitlines()]


def test_a_worker_logs_its_whole_life_as_json(farm: Commands) -> None:
    worker = farm.start("worker")
    try:
        job = farm.run("submit", "-", stdin="A sentence. And another one.").stdout.split()[0]
        assert farm.json("wait", job)["state"] == "done"
    finally:
        worker.send_signal(signal.SIGTERM)
        stdout, stderr = worker.communicate(timeout=PATIENCE_S)
    assert (worker.returncode, stdout) == (0, "")
    events = [json.loads(line)["event"] for line in stderr.splitlines()]
    assert "ready" in events
    if os.getuid() == 0:
        assert any("superuser privileges" in event for event in events)


@pytest.mark.parametrize(
    ("fault", "arguments", "sentence", "code"),
    [
        ({"VOICEFARM_SLOTS": "many"}, (), "Setting 'slots': give a whole number", 2),
        ({}, ("--bogus",), "No such option: --bogus", 2),
        ({"VOICEFARM_MODEL": "nobody"}, (), "Model 'nobody' is not known", 2),
        ({"VOICEFARM_REDIS_URL": "redis://127.0.0.1:1"}, (), "Redis does not answer", 3),
        ({"VOICEFARM_METRICS_ADDRESS": "nowhere"}, (), "Nothing can listen on 'nowhere'", 2),
    ],
)
def test_a_worker_that_cannot_start_says_why_as_json(
    farm: Commands, fault: dict[str, str], arguments: tuple[str, ...], sentence: str, code: int
) -> None:
    farm.settings |= fault
    ended = farm.run("worker", *arguments)
    assert ended.returncode == code
    assert log_of(ended)[-1]["error"].startswith(sentence)
    assert ended.stdout == ""


def test_the_format_in_the_file_counts_before_the_settings_are_read(farm: Commands) -> None:
    del farm.settings["VOICEFARM_LOG_FORMAT"]
    (farm.folder / "voicefarm.toml").write_text('log_format = "json"\nslots = "many"\n')
    assert "slots" in log_of(farm.run("worker"))[-1]["error"]


def test_a_crash_at_the_start_is_json(farm: Commands, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    # A library that nothing imports before the worker does.
    (broken / "soxr.py").write_text("raise RuntimeError('a damaged library')")
    farm.settings["PYTHONPATH"] = str(broken)
    ended = farm.run("worker")
    assert ended.returncode == 1
    (crash,) = log_of(ended)
    assert crash["event"] == "crashed"
    assert "RuntimeError: a damaged library" in crash["exception"]
