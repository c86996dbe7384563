"""The worker's Celery app: `voicefarm worker`, or `celery -A voicefarm.worker_app worker`.

The app is made at its first use, so that importing this module reads no settings.
"""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from celery import Celery, bootsteps, signals
from kombu import Queue

from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.names import chunk_queue, stitch_queue
from voicefarm.errors import RedisUnreachable, VoicefarmError
from voicefarm.process import without_telemetry
from voicefarm.settings import Settings, load_settings
from worker.process.drain import Drain
from worker.process.heartbeat import Heartbeat
from worker.process.intake import Intake
from worker.process.log_format import PROGRAM, reporter, set_up_logging
from worker.process.metrics import WorkerMetrics
from worker.process.runtime import Runtime, open_runtime, resolved_slots
from worker.tasks import register_tasks


def create_app(settings: Settings) -> Celery:
    """A Celery app that works on the queues of `settings`, and loads its model as it starts."""
    without_telemetry()
    set_up_logging(settings.log_format, settings.log_level)
    app = celery_app(settings)
    slots = resolved_slots(settings)
    app.conf.update(
        worker_pool="threads",
        worker_concurrency=slots,
        worker_redirect_stdouts=False,
        task_queues=[Queue(name) for name in queue_names(settings)],
    )
    app.runtime = None  # set by RuntimeStep
    app.steps["worker"].add(RuntimeStep)
    app.voicefarm_settings, app.voicefarm_slots = settings, slots
    app.voicefarm_exit_code = 0
    register_tasks(app)
    return app


def run_worker(app: Celery) -> int:
    """Work until SIGTERM; the exit code.

    Celery's command line would do the same, but reads options from variables such as APP.
    """
    worker = app.Worker(
        quiet=True, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    if app.voicefarm_settings.log_format == "json":
        # Celery announces there that it shuts down, in text; the log has it as "draining".
        sys.__stdout__ = Path(os.devnull).open("w")  # type: ignore[misc]  # noqa: SIM115
    worker.start()
    code: int = app.voicefarm_exit_code
    return code


def queue_names(settings: Settings) -> list[str]:
    """The queues that a worker with these settings consumes."""
    names = {
        "chunks": chunk_queue(settings.namespace, settings.model),
        "stitch": stitch_queue(settings.namespace),
    }
    return [names[queue] for queue in settings.queues]


class RuntimeStep(bootsteps.StartStopStep):  # type: ignore[misc]
    """Loads and warms the model before the worker consumes, and frees it after the last task."""

    requires = frozenset({"celery.worker.components:Pool"})

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._heartbeat: Heartbeat | None = None
        self._drain: Drain | None = None
        self._monitor: WorkerMetrics | None = None
        self._runtime: Runtime | None = None

    def start(self, parent: Any) -> None:
        """Open the runtime and start its heartbeat. A failure ends the worker with its sentence."""
        app = parent.app
        try:
            signals.worker_shutting_down.connect(self._begin_drain)
            if address := app.voicefarm_settings.metrics_address:
                self._monitor = WorkerMetrics(address, app.voicefarm_settings)
            self._runtime = open_runtime(
                app.voicefarm_settings, app, app.voicefarm_slots, Intake(parent)
            )
            self._drain = Drain(self._runtime)
            self._heartbeat = Heartbeat(self._runtime)
            self._heartbeat.start()
            if self._monitor:
                self._monitor.loaded(self._runtime, self._heartbeat)
        except VoicefarmError as error:
            reporter(app.voicefarm_settings.log_format)(str(error), PROGRAM)
            app.voicefarm_exit_code = error.exit_code  # Celery's own entry point forgets it
            raise SystemExit(error.exit_code) from error
        app.runtime = self._runtime
        model = self._runtime.model.name if self._runtime.model else None
        structlog.get_logger().info(
            "ready",
            worker=self._runtime.name,
            model=model,
            slots=self._runtime.slots.count,
            monitor=self._monitor.url if self._monitor else None,
        )

    def stop(self, parent: Any) -> None:
        """Let the slots finish, then leave. The drain's deadline ends a wait that takes too long.

        Celery stops this step before its pool, and until then the leases must be renewed.
        """
        if self._runtime:
            self._runtime.claims.wait_until_done()
            self._runtime.stitches.wait_until_done()
        self.terminate(parent)

    def terminate(self, parent: Any) -> None:
        """Stop the heartbeat, then sign off."""
        if self._heartbeat:
            self._heartbeat.stop()
            self._heartbeat = None
        if self._runtime:
            with suppress(RedisUnreachable):  # then it counts as dead when its lease ends
                self._runtime.close()
            self._runtime = None
        if self._monitor:
            self._monitor.close()
            self._monitor = None

    def _begin_drain(self, **_: Any) -> None:
        if not self._drain:
            os._exit(0)  # the model is still loading: there is nothing to finish
        self._drain.begin()


@cache
def _default_app() -> Celery:
    return create_app(load_settings())


def __getattr__(name: str) -> Any:
    if name == "app":
        return _default_app()
    raise AttributeError(name)
