"""Which work goes on, judged by the heartbeats that it went without a step.

Time without a step is counted in heartbeats, not in seconds. On a busy machine the heartbeats are
late too, so slow work isn't mistaken for work that hangs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from worker.slots.watch import Watch

Work = TypeVar("Work")

log = structlog.get_logger()


@dataclass(slots=True)
class _Still:
    """How long a piece of work stands still."""

    steps: int
    beats: int = 0


class Standstill(Generic[Work]):
    """Watches work of one kind. For the heartbeat's thread."""

    def __init__(self, beats: int, waiting_beats: int) -> None:
        """Work hangs after `beats` without a step; while it waits for others, `waiting_beats`."""
        self._beats = beats
        self._waiting_beats = max(beats, waiting_beats)
        self._still: dict[Work, _Still] = {}

    def renewable(self, held: Mapping[Work, Watch]) -> list[Work]:
        """The work that doesn't hang, and so keeps its lease. Called once in each heartbeat.

        Sets `hung` of each watch.
        """
        before, self._still = self._still, {}
        for work, watch in held.items():
            still = before.get(work)
            if still and still.steps == watch.steps:
                still.beats += 1
            else:
                still = _Still(watch.steps)
            self._still[work] = still
            self._judge(work, watch, still.beats)
        return [work for work, watch in held.items() if not watch.hung]

    def _judge(self, work: Work, watch: Watch, beats: int) -> None:
        hangs = beats > (self._waiting_beats if watch.waiting else self._beats)
        if hangs and not watch.hung:
            log.warning("no progress: the lease is left to end", work=work, heartbeats=beats)
        watch.hung = hangs
