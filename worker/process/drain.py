"""Leaving in good order: what is in the slots is finished, or returned at the deadline."""

import math
import os
import signal
import threading

import structlog

from voicefarm.errors import RedisUnreachable
from voicefarm.settings import Settings
from worker.process.runtime import Runtime

MARKS = ("/.dockerenv", "/run/.containerenv")
"""Files that docker and podman put into their containers."""

log = structlog.get_logger()

SIGN_OFF_S = 1.0
"""Seconds that the sign-off may take when Redis doesn't answer."""
ALARM_AFTER_S = 1.5
"""Seconds past the deadline at which the kernel ends the process, whatever holds it."""


def advice_on_grace(settings: Settings) -> str:
    """What to set so that a drain ends before it is killed; empty if somebody has set it.

    A worker can't see how long its supervisor waits. It sees that it is in a container.
    """
    is_set = "drain_s" in settings.model_fields_set
    if is_set or not ("KUBERNETES_SERVICE_HOST" in os.environ or any(map(os.path.exists, MARKS))):
        return ""
    needed_s = math.ceil(settings.drain_s + ALARM_AFTER_S)
    return (
        f"a drain takes up to {needed_s} s, but docker kills after 10 s and Kubernetes after 30 s"
        " unless they are set otherwise; give them more, or set VOICEFARM_DRAIN_S to 2 s less"
        " than they wait"
    )


class Drain:
    """How a worker ends. Celery stops taking work; this makes sure that the process ends."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @property
    def has_begun(self) -> bool:
        """Whether the worker is ending already."""
        return self._runtime.outages.draining.is_set()

    def end_now(self) -> None:
        """Give back what is in the slots, and end the process. For a second Ctrl-C."""
        threading.Thread(target=self._leave, args=["left at once"], daemon=True).start()

    def begin(self) -> None:
        """Start the clock; the second call does nothing. For the main thread.

        A signal calls this, perhaps amid a line of the log. So it takes no lock that the main
        thread may hold, such as the log's: it would wait for itself.
        """
        runtime = self._runtime
        if self.has_begun:
            return
        runtime.outages.draining.set()
        deadline_s = runtime.settings.drain_s
        # An engine that hangs with the interpreter's lock would stop the timer too.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, deadline_s + ALARM_AFTER_S)
        threading.Thread(target=self._log).start()
        # A supervisor may kill the worker before the deadline. That isn't the fault of its work.
        threading.Thread(target=self._uncount, daemon=True).start()
        clock = threading.Timer(deadline_s, self._leave)
        clock.daemon = True
        clock.start()

    def _log(self) -> None:
        busy = len(self._runtime.slots.held())
        log.info("draining", worker=self._runtime.name, busy=busy)

    def _uncount(self) -> None:
        try:
            self._runtime.uncount()
        except RedisUnreachable as error:
            log.warning("the next heartbeat tells that work is given up", error=str(error))

    def _leave(self, event: str = "left at the deadline") -> None:
        log.warning(event, worker=self._runtime.name)
        sign_off = threading.Thread(target=self._return_work, daemon=True)
        sign_off.start()
        sign_off.join(SIGN_OFF_S)
        os._exit(0)

    def _return_work(self) -> None:
        runtime = self._runtime
        try:
            runtime.ledger.release(runtime.slots.going_on(), runtime.name)
            runtime.uncount()
            runtime.ledger.sign_off(runtime.name, runtime.model_name)
        except RedisUnreachable as error:
            log.warning("work is left to the sweep", error=str(error))
