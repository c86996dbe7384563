"""How much memory an engine takes, measured in a process of its own."""

import subprocess
import sys

from worker.engines.testing import child
from worker.engines.testing.case import EngineCase
from worker.engines.testing.child import MemoryPlan, MemoryReadings

CHILD_S = 1800
"""How long the child may take, in seconds: minutes of work, on a machine that is loaded too."""


def memory_of(case: EngineCase) -> MemoryReadings:
    """Have a child process speak the case's chunks, and measure it."""
    language = case.languages[0]
    plan = MemoryPlan(
        model=case.model,
        folder=case.model.folder,
        slots=case.slots,
        threads=case.threads,
        chunks=case.chunks,
        texts=tuple(case.memory_texts or case.texts[language]),
        language=language,
        voice=case.utterances()[0].voice,
        leak_bytes=case.leak_bytes,
    )
    # Safe path: a folder with a `worker.py` in it must not stand in for the package.
    done = subprocess.run(
        [sys.executable, "-P", child.__file__],
        input=plan.model_dump_json(),
        capture_output=True,
        text=True,
        timeout=CHILD_S,
    )
    assert done.returncode == 0, f"The child that measures memory failed: {done.stderr}"
    return MemoryReadings.model_validate_json(done.stdout)
