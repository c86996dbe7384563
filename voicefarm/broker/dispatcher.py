"""The dispatcher: sends chunks to the queue as the ledger hands them out."""

import time
from collections.abc import Iterable
from typing import Any

from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from voicefarm.broker.kombu_transport import TO_THE_FRONT
from voicefarm.broker.names import SENT, STITCH, SYNTHESIZE, chunk_queue, stitch_queue
from voicefarm.ledger import Ledger
from voicefarm.ledger.client import translated
from voicefarm.settings import Settings


class Dispatcher:
    """Sends what the ledger hands out. Thread-safe."""

    def __init__(self, app: Celery, ledger: Ledger, settings: Settings) -> None:
        self._app = app
        self._ledger = ledger
        self._ns = settings.namespace
        self._tenant_in_flight = settings.tenant_in_flight
        self._in_order = settings.turns == "oldest"
        self._traced = settings.trace_collector is not None

    def refill(self, model: str) -> int:
        """Send chunks until the model's window is full; how many were sent."""
        queue = chunk_queue(self._ns, model)
        front, back = self._ledger.dispatch(
            model, tenant_in_flight=self._tenant_in_flight, in_order=self._in_order
        )
        for chunk in reversed(front):  # each goes before those that were sent before it
            self._send(SYNTHESIZE, queue, chunk.job, chunk.index, priority=TO_THE_FRONT)
        for chunk in back:
            self._send(SYNTHESIZE, queue, chunk.job, chunk.index)
        return len(front) + len(back)

    def refill_all(self, models: Iterable[str]) -> None:
        """Send chunks of all these models, as a job of several wants it."""
        for model in models:
            self.refill(model)

    def request_stitch(self, job: str) -> None:
        """Ask the stitchers for the job's programme."""
        self._send(STITCH, stitch_queue(self._ns), job)

    def _send(self, task: str, queue: str, *arguments: Any, **options: Any) -> None:
        if self._traced:
            options["headers"] = {SENT: time.time()}
        options |= {"queue": queue, "ignore_result": True, "argsrepr": "", "kwargsrepr": ""}
        try:
            self._app.send_task(task, args=arguments, **options)
        except (OperationalError, RedisError) as error:
            raise translated(error) from error
