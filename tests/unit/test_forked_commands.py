"""A command that is forked is what it would be if it were started anew."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.commands import VOICEFARM, Commands, write_model
from tests.kit.forked_commands import ForkedCommand, fork_server
from tests.kit.waiting import until


def test_it_says_and_returns_what_a_new_process_does(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("A text.")
    here = Commands(tmp_path, {"VOICEFARM_STORE": str(tmp_path / "store")})
    for arguments in (["chunks", "-"], ["preview", "one.md", "--bogus"], ["models", "pull", "no"]):
        forked = here.run(*arguments)
        anew = subprocess.run(
            [VOICEFARM, *arguments],
            cwd=here.folder,
            env=here.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert forked.args == anew.args
        assert (forked.returncode, forked.stdout, forked.stderr) == (
            *(anew.returncode, anew.stdout),
            anew.stderr,
        )


def test_a_signal_that_ended_it_is_told(tmp_path: Path) -> None:
    with ForkedCommand(
        [VOICEFARM, "chunks", "-"], cwd=tmp_path, env=os.environ, stdin=subprocess.PIPE, text=True
    ) as process:
        assert process.pid != os.getpid()
        process.send_signal(signal.SIGSTOP)
        assert process.poll() is None
        process.kill()
        assert process.wait() == -signal.SIGKILL
    assert process.poll() == -signal.SIGKILL


def test_what_changes_how_modules_are_imported_needs_a_new_process() -> None:
    serves, now = fork_server().serves, dict(os.environ)
    assert serves(now | {"VOICEFARM_SLOTS": "2", "TMPDIR": "/tmp/other", "XDG_CACHE_HOME": "/x"})
    assert not serves(now | {"PYTHONPATH": "/elsewhere"})
    assert not serves(now | {"LD_PRELOAD": "clock.so"})
    assert not serves({name: value for name, value in now.items() if name != "PATH"})


@pytest.fixture
def narrating(tmp_path: Path) -> Iterator[tuple[ForkedCommand, int]]:
    """A command whose private farm works, and the number of its worker's process."""
    models = write_model(tmp_path / "models", "slow", work_s=600)
    environment = {**os.environ, **models, "TMPDIR": str(tmp_path)}
    command = [VOICEFARM, "narrate", "-", "--model", "slow", "-o", "out.wav"]
    with ForkedCommand(
        command,
        cwd=tmp_path,
        env={**environment, "VOICEFARM_STORE": str(tmp_path / "store")},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        process.stdin.write("A text.")
        process.stdin.close()
        until(lambda: any(" ready " in log.read_text() for log in tmp_path.glob("*/worker-*.log")))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        (worker,) = (int(child) for child in children if "fork_server" in command_of(child))
        yield process, worker
        process.kill()


def command_of(process: str) -> str:
    return Path(f"/proc/{process}/cmdline").read_text()


def test_its_worker_is_forked_too_and_ends_with_it(narrating: tuple[ForkedCommand, int]) -> None:
    command, worker = narrating
    assert os.getsid(worker) == worker != os.getsid(command.pid)
    command.kill()
    assert command.wait() == -signal.SIGKILL
    until(lambda: not Path(f"/proc/{worker}").exists())


def test_it_is_told_how_its_forked_worker_ended(narrating: tuple[ForkedCommand, int]) -> None:
    command, worker = narrating
    os.kill(worker, signal.SIGKILL)
    assert command.stderr
    assert "ended with code -9" in command.stderr.read()
    assert command.wait() == 6
