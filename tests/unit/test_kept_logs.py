"""What the workers of a private farm logged outlives it, and says why they ended."""

from pathlib import Path

import pytest

from producer.kept_logs import keep_log
from producer.private_farm import end_of_worker
from voicefarm.errors import WorkerCannotStart, WorkerDied


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the platform keeps a user's logs."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def written(folder: Path, model: str, text: str) -> Path:
    log = folder / f"worker-{model}.log"
    log.write_text(text, "utf-8")
    return log


def test_the_logs_of_all_workers_of_one_run_are_kept(tmp_path: Path, state: Path) -> None:
    logs = [written(tmp_path, model, f"{model} failed") for model in ("joe", "kokoro")]
    kept = [keep_log(log) for log in logs]
    assert all(path and path.is_relative_to(state) for path in kept)
    assert [path.read_text("utf-8") for path in kept if path] == ["joe failed", "kokoro failed"]


def test_a_worker_that_said_why_it_cannot_start_is_quoted(tmp_path: Path) -> None:
    log = written(tmp_path, "joe", "loading\nvoicefarm worker: The model has no weights.\n")
    error = end_of_worker(2, log)
    assert isinstance(error, WorkerCannotStart)
    assert str(error) == "The model has no weights."


def test_any_other_end_shows_the_code_and_the_last_line(tmp_path: Path) -> None:
    error = end_of_worker(-9, written(tmp_path, "joe", "ready\nchunk done\n"))
    assert type(error) is WorkerDied
    assert "code -9" in str(error)
    assert "'chunk done'" in str(error)
    assert "memory" in str(error)
    assert "'none'" in str(end_of_worker(1, written(tmp_path, "joe", "")))
