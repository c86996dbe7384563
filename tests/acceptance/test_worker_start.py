"""How a worker starts, or says in a sentence why it can't."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from redis import Redis

from tests.kit.commands import Commands, write_model
from tests.kit.valkey_server import ValkeyServer
from tests.kit.waiting import PATIENCE_S
from voicefarm.ledger import Ledger

CELERY = str(Path(sys.executable).with_name("celery"))
TEXT = "The lamp was lit at dusk. Nobody had asked for it."


@pytest.fixture
def farm(farm: Commands, tmp_path: Path) -> Commands:
    farm.settings |= {
        "VOICEFARM_MODEL": "quick",
        **write_model(tmp_path / "models", "quick"),
    }
    return farm


def celery(farm: Commands, app: str, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [CELERY, "-A", app, "worker", *options],
        cwd=farm.folder,
        env=farm.environment,
        text=True,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )


APPS = ("voicefarm.worker_app", "worker.app")


@pytest.mark.parametrize("app", APPS)
def test_celery_s_own_command_speaks_to_no_other_worker(
    farm: Commands, valkey: ValkeyServer, app: str
) -> None:
    command = (CELERY, "-A", app, "worker")
    with (
        farm.worker(command=command),
        farm.worker(command=command),
        Redis.from_url(valkey.url, decode_responses=True) as client,
    ):
        assert farm.json("submit", "-", "--wait", stdin=TEXT)["state"] == "done"
        started = time.monotonic()
        with client.monitor() as monitor:
            while time.monotonic() - started < 3:
                command_line = monitor.next_command()["command"]
                assert not command_line.upper().startswith(("PUBLISH", "PSUBSCRIBE"))
        prefix = f"{farm.settings['VOICEFARM_NAMESPACE']}*"
        assert client.pubsub_channels(prefix) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--autoscale=10,3",), "start more workers instead"),
        (("-Q", "celery"), "leave -Q and -X out"),
        (("-B",), "-B"),
    ],
)
def test_options_that_would_break_a_worker_are_refused(
    farm: Commands, options: tuple[str, ...], says: str
) -> None:
    refused = celery(farm, "voicefarm.worker_app", *options)
    assert refused.returncode == 2, refused.stderr
    assert says in refused.stderr


@pytest.mark.parametrize("option", [("-c", "12"), ("-P", "threads"), ("-P", "prefork")])
def test_options_that_say_less_than_the_settings_are_ignored(
    farm: Commands, ledger: Ledger, option: tuple[str, ...]
) -> None:
    farm.settings["VOICEFARM_SLOTS"] = "2"
    with farm.worker(*option, command=(CELERY, "-A", "voicefarm.worker_app", "worker")) as worker:
        assert [one.slots for one in ledger.workers()] == [2]
        threads = len(list(Path(f"/proc/{worker.pid}/task").iterdir()))
        assert farm.json("submit", "-", "--wait", stdin=TEXT)["state"] == "done"
        assert threads < 20


@pytest.mark.parametrize(
    ("variables", "code", "says"),
    [
        ({"VOICEFARM_LEASE_S": "1"}, 2, "ends before the next heartbeat"),
        ({"VOICEFARM_MODELS_DIR": "/no/such/folder"}, 2, "There is no folder"),
        ({"VOICEFARM_REDIS_URL": "redis://h:p/voicefarm"}, 2, "'redis_url' is not a URL"),
        ({"VOICEFARM_REDIS_URL": "redis://127.0.0.1:1/0"}, 3, "Redis does not answer"),
        ({"VOICEFARM_MEMORY_LIMIT_MB": "50"}, 2, "The loaded model alone takes"),
        ({"VOICEFARM_METRICS_ADDRESS": "256.1.1.1:1"}, 2, "Nothing can listen"),
        ({"VOICEFARM_STORE": "/proc/none"}, 3, "The store can't use"),
        ({"VOICEFARM_HEALTH_FILE": "/"}, 2, "'health_file'"),
        ({"VOICEFARM_STORE": "s3://bucket/x", "VOICEFARM_S3_ENDPOINT_URL": "http://s_3:1"}, 2, "_"),
    ],
)
@pytest.mark.parametrize("how", ["voicefarm", "celery"])
def test_what_keeps_a_worker_from_its_start_is_a_sentence_and_a_code(
    farm: Commands, variables: dict[str, str], code: int, says: str, how: str
) -> None:
    farm.settings |= variables
    ended = farm.run("worker") if how == "voicefarm" else celery(farm, "voicefarm.worker_app")
    assert says in ended.stderr
    assert ended.returncode == code or (how == "celery" and ended.returncode != 0)
    if how == "voicefarm":
        assert "Traceback" not in ended.stderr


def test_a_fault_that_nobody_foresaw_ends_a_worker_with_a_code(
    farm: Commands, tmp_path: Path
) -> None:
    broken = tmp_path / "broken" / "psutil_like_engine"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('The engine is broken.')")
    info = tmp_path / "broken" / "engine-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: engine\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[voicefarm.engines]\nbroken = psutil_like_engine:Engine\n"
    )
    model = tmp_path / "models" / "quick.toml"
    model.write_text(model.read_text().replace('"silence"', '"broken"'))
    farm.settings |= {"PYTHONPATH": str(tmp_path / "broken"), "VOICEFARM_SLOTS": "1"}
    ended = farm.run("worker")
    assert ended.returncode != 0
    assert "The engine is broken." in ended.stderr


def test_more_threads_than_cores_are_worth_a_warning(farm: Commands) -> None:
    process = farm.start("worker", "--threads", str(4 * (os.cpu_count() or 1)), "--slots", "1")
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if " ready " in line:
            break
    process.kill()
    process.communicate()
    assert any("more threads than cores" in line for line in said)


def test_an_instruction_that_the_cpu_lacks_is_told_as_such(farm: Commands) -> None:
    code = (
        "from voicefarm.console import complain\n"
        "from worker.process.illegal_instruction import explain_illegal_instructions\n"
        "import ctypes\n"
        "explain_illegal_instructions(complain, 'voicefarm worker')\n"
        "getattr(ctypes.CDLL(None), 'raise')(4)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("voicefarm worker: A library was built for another CPU")
