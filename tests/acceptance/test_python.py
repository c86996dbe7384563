"""The examples of docs/python.md, run as they stand: real Valkey, a real worker, a real Celery."""

import importlib.util
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
import soundfile
from celery import Celery, current_app

import producer
from tests.kit.commands import Commands, write_model
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S, until
from voicefarm.errors import BadInput, JobCancelled, JobStillRunning, UnknownName
from voicefarm.process import die_with_parent

PAGE = Path(__file__).parents[2] / "docs/python.md"
SCRIPT, CELERY, AIRFLOW = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
ARTICLE = "# The lamp\n\nThe lamp was lit at dusk.\n\nIt burned until morning.\n"


@pytest.fixture
def farm(farm: Commands, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """A farm that this process and its children are set up for; its worker isn't started."""
    for name, value in farm.settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(farm.folder)
    (farm.folder / "article.md").write_text(ARTICLE)
    return farm


def module_of(code: str, path: Path) -> ModuleType:
    path.write_text(code)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_of_the_page_makes_its_files(
    farm: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    (farm.folder / "script.py").write_text(SCRIPT)
    with farm.worker():
        runpy.run_path("script.py")
    assert "s of audio in 3 chunks" in capsys.readouterr().out
    assert soundfile.info("article.mp3").duration > 2
    assert "The lamp" in Path("article.srt").read_text("utf-8")


@contextmanager
def celery_worker(folder: Path, module: str) -> Iterator[None]:
    """A worker of the user's own app, in Celery's usual pool of forked processes."""
    command = [str(Path(sys.executable).with_name("celery")), "-A", module, "worker", "-c", "1"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent(os.getpid()),
    )
    try:
        yield
    finally:
        process.terminate()
        process.communicate()


def test_celery_tasks_of_the_user_s_own_submit_and_wait(
    farm: Commands, valkey: ValkeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLES_REDIS", valkey.url.replace("unix://", "redis+socket://"))
    articles = module_of(CELERY, farm.folder / "articles.py")
    with farm.worker(), celery_worker(farm.folder, "articles"):
        started = articles.narrate("It was night.", str(farm.folder / "night.mp3")).delay()
        path = started.get(timeout=PATIENCE_S)
    assert soundfile.info(path).duration > 0.5
    assert [job["state"] for job in farm.json("list")] == ["done"]


def test_an_app_of_the_caller_s_own_stays_the_current_one(farm: Commands) -> None:
    own = Celery("own", broker="memory://")
    producer.submit("It was night.")
    assert current_app.main == own.main


def test_airflow_tasks_hand_a_job_from_one_to_the_next(farm: Commands) -> None:
    pipeline = module_of(AIRFLOW, farm.folder / "pipeline.py")
    (farm.folder / "empty.md").write_text("* * *")
    with farm.worker():
        (path,) = filter(pipeline.is_readable, ["article.md", "empty.md", "missing.md"])
        job = pipeline.start(path)
        until(lambda: pipeline.is_done(job))
        assert pipeline.collect(job, path) == "article.opus"
    assert soundfile.info("article.opus").duration > 2


@pytest.fixture
def slow(farm: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A job that nobody works on."""
    for name, value in write_model(tmp_path / "models", "slow").items():
        monkeypatch.setenv(name, value)
    return producer.submit(ARTICLE, model="slow")


def test_submitting_twice_is_one_job(slow: str) -> None:
    assert (
        producer.submit(ARTICLE, model="slow") == slow == producer.plan(ARTICLE, model="slow").job
    )


def test_who_waits_too_short_is_told_that_the_job_goes_on(slow: str) -> None:
    for timeout in (0, 0.05):
        with pytest.raises(JobStillRunning, match="it goes on, so wait again"):
            producer.wait(slow, timeout=timeout)
    assert producer.status(slow).state == "running"


def test_a_job_is_cancelled_once(slow: str) -> None:
    assert producer.cancel(slow)
    assert not producer.cancel(slow)
    with pytest.raises(JobCancelled, match="submit it again"):
        producer.wait(slow)


def test_what_is_not_there_yet_or_never_was_is_a_sentence(slow: str) -> None:
    with pytest.raises(BadInput, match="is not done"):
        producer.fetch(slow, "out.wav")
    with pytest.raises(BadInput, match="a suffix that no result has"):
        producer.fetch(slow, "out.aac")
    with pytest.raises(UnknownName, match="not in the ledger"):
        producer.status("nobody-s-job")
    assert not Path("out.wav").exists()


def sockets() -> int:
    """How many this process holds open."""
    return sum(Path(file.path).is_socket() for file in os.scandir("/proc/self/fd"))


def test_many_calls_leave_no_connections_behind(slow: str) -> None:
    producer.submit(ARTICLE, model="slow")
    producer.status(slow)
    before = sockets()
    assert before
    for _ in range(20):
        producer.submit(ARTICLE, model="slow")
        producer.status(slow)
    assert sockets() <= before + 1
