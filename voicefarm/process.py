"""What a worker's process needs in its environment before it starts."""

import os

from voicefarm.settings import Settings, environment_of

BEFORE_START = {
    # libgomp's threads meet hundreds of times in a step of llama.cpp. By default they spin there
    # for as long as a neighbour holds the core that they wait for (docs/performance.md).
    "GOMP_SPINCOUNT": "2000",
    # onnxruntime 1.31 tells its maker of its use, and leaves a file in the temporary folder.
    "ORT_DISABLE_TELEMETRY": "1",
}


def worker_environment(settings: Settings) -> dict[str, str]:
    """The environment of a worker with these settings; what the user set stays."""
    return {**BEFORE_START, **os.environ, **environment_of(settings)}


def without_telemetry() -> None:
    """The same for a process that was started otherwise, before it imports onnxruntime."""
    name = "ORT_DISABLE_TELEMETRY"
    os.environ.setdefault(name, BEFORE_START[name])
