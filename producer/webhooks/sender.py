"""Sends the messages of jobs that have ended. Of all gateways one is elected, for seconds.

A gateway that dies loses none: the next one that is elected goes on. It may send a message again
whose answer was lost, under the same id.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import structlog

from producer.farm import Farm
from producer.webhooks.delivery import Try, deliver, networks_of
from producer.webhooks.notices import ELECTED_S, Notice, Notices
from producer.webhooks.signing import secret_of, signed_headers
from voicefarm.errors import UnknownName, Unreachable
from voicefarm.messages import JobStatus
from voicefarm.resumption import status_of

LOOK_S = 1.0
RETRIES_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds from a failed try to the next: ten tries in three days."""
JITTER = 0.1
AT_ONCE = 32
"""Tries in work. A receiver that hangs holds one for 20 s."""
log = structlog.get_logger()

Resource = Callable[[JobStatus], dict[str, Any]]


class WebhookSender:
    """A thread that sends while it is elected; `with` ends it."""

    def __init__(self, farm: Farm, resource: Resource) -> None:
        """`resource` is a job as its messages have it. Raises BadSetting."""
        self._farm = farm
        self._resource = resource
        self._networks = networks_of(farm.settings)
        self._notices = Notices(farm.ledger)
        self._stopped = threading.Event()
        self._in_work: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def __enter__(self) -> "WebhookSender":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not self._stopped.wait(LOOK_S):
                try:
                    if self._notices.elect():
                        self._begin_what_is_due(pool)
                except Unreachable as error:
                    log.warning("webhooks wait", reason=str(error))
                    self._stopped.wait(ELECTED_S)

    def _begin_what_is_due(self, pool: ThreadPoolExecutor) -> None:
        """Begin the tries; nobody waits for them, so that one that hangs holds up no other."""
        free = AT_ONCE - len(self._in_work)
        for job in self._notices.due(free) if free else ():
            if job not in self._in_work:
                self._in_work.add(job)
                pool.submit(self._work, job)

    def _work(self, job: str) -> None:
        try:
            self._look_at(job)
        except Unreachable as error:
            log.warning("webhooks wait", reason=str(error))
        except Exception as error:
            log.error("webhook failed", job=job, exc_info=error)
        finally:
            self._in_work.discard(job)

    def _look_at(self, job: str) -> None:
        notice = self._notices.notice(job)
        try:
            status = status_of(self._farm.ledger, self._farm.store, job)
        except UnknownName:
            status = None
        if notice is None or status is None or notice.state != "waiting":
            self._notices.forget(job)
        elif not status.ended:
            self._notices.look_again(job, time.time() + LOOK_S)
        else:
            # Before the try: if this process dies in it, the message is due again.
            self._notices.look_again(job, time.time() + 2 * ELECTED_S + 20)
            self._settle(notice, self._try(notice, status))

    def _try(self, notice: Notice, status: JobStatus) -> Try:
        secret = secret_of(self._farm.settings, notice.tenant)
        if secret is None:
            return Try(time.time(), 0, "the farm has no 'webhook_secret' any more")
        now = int(time.time())
        payload = {
            "type": f"job.{status.state.value}",
            "timestamp": datetime.fromtimestamp(now, UTC).isoformat(),
            "data": self._resource(status),
        }
        body = json.dumps(payload, ensure_ascii=False).encode()
        headers = signed_headers(secret, notice.id, now, body)
        return deliver(notice.url, headers, body, self._networks)

    def _settle(self, notice: Notice, attempt: Try) -> None:
        number = len(notice.tries)
        if attempt.is_final:
            state = "delivered" if attempt.is_delivered else "disabled"
        else:
            state = "waiting" if number < len(RETRIES_S) else "given up"
        self._notices.record(notice.job, attempt, state)
        if state != "waiting":
            self._notices.forget(notice.job)
            return
        wait_s = max(RETRIES_S[number] * random.uniform(1, 1 + JITTER), attempt.retry_after_s)
        self._notices.look_again(notice.job, time.time() + wait_s)
