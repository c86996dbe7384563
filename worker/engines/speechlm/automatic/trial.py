"""How fast a backbone computes a model: `python -m worker.engines.speechlm.automatic.trial`.

Reads the task from its input and prints tokens a core-second. All slots speak at once, each a
short prompt and some codes, twice. The first round finds all memory in place. CPU time counts, so
that a neighbour on the same cores doesn't decide.
"""

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from worker.engines.speechlm.backbone import LoadedModel, Request, backbone_library
from worker.engines.speechlm.settings import SpeechLMSettings
from worker.slots.watch import Watch

PROMPT, CODES = 96, 24
"""Tokens and codes of a sequence: about the share that they have in real chunks' time."""
WARM_CODES = 4


def tokens_per_core_s(loaded: LoadedModel, slots: int, longest: int) -> float:
    """Prompt tokens and codes that the model computes in a core-second."""
    _speak(loaded, slots, WARM_CODES, longest, seed=1)
    began = time.process_time()
    count = _speak(loaded, slots, CODES, longest, seed=2)
    return count / max(time.process_time() - began, 1e-6)


def _speak(loaded: LoadedModel, slots: int, codes: int, longest: int, seed: int) -> int:
    """Have all slots speak; returns their prompt tokens and codes."""
    dice = random.Random(seed)
    tokens = loaded.tokens
    length = min(PROMPT, longest - codes)
    futures = [
        loaded.backbone.submit(
            Request(
                tuple(tokens.first + dice.randrange(tokens.codes) for _ in range(length)),
                most=codes,
                seed=slot,
                least=codes,
            ),
            Watch(),
        )
        for slot in range(slots)
    ]
    return sum(length + len(future.result().codes) for future in futures)


def main() -> None:
    task: dict[str, Any] = json.load(sys.stdin)
    settings = SpeechLMSettings.model_validate(task["settings"], context={"folder": Path()})
    slots = task["slots"]
    loaded = backbone_library(task["backbone"]).load(
        Path(task["weights"]), settings, slots=slots, threads=task["threads"]
    )
    speed = tokens_per_core_s(loaded, slots, settings.context)
    loaded.close()
    sys.stdout.write(f"{speed}\n")


if __name__ == "__main__":
    main()
