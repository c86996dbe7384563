"""The worker's Celery app: `voicefarm worker`, or `celery -A voicefarm.worker_app worker`.

The app is made at its first use, so that importing this module reads no settings.
"""

import os
import signal
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from celery import Celery, bootsteps, signals
from celery.worker import state
from kombu import Queue

from voicefarm.broker.celery_app import celery_app
from voicefarm.broker.names import chunk_queue, stitch_queue
from voicefarm.errors import BadSetting, RedisUnreachable, VoicefarmError
from voicefarm.process import without_telemetry
from voicefarm.settings import Settings, load_settings
from worker.process.drain import Drain, advice_on_grace
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
    return app.voicefarm_exit_code or worker.exitcode or 0


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
        _keep_to_one_way(parent)
        self._heartbeat: Heartbeat | None = None
        self._drain: Drain | None = None
        self._monitor: WorkerMetrics | None = None
        self._runtime: Runtime | None = None
        # As nohup has it. Celery would have this signal run the command line anew.
        self._hangs_up = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN

    def start(self, parent: Any) -> None:
        """Open the runtime and start its heartbeat. A failure ends the worker with its sentence."""
        app = parent.app
        try:
            signals.worker_shutting_down.connect(self._begin_drain)
            self._heed_signals(parent)
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
        except Exception as error:
            raise _end(app, error) from error
        app.runtime = self._runtime
        if advice := advice_on_grace(app.voicefarm_settings):
            structlog.get_logger().warning(advice)
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

    def _heed_signals(self, parent: Any) -> None:
        """Drain whichever way a supervisor or a terminal asks; at a second Ctrl-C, end at once.

        Celery's own handlers would raise in a pool of threads at SIGQUIT and at a second SIGINT.
        """

        def drain(number: int, _: object) -> None:
            if number == signal.SIGINT and self._drain and self._drain.has_begun:
                self._drain.end_now()
            name = signal.Signals(number).name
            signals.worker_shutting_down.send(
                sender=parent.hostname, sig=name, how="Warm", exitcode=0
            )
            state.should_stop = 0

        for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
            signal.signal(number, drain)
        signal.signal(signal.SIGHUP, drain if self._hangs_up else signal.SIG_IGN)

    def _begin_drain(self, **_: Any) -> None:
        if not self._drain:
            os._exit(0)  # the model is still loading: there is nothing to finish
        self._drain.begin()


def _end(app: Celery, error: Exception) -> SystemExit:
    """What ends a worker that can't start: its sentence is reported, and its code is not 0."""
    known = isinstance(error, VoicefarmError)
    if not known:
        structlog.get_logger().critical("crashed", exc_info=True)
    sentence = str(error) if known else f"The worker can't start ({error!r}); see its log."
    reporter(app.voicefarm_settings.log_format)(sentence, PROGRAM)
    app.voicefarm_exit_code = getattr(error, "exit_code", VoicefarmError.exit_code)
    return SystemExit(app.voicefarm_exit_code)


def _keep_to_one_way(worker: Any) -> None:
    """Have Celery's own command work as `voicefarm worker` does.

    Each worker would speak to every other one, which grows with the square of their number. Ends
    the process with a sentence for options that would break the worker.
    """
    app = worker.app
    worker.options |= dict.fromkeys(("without_gossip", "without_mingle", "without_heartbeat"), True)
    fault = _fault_of(worker, set(queue_names(app.voicefarm_settings)))
    if fault:
        raise _end(app, BadSetting(fault))
    if worker.concurrency != app.voicefarm_slots:
        structlog.get_logger().warning(
            "-c is ignored: VOICEFARM_SLOTS says how many", slots=app.voicefarm_slots
        )
        worker.concurrency = app.voicefarm_slots


def _fault_of(worker: Any, queues: set[str]) -> str:
    """What is wrong with the options of Celery's command; empty if nothing is."""
    if worker.autoscale:
        return "A worker's slots can't grow by Celery's autoscale; start more workers instead."
    if worker.pool_cls.__module__ != "celery.concurrency.thread":
        return "A worker's slots are threads that share one model; leave -P out."
    if set(worker.app.amqp.queues.consume_from) != queues:
        return "VOICEFARM_QUEUES says what a worker works on; leave -Q and -X out."
    if worker.options.get("beat"):
        return "A worker has no timetable (-B); leave that option out."
    return ""


@cache
def _default_app() -> Celery:
    return create_app(load_settings())


def __getattr__(name: str) -> Any:
    if name == "app":
        return _default_app()
    raise AttributeError(name)
