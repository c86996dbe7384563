"""Waiting out the faults of others: a store or a Redis that is away for a while."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from voicefarm.errors import StoreRefuses, Unreachable
from worker.slots.watch import Watch

T = TypeVar("T")

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
"""Long enough to leave a service in trouble alone, short enough to be back soon after it."""

log = structlog.get_logger()


@dataclass(slots=True)
class Outages:
    """How long a worker waits for others. Thread-safe; shared by the slots."""

    outage_s: float
    draining: threading.Event = field(default_factory=threading.Event)
    """Set when the worker drains: nothing is waited for any more."""

    def wait_out(self, call: Callable[[], T], watch: Watch | None = None) -> T:
        """Repeat an idempotent call while it raises Unreachable, with growing, uneven waits.

        The chunk of `watch` counts as going on meanwhile. Raises the last Unreachable when the
        patience is at its end, or the job of `watch`; StoreRefuses at once, as no waiting mends it.
        """
        watch = watch or Watch()
        end, wait_s = time.monotonic() + self.outage_s, FIRST_WAIT_S
        with watch.excused():
            while True:
                try:
                    return call()
                except StoreRefuses:
                    raise
                except Unreachable as error:
                    if time.monotonic() + wait_s > end or self.draining.is_set() or watch.cancelled:
                        raise
                    log.warning("waiting for a service", error=str(error), wait_s=wait_s)
                watch.advance()
                # Uneven, so that a thousand slots don't come back at the same moment.
                self.draining.wait(wait_s * random.uniform(0.5, 1.0))
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
