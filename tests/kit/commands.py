"""Runs the real command and real workers, as a user would, with settings of the test's own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.kit.forked_commands import ForkedCommand, fork_server
from voicefarm.process import die_with_parent

VOICEFARM = str(Path(sys.executable).with_name("voicefarm"))
TIMEOUT_S = 180
"""Long, as a loaded machine is slow; only a command that hangs takes it."""
PROGRESS = re.compile(r"voicefarm: \d+ of \d+ chunks?, \d+ %, ")


def heed_ctrl_c() -> None:
    """As in a terminal, also where the suite runs in the background, which ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def complaints(stderr: str) -> str:
    """What a command says besides its lines of progress, which a loaded machine has it print."""
    lines = stderr.splitlines(keepends=True)
    return "".join(line for line in lines if not PROGRESS.match(line))


def next_complaint(stderr: IO[str]) -> str:
    """The next line that a command says there, but for its progress."""
    return next(line for line in stderr if not PROGRESS.match(line))


@dataclass
class Commands:
    """`voicefarm` with one environment."""

    folder: Path
    """Where it runs; nothing but what a test asks for may be left there."""
    settings: dict[str, str] = field(default_factory=dict)
    timeout_s: float = TIMEOUT_S
    """Of one command that is run to its end."""

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of the processes."""
        return {**os.environ, **self.settings}

    def start(
        self, *arguments: str, preexec_fn: Callable[[], None] = heed_ctrl_c, **options: Any
    ) -> "subprocess.Popen[str]":
        """Start a command and return while it runs."""
        return subprocess.Popen(
            [VOICEFARM, *arguments],
            cwd=self.folder,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=preexec_fn,
            **options,
        )

    def begin(self, *arguments: str, stdin: int | None = None) -> "subprocess.Popen[str]":
        """The same, forked: for a command on which neither signals nor limits are tried."""
        return started_command(
            [VOICEFARM, *arguments],
            self.folder,
            self.environment,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        with started_command(
            [VOICEFARM, *arguments],
            self.folder,
            self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            try:
                stdout, stderr = process.communicate(stdin, self.timeout_s)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def json(self, *arguments: str, stdin: str = "") -> Any:
        """Run a command that must succeed, and return what it printed with --json."""
        done = self.run(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextmanager
    def worker(
        self, *arguments: str, command: tuple[str, ...] = (VOICEFARM, "worker")
    ) -> Iterator["subprocess.Popen[str]"]:
        """A worker that has loaded its model and takes work; it is ended with the block."""
        process = started_command(
            [*command, *arguments],
            self.folder,
            self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            _wait_until_ready(process)
            yield process
        finally:
            process.kill()
            process.communicate()


def started_command(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], **streams: Any
) -> "subprocess.Popen[str]":
    """A command that ends with this process: forked where that makes no difference to it."""
    if command[0] == VOICEFARM and fork_server().serves(environment):
        return ForkedCommand(command, cwd=folder, env=environment, text=True, **streams)
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        text=True,
        preexec_fn=die_with_parent(os.getpid()),
        **streams,
    )


def _wait_until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if " ready " in line:
            return
        said.append(line)
    raise AssertionError(f"The worker ended with {process.wait()}:\n{''.join(said)}")


def write_model(folder: Path, name: str, **settings: float | str) -> Mapping[str, str]:
    """A model of the silence engine; the settings that make it known."""
    folder.mkdir(exist_ok=True)
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    (folder / f"{name}.toml").write_text(
        "\n".join(
            [
                'engine = "silence"',
                'description = "For a test"',
                'licence = "Apache-2.0"',
                "sample_rate = 8000",
                "budget = 100",
                'default_voices = { en = "nobody" }',
                'voices = { nobody = { languages = ["en"] } }',
                "[settings]",
                *lines,
            ]
        )
    )
    return {"VOICEFARM_MODELS_DIR": str(folder)}
