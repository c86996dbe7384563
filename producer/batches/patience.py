"""A Redis or a store that doesn't answer for a while ends no batch: the call is made again."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from voicefarm.errors import StoreRefuses, Unreachable

T = TypeVar("T")
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0


class Patience:
    """How long calls are made again. Thread-safe."""

    def __init__(self, outage_s: float) -> None:
        self._outage_s = outage_s
        self.given_up = threading.Event()
        """Set when nobody waits for the results any more."""

    def __call__(self, call: Callable[..., T], *arguments: object, **options: object) -> T:
        """The call's result. Raises Unreachable once the outage has lasted too long."""
        end, wait_s = time.monotonic() + self._outage_s, FIRST_WAIT_S
        while True:
            try:
                return call(*arguments, **options)
            except StoreRefuses:
                raise
            except Unreachable:
                if time.monotonic() + wait_s > end or self.given_up.wait(wait_s):
                    raise
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
