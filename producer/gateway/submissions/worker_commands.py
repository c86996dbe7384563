"""Commands of the worker that the gateway runs for a request, in a process of their own.

They need libraries of sound that a gateway doesn't load, and their memory goes with them. One runs
at a time.
"""

import json
import re
import subprocess
import threading
from typing import Any

import structlog

from producer.private_farm import worker_environment
from voicefarm.errors import BadInput, EngineUnavailable, VoicefarmError
from voicefarm.process import own_program
from voicefarm.settings import Settings
from voicefarm.wording.error_lines import FLAG, error_in

LIMIT_S = 900.0
"""A command that takes longer is given up."""
_TURN = threading.Lock()
_PLACE = re.compile(r"[^\s']*/voicefarm-recording-[^/\s]*/")
"""Where a request's recording lies on this machine is nobody's business."""
_OPTION = re.compile(r"--(\w+): (.*)", re.DOTALL)
_CRASH = "Traceback (most recent call last)"
log = structlog.get_logger()


def run_worker_command(settings: Settings, *arguments: str, limit_s: float = LIMIT_S) -> Any:
    """What a command prints as JSON. Raises what it says: BadInput, EngineUnavailable."""
    options, dashes, names = _parted(arguments)
    command = own_program("worker", FLAG, *options, "--json", *dashes, *names)
    with _TURN:
        try:
            done = subprocess.run(
                command,
                env=worker_environment(settings),
                capture_output=True,
                text=True,
                timeout=limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise BadInput(
                f"It took longer than {limit_s:g} s; give a shorter recording."
            ) from error
    if done.returncode == 0:
        return json.loads(done.stdout)
    raise _error(done.returncode, done.stderr)


def _parted(arguments: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What stands before `--`, the dashes, and the names behind them."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at : at + 1], arguments[at + 1 :]


def _error(code: int, said: str) -> VoicefarmError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if _CRASH in said:
        log.error("a command of the worker crashed", code=code, said=said)
        return EngineUnavailable("The command crashed; the gateway's log says how.")
    lines = [_PLACE.sub("", line) for line in lines]
    if error := error_in(lines):
        return error
    sentence = " ".join(lines).removeprefix("voicefarm: ").removeprefix("error: ")
    if code != BadInput.exit_code:
        return EngineUnavailable(sentence or f"The command ended with code {code}; see the log.")
    if option := _OPTION.fullmatch(sentence):
        return BadInput(option[2], field=option[1])
    return BadInput(sentence)
