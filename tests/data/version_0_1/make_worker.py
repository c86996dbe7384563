"""Packs the worker of version 0.1: `worker.zip`, of the repository's own history.

Its engines with weights are left out. Run it at the top of a clone that has the history.
"""

import json
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
LEFT_OUT = [":!worker/engines/speechlm", ":!worker/engines/espeak_library.py"]

commit = json.loads((FOLDER / "made_by.json").read_text())["commit"]
subprocess.run(
    [
        *("git", "archive", "--format=zip", "-9", "-o", str(FOLDER / "worker.zip"), commit),
        *("voicefarm", "worker", *LEFT_OUT),
    ],
    check=True,
)
