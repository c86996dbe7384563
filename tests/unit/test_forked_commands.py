"""A command that is forked is what it would be if it were started anew."""

import os
import signal
import subprocess
from pathlib import Path

from tests.kit.commands import VOICEFARM, Commands
from tests.kit.forked_commands import ForkedCommand, fork_server


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
