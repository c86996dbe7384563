"""Waiting for what other processes do: looked at often, but not so often that they get no time."""

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 180.0
"""Long, so that a loaded machine fails no test; whoever waits in vain is broken anyway."""
LOOK_S = 0.02
Seen = TypeVar("Seen")


def until(check: Callable[[], Seen], patience_s: float = PATIENCE_S) -> Seen:
    """Look until `check` returns something true, and return that."""
    end = time.monotonic() + patience_s
    while not (seen := check()):
        assert time.monotonic() < end, f"It did not come about within {patience_s} s."
        time.sleep(LOOK_S)
    return seen
