"""Runs `voicefarm` without a start of Python and its imports, which take most of a short command.

Each command is a process of its own, with its own environment, folder and streams, forked from one
that has imported the command line (`tests/kit/fork_server.py`).
"""

import atexit
import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVER = Path(__file__).with_name("fork_server.py")
READ_LATE = ("VOICEFARM_", "XDG_", "AWS_", "PYTEST_", "NO_PROXY", "TMPDIR", "COLUMNS")
"""How the variables begin that a command reads when it runs. Others may change what is imported,
or how, so a command with others than the server's is started anew."""
_STARTING = threading.Lock()


@dataclass(frozen=True)
class ForkServer:
    """The process that forks, and how to reach it."""

    requests: socket.socket
    environment: Mapping[str, str]
    """With which it was started."""

    def serves(self, environment: Mapping[str, str]) -> bool:
        """Whether a command with this environment may be a fork."""
        return all(
            name.startswith(READ_LATE) for name, _ in environment.items() ^ self.environment.items()
        )

    def start(self, wanted: Mapping[str, Any], streams: Sequence[int]) -> int:
        """Start what is wanted; a pipe that has the number of its process, then its wait status."""
        request = os.memfd_create("request")
        os.pwrite(request, json.dumps(wanted).encode(), 0)
        told, telling = os.pipe()
        socket.send_fds(self.requests, [b"."], [request, *streams, telling])
        os.close(request)
        os.close(telling)
        return told


class ForkedCommand(subprocess.Popen[str]):
    """A command with its arguments behind its path, as `Popen` has it.

    These are the steps in which Python 3.11's own starts a process and asks how it ended.
    """

    def _execute_child(
        self,
        args: Sequence[str],
        _executable: None,
        _preexec_fn: None,
        _close_fds: bool,
        _pass_fds: Sequence[int],
        cwd: str,
        env: Mapping[str, str],
        _startupinfo: None,
        _creationflags: int,
        _shell: bool,
        *rest: Any,
    ) -> None:
        pipes = rest[:6]
        streams = [
            number if end == -1 else end for number, end in enumerate((rest[0], rest[3], rest[5]))
        ]
        wanted = {"arguments": [*args], "folder": str(cwd), "environment": {**env}}
        self._told = fork_server().start(wanted, streams)
        self.pid, self._child_created = self._line(), True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]

    def _internal_poll(self, **_: Any) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(False):  # type: ignore[attr-defined]
            try:
                ended, status = (self.returncode is None and self._try_wait(os.WNOHANG)) or (0, 0)
                if ended:
                    self._handle_exitstatus(status)  # type: ignore[attr-defined]
            finally:
                self._waitpid_lock.release()  # type: ignore[attr-defined]
        return self.returncode

    def _try_wait(self, flags: int) -> tuple[int, int]:
        if flags & os.WNOHANG and not select.select([self._told], [], [], 0)[0]:
            return 0, 0
        status = self._line()
        os.close(self._told)
        return self.pid, status

    def _line(self) -> int:
        """The next number that was told; that of a kill where there is none."""
        line = b""
        while (byte := os.read(self._told, 1)) not in (b"\n", b""):
            line += byte
        return int(line or signal.SIGKILL)


def fork_server() -> ForkServer:
    """The one of this process; it ends with it."""
    with _STARTING:
        return _started()


@functools.cache
def _started() -> ForkServer:
    ours, theirs = socket.socketpair()
    environment = dict(os.environ)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, str(SERVER), str(theirs.fileno())],
            # One thread, so that none is lost in a fork.
            env={**environment, "OPENBLAS_NUM_THREADS": "1"},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
    atexit.register(_end, ours, process)
    return ForkServer(ours, environment)


def _end(requests: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    requests.close()
    process.wait()
