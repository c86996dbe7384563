"""Whether this worker is fit for one kind of work, or fails it for reasons of its own.

A machine whose key expired, whose disk is full or whose library is broken fails at once. So it
would take most of the farm's work and fail it all. It takes no more, and tries again after a pause.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from voicefarm.errors import (
    BadKey,
    EngineUnavailable,
    NewerJob,
    ObjectMissing,
    OtherModel,
    StoreRefuses,
    VoicefarmError,
)
from worker.process.intake import Intake

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 300.0
DIFFERENT = 2
"""Different pieces of work that must be among those that failed in a row."""
OF_ONE = 2
"""Failures in a row of a single one count as well, if there are this many times more."""

OWN = StoreRefuses | EngineUnavailable | ObjectMissing | BadKey | NewerJob | OtherModel

log = structlog.get_logger()


def is_own_fault(error: Exception) -> bool:
    """Whether a failure is likely due to this machine: another one may do the same work well.

    What no error of ours describes comes from the system or from a library. A machine that doesn't
    see the job's files may look into another folder than the rest, as if it were not mounted. One
    whose model is another, or whose version is too old, was left out of an update.
    """
    ours = isinstance(error, VoicefarmError)
    return not ours or isinstance(error, OWN)


@dataclass(slots=True)
class Fitness:
    """Counts failures in a row that are this worker's own, and pauses its intake. Thread-safe."""

    queue: str
    most: int
    """Failures in a row that make the worker sick; 0: it never counts as sick."""
    intake: Intake
    self_check: Callable[[], None]
    """Raises what is wrong with this machine, as far as it can tell without work."""
    ending: threading.Event
    """Set when the worker drains: then nothing begins anew."""
    first_pause_s: float = FIRST_PAUSE_S
    sick: str = ""
    """Why it takes no work now; empty if it does."""
    _failed: list[object] = field(default_factory=list)
    _on_trial: bool = False
    """It takes work again since a pause, and nothing of it has succeeded yet."""
    _pause_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def succeeded(self) -> None:
        """A piece of work ended well."""
        with self._lock:
            if self._on_trial and not self.sick:
                log.info("well again", queue=self.queue)
            self._failed.clear()
            self._on_trial, self._pause_s = False, 0.0

    def failed(self, work: object, error: Exception, sentence: str) -> bool:
        """A piece of work failed. Stops the intake if it was one too many in a row.

        True if a look at the machine shows its fault: then the intake stops at once, and the work
        is to blame for nothing.
        """
        if not is_own_fault(error) or not self.most:
            return False
        fault = self._fault()
        with self._lock:
            self._failed.append(work)
            if not self.sick and (fault or self._on_trial or self._are_many()):
                self._fall_sick(fault or sentence)
        return bool(fault)

    def _fault(self) -> str:
        try:
            self.self_check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the worker isn't well
            return str(error)
        return ""

    def _are_many(self) -> bool:
        different = len(set(self._failed)) >= min(DIFFERENT, self.most)
        return len(self._failed) >= (self.most if different else OF_ONE * self.most)

    def _fall_sick(self, sentence: str) -> None:
        self.sick = sentence
        self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S) or self.first_pause_s
        log.error("takes no work: it fails here", queue=self.queue, pause_s=self._pause_s,
                  error=self.sick)  # fmt: skip
        self.intake.pause(self.queue)
        self._wake_later()

    def _wake_later(self) -> None:
        clock = threading.Timer(self._pause_s, self._try_again)
        clock.daemon = True
        clock.start()

    def _try_again(self) -> None:
        if self.ending.is_set():
            return
        if fault := self._fault():
            with self._lock:
                self.sick = fault
                self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
                log.warning("still sick", queue=self.queue, pause_s=self._pause_s, error=self.sick)
                self._wake_later()
            return
        with self._lock:
            self._on_trial = True
            self._failed.clear()
            log.info("tries to work again", queue=self.queue)
            self.intake.resume(self.queue)
            self.sick = ""
