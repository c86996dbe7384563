"""What a worker's process needs in its environment before it starts."""

import os

from voicefarm.settings import Settings, environment_of

BEFORE_START = {
    # libgomp's threads meet hundreds of times in a step of llama.cpp. By default they spin there
    # for as long as a neighbour holds the core that they wait for (docs/performance.md).
    "GOMP_SPINCOUNT": "2000",
}


def worker_environment(settings: Settings) -> dict[str, str]:
    """The environment of a worker with these settings; what the user set stays."""
    return {**BEFORE_START, **os.environ, **environment_of(settings)}
