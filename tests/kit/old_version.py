"""A store and a Redis as version 0.1 left them, and the doors by which a test gets at them.

`tests/data/version_0_1/README.md` says what is there. What is imported of this project's own code
is imported here and nowhere else, so that a module that moves is followed in one place.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from redis import Redis

from tests.kit.commands import Commands
from voicefarm import messages
from voicefarm.ledger.overview import Overview
from worker.quality.checks.voice_profile import VoiceProfile

FOLDER = Path(__file__).parents[1] / "data" / "version_0_1"
NAMESPACE = "old"
"""Of the stored Redis: every key begins with it."""
HASHED: dict[str, type[BaseModel]] = {
    "Recipe": messages.Recipe,
    "JobSpec": messages.JobSpec,
    "Manifest": messages.Manifest,
    "Chunk": messages.Chunk,
}
"""By its name in version 0.1, each kind whose bytes go into job ids or take keys: not a byte of
them may change."""
KINDS: dict[str, type[BaseModel]] = HASHED | {
    "Take": messages.Take,
    "Report": messages.Report,
    "JobStatus": messages.JobStatus,
    "Overview": Overview,
    "VoiceHabits": VoiceProfile,
}
"""Every kind of message that is stored, or printed with --json."""

_SEVERAL_COMMANDS = """
import contextlib, importlib.metadata, io, json, sys

door = next(iter(importlib.metadata.entry_points(group="console_scripts", name="voicefarm")))
command, answers = door.load(), []
for arguments in json.load(sys.stdin):
    sys.argv, out, err = ["voicefarm", *arguments], io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = command()
        except SystemExit as end:
            code = end.code
    answers.append({"code": code or 0, "out": out.getvalue(), "err": err.getvalue()})
json.dump(answers, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str


def read_json(name: str) -> Any:
    """One of the JSON files."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def answers(commands: Commands, lines: Iterable[Iterable[str]]) -> list[Answer]:
    """Run `voicefarm` with each of the lines, one after the other in a single process.

    That it starts once and not sixty times is all the difference to `Commands.run`.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-c", _SEVERAL_COMMANDS],
        cwd=commands.folder,
        env=commands.environment,
        text=True,
        input=json.dumps([list(line) for line in lines]),
        capture_output=True,
        timeout=commands.timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Answer(**answer) for answer in json.loads(done.stdout)]


def answers_json(commands: Commands, lines: Iterable[Iterable[str]]) -> list[Any]:
    """What each of the lines prints with --json; all must succeed."""
    given = answers(commands, ((*line, "--json") for line in lines))
    for answer in given:
        assert answer.code == 0, answer.err
    return [json.loads(answer.out) for answer in given]


def load_redis(url: str) -> None:
    """Bring the stored Redis back, as if its last moment was now."""
    with Redis.from_url(url) as client:
        if left := list(client.scan_iter(f"{NAMESPACE}[:.]*")):
            client.delete(*left)
        seconds, microseconds = client.time()
        now = seconds + microseconds / 1e6
        with client.pipeline() as pipe:
            for line in (FOLDER / "redis.jsonl").read_text("utf-8").splitlines():
                pipe.execute_command(*(_argument(part, now) for part in json.loads(line)))
            pipe.execute()


def _argument(part: Any, now: float) -> str | bytes | int | float:
    """A command's argument: as it stands, or bytes in hexadecimal digits, or a time from now."""
    if not isinstance(part, dict):
        return part
    ((kind, value),) = part.items()
    if kind == "hex":
        return bytes.fromhex(value)
    return repr(now + value if kind == "now" else -(now + value))
