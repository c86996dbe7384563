"""The Celery app of an intake: it takes `voicefarm.submit` from a queue that any app can send to.

Its keys in Redis have no prefix, as those of other apps, and no setting of ours is needed to send:
`app.send_task("voicefarm.submit", kwargs={"text": …}, queue="voicefarm.submit")`.
"""

import threading
from collections.abc import Callable
from typing import Any

from celery import Celery
from kombu import Queue
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from producer.farm import Farm
from producer.intake.notices import TaskNotices
from producer.intake.submissions import SUBMIT, SubmissionIntake
from voicefarm.broker.celery_app import celery_app
from voicefarm.errors import Unreachable, VoicefarmError
from voicefarm.ledger.client import translated
from voicefarm.settings import Settings

LOOK_S = 1.0
"""Seconds between two looks for jobs that have ended."""
THREADS = 4
RETRY_S = 5.0
KEPT_UNTIL_SUBMITTED = {
    "ack_emulation": True,
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
"""Options of the transport. The ledger doesn't know a text before its job is submitted, so Redis
keeps each message until then."""


def intake_queue(settings: Settings) -> str:
    """The queue that other apps send to."""
    return f"{settings.namespace}.submit"


def intake_app(farm: Farm, report: Callable[[str], None]) -> Celery:
    """An app that submits what it is sent, and reports on it; `run_intake` runs it."""
    app = celery_app(farm.settings)
    options = {**app.conf.broker_transport_options, **KEPT_UNTIL_SUBMITTED}
    options.pop("global_keyprefix")
    app.conf.update(
        broker_transport_options=options,
        worker_pool="threads",
        worker_concurrency=THREADS,
        worker_redirect_stdouts=False,
        worker_hijack_root_logger=False,
        task_queues=[Queue(intake_queue(farm.settings))],
    )

    def send(task: str, queue: str, says: dict[str, Any]) -> None:
        try:
            app.send_task(task, args=[says], queue=queue, ignore_result=True)
        except (OperationalError, RedisError) as error:
            raise translated(error) from error

    app.intake = SubmissionIntake(farm, farm.settings.catalogue(), TaskNotices(farm, send))
    app.report = report
    _register(app)
    return app


def run_intake(app: Celery) -> None:
    """Take messages and send notices until SIGTERM."""
    stop = threading.Event()
    notifier = threading.Thread(target=_notify, args=[app, stop], daemon=True)
    notifier.start()
    try:
        app.Worker(
            quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True
        ).start()
    finally:
        stop.set()
        notifier.join(LOOK_S)


def _register(app: Celery) -> None:
    @app.task(name=SUBMIT, bind=True, max_retries=None)  # type: ignore[untyped-decorator]
    def submit(task: Any, text: str | None = None, **given: Any) -> None:
        if text is not None:
            given["text"] = text
        try:
            job = app.intake.submit(given)
        except Unreachable as error:
            app.report(f"A text is put off: {error}")
            threading.Event().wait(RETRY_S)
            task.retry(kwargs=given, args=[], countdown=0, exc=error)
        except VoicefarmError as error:
            app.report(f"A text was refused: {error}")
        else:
            app.report(f"Job {job}" if job else "A text was refused, and its sender told.")


def _notify(app: Celery, stop: threading.Event) -> None:
    while not stop.wait(LOOK_S):
        try:
            app.intake.notices.send_due()
        except Unreachable as error:
            app.report(f"TaskNotices are put off: {error}")
