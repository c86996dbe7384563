"""A process that has imported `voicefarm`, and forks for each command that it is asked to run.

    python …/fork_server.py DESCRIPTOR

A worker that such a command starts for itself is forked too. Before the command runs, it forks a
spare process, which becomes the worker and is its child as ever. Commands that a test starts anew,
such as those that it kills, start their workers anew.

`tests/kit/forked_commands.py` starts it and sends the requests. It is started by its path, as the
installed command is, so nothing of the tests is imported.
"""

import gc
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import producer.cli
from producer.cli.worker import COMMANDS
from voicefarm import program
from voicefarm.__main__ import main
from voicefarm.process import BEFORE_START, child_environment, die_with_parent, own_program

STREAMS = 3
"""Standard input, output and error."""
IMPORTED = (
    *(f"producer.cli.{module}" for module in producer.cli.MODULES),
    *("producer.batches", "producer.private_farm", "producer.gateway.app"),
    *("worker.app", "worker.cli", "worker.process.log_format"),
    *("celery.apps.worker", "celery.concurrency.thread", "celery.worker.consumer.consumer"),
)
"""What commands import when they are called, and what that imports."""
STARTING_WORKERS = ("narrate", "batch", "serve")
"""The commands that start workers of their own."""
WORKER = own_program("worker")


def serve(requests: socket.socket) -> None:
    """Fork for each request; returns in each child, which is then to run the command.

    A request is a byte with five files: the request as JSON, the three streams, and a pipe. The
    pipe gets the number of the child's process and, once that has ended, its wait status.
    """
    server = os.getpid()
    minders: set[int] = set()
    while True:
        _, files, _, _ = socket.recv_fds(requests, 1, STREAMS + 2)
        minders -= {minder for minder in minders if os.waitpid(minder, os.WNOHANG)[0]}
        if not files:
            os._exit(0)
        minder = os.fork()
        if minder == 0:
            _tie_to(server)
            requests.close()
            return _become_command(*files)
        minders.add(minder)
        for file in files:
            os.close(file)


def _become_command(request: int, stdin: int, stdout: int, stderr: int, told: int) -> None:
    """Return in a child; this process waits for that child and tells how it ended."""
    minder = os.getpid()
    child = os.fork()
    if child:
        for file in (request, stdin, stdout, stderr):
            os.close(file)
        os.write(told, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(told, f"{status}\n".encode())
        os._exit(0)
    os.close(told)
    _tie_to(minder)
    _be_what_is_wanted(request, stdin, stdout, stderr)


def _be_what_is_wanted(request: int, *streams: int) -> None:
    for number, file in enumerate(streams):
        os.dup2(file, number)
        os.close(file)
    _open_streams()
    with open(request, encoding="utf-8") as wanted:
        _put_on(**json.load(wanted))


def _tie_to(parent: int) -> None:
    tie = die_with_parent(parent)
    if tie:
        tie()


def _open_streams() -> None:
    """As Python opens them at its start; none of them is a terminal."""
    for name, number, mode in (("stdin", 0, "rb"), ("stdout", 1, "wb"), ("stderr", 2, "wb")):
        before: io.TextIOWrapper = getattr(sys, name)
        stream = io.TextIOWrapper(
            open(number, mode, closefd=False),  # noqa: SIM115 - as long as the process
            encoding=before.encoding,
            errors=before.errors,
            line_buffering=name == "stderr",
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _put_on(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Take over what a new process would have been given."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    sys.argv = arguments
    sys.path[0] = str(Path(arguments[0]).parent)


class WithSpare(subprocess.Popen[Any]):
    """A process, as `Popen` has it; the first worker is the spare process."""

    spare = 0
    """Its number; 0 where there is none."""
    requests: socket.socket
    """The way to it."""

    def _execute_child(self, command: Any, *rest: Any) -> None:
        if not self.spare or command != WORKER:
            super()._execute_child(command, *rest)  # type: ignore[misc]
            return
        environment, pipes = rest[5], rest[9:15]
        folder = str(Path.cwd())
        wanted = {"arguments": command, "folder": folder, "environment": dict(environment)}
        request = os.memfd_create("request")
        os.pwrite(request, json.dumps(wanted).encode(), 0)
        socket.send_fds(self.requests, [b"."], [request, pipes[0], pipes[3], pipes[5]])
        os.close(request)
        self.pid, WithSpare.spare, self._child_created = self.spare, 0, True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def keep_spare() -> bool:
    """Fork a process that waits until this one starts a worker; whether this is now the worker."""
    command = os.getpid()
    ours, theirs = socket.socketpair()
    WithSpare.requests, WithSpare.spare = ours, os.fork()
    if WithSpare.spare:
        theirs.close()
        subprocess.Popen = WithSpare  # type: ignore[misc]
        return False
    ours.close()
    _tie_to(command)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(STREAMS):  # whoever reads what the command prints waits for its end
        os.dup2(nothing, stream)
    os.close(nothing)
    _, files, _, _ = socket.recv_fds(theirs, 1, STREAMS + 1)
    if not files:
        os._exit(0)
    theirs.close()
    os.setsid()
    _be_what_is_wanted(*files)
    return True


def run_command() -> None:
    """What the installed command does; the worker's commands without the start of one more Python.

    That start is `producer.cli.worker`'s, or the private farm's.
    """
    name = sys.argv[1] if sys.argv[1:] else ""
    if name in COMMANDS:
        os.environ.update({**BEFORE_START, **child_environment()})
        _run_program(own_program("worker", *sys.argv[1:]))
    elif name in STARTING_WORKERS and keep_spare():
        _run_program(WORKER)
    else:
        main()


def _run_program(command: list[str]) -> None:
    del sys.path[0]  # as by -P
    sys.argv = command[2:]
    program.main()


def import_commands() -> None:
    """Import what each command imports when it is called by its name."""
    for module in IMPORTED:
        import_module(module)
    # A fork has one thread; what another thread held would be held for ever.
    assert threading.active_count() == len(os.listdir("/proc/self/task")) == 1
    gc.freeze()


if __name__ == "__main__":
    import_commands()
    serve(socket.socket(fileno=int(sys.argv[1])))
    run_command()
