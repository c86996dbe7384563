"""States of jobs for all who ask at once: those who wait together share one round trip to Redis.

Nothing is kept: who asks gets a state that was read after the question.
"""

import asyncio

from starlette.concurrency import run_in_threadpool

from voicefarm.ledger import Ledger
from voicefarm.messages import JobStatus

Waiting = asyncio.Future[JobStatus | None]
AT_ONCE = 500
"""Jobs that one round trip asks for."""


class StatusReader:
    """Reads states for one event loop. One read runs at a time; meanwhile the next ones gather."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: dict[str, list[Waiting]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def status(self, job: str) -> JobStatus | None:
        """A job's state now; None if the ledger doesn't know it. Raises RedisUnreachable."""
        answer: Waiting = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(job, []).append(answer)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        return await answer

    async def _read(self) -> None:
        while self._waiting:
            jobs = list(self._waiting)[:AT_ONCE]
            asked = [self._waiting.pop(job) for job in jobs]
            try:
                statuses = await run_in_threadpool(self._ledger.statuses, jobs)
            except Exception as error:  # noqa: BLE001 - who asked gets it
                for answer in (one for group in asked for one in group):
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for group, status in zip(asked, statuses, strict=True):
                for answer in group:
                    if not answer.done():  # its client may have left
                        answer.set_result(status)
