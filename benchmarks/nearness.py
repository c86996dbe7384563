"""How near `voicefarm plan` comes to what is made: texts and models, each with an empty store.

`python -m benchmarks.nearness TEXT… --model espeak --model piper-joe` prints a table.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.kit.commands import VOICEFARM


def main() -> None:
    """Plan and make each text with each model, and print how far off the plan was."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nearness", description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--model", action="append", required=True)
    options = parser.parse_args()
    print("| text | model | planned | was | off |\n|---|---|---|---|---|")
    for model in options.model:
        for text in options.texts:
            planned_s, made_s = compared(text, model)
            off = 100 * (made_s / planned_s - 1)
            print(f"| {text.name} | {model} | {planned_s:.0f} s | {made_s:.0f} s | {off:+.1f} % |")


def compared(text: Path, model: str) -> tuple[float, float]:
    """The planned and the real length of a text's audio, in seconds."""
    with tempfile.TemporaryDirectory(prefix="nearness-") as folder:
        store = str(Path(folder) / "store")
        planned = _said(store, "plan", str(text), "--model", model)
        out = str(Path(folder) / "made.wav")
        made = _said(store, "narrate", str(text), "--model", model, "-o", out)
        return planned["audio_s"], made["duration_s"]


def _said(store: str, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, "VOICEFARM_STORE": store}
    done = subprocess.run(
        [VOICEFARM, *arguments, "--json"], env=environment, capture_output=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main()
