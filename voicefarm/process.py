"""The processes that voicefarm starts: their command, their environment, and their end.

Every child is started by `own_program` with `child_environment`. So neither the child nor
what it starts looks for modules in the current folder. A user may have a `worker.py` there.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

from voicefarm.program import __file__ as PROGRAM  # noqa: N812 - its path, for a command

PR_SET_PDEATHSIG = 1  # linux/prctl.h
BEFORE_START = {
    # libgomp's threads meet hundreds of times in a step of llama.cpp. By default they spin there
    # for as long as a neighbour holds the core that they wait for (docs/performance.md).
    "GOMP_SPINCOUNT": "2000",
    # onnxruntime 1.31 reports its use to its maker, and leaves a file in the temporary folder.
    "ORT_DISABLE_TELEMETRY": "1",
}
"""What a worker needs in its environment before it starts; what the user set stays."""


def own_program(module: str, *arguments: str) -> list[str]:
    """The command that runs one of this install's modules, with the Python that runs now."""
    return [sys.executable, "-P", PROGRAM, module, *arguments]


def child_environment() -> dict[str, str]:
    """The environment of a child that has no settings of its own."""
    return {**os.environ, "PYTHONSAFEPATH": "1"}


def without_telemetry() -> None:
    """The same for a process that was started without it and imports onnxruntime later."""
    name = "ORT_DISABLE_TELEMETRY"
    os.environ.setdefault(name, BEFORE_START[name])


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """What a child runs before its program, so that it is killed when process `parent` ends."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def in_child() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)

    return in_child
