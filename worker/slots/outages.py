"""Waiting out an outage: a store or a Redis that doesn't answer for a while."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, TypeVarTuple

import structlog

from voicefarm.errors import StoreRefuses, Unreachable
from worker.slots.watch import Watch

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0
"""Long enough not to burden a service in trouble, short enough to be back soon after it."""

log = structlog.get_logger()


@dataclass(slots=True)
class Outages:
    """How long a worker waits for a silent service. Thread-safe; shared by the slots."""

    outage_s: float
    draining: threading.Event = field(default_factory=threading.Event)
    """Set when the worker drains: from then on it does not wait for any service."""

    def wait_out(
        self,
        call: Callable[[*Arguments], T],
        *arguments: *Arguments,
        watch: Watch | None = None,
    ) -> T:
        """Call `call` with `arguments`; repeat it while it raises Unreachable, with growing waits.

        The call must be idempotent. The chunk of `watch` counts as going on during the waits.
        Raises the last Unreachable when `outage_s` has passed, the worker drains, or the job of
        `watch` is cancelled. Raises StoreRefuses at once, because waiting does not help there.
        """
        watch = watch or Watch()
        end, wait_s = time.monotonic() + self.outage_s, FIRST_WAIT_S
        with watch.excused():
            while True:
                try:
                    return call(*arguments)
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
