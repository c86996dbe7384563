"""Work in another thread: its progress shows, and it can be stopped.

The network needs a third of a second for each second of speech, and a passage is one call. So the
caller waits and looks now and then whether the other thread went on.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

T = TypeVar("T")
LOOK_S = 0.3
"""Seconds between two looks."""


class Background(Generic[T]):
    """Threads for as many calls at once as there are slots."""

    def __init__(self, slots: int) -> None:
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="kokoro")

    def run(
        self, work: Callable[[], T], stop: Callable[[], None], check: Callable[[bool], None]
    ) -> T:
        """What `work` returns or raises.

        `check` is called meanwhile, with whether the thread has worked since the last call. If it
        raises, `stop` is called, which has to end the work soon, and the error is raised then.
        """
        clock: list[int] = []

        def timed() -> T:
            clock.append(time.pthread_getcpuclockid(threading.get_ident()))
            return work()

        job = self._threads.submit(timed)
        try:
            self._watch(job, clock, check)
        except BaseException:
            stop()
            wait([job])
            raise
        return job.result()

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)

    @staticmethod
    def _watch(job: "Future[T]", clock: list[int], check: Callable[[bool], None]) -> None:
        spent = 0.0
        while not wait([job], LOOK_S).done:
            now = time.clock_gettime(clock[0]) if clock else spent
            check(now > spent)
            spent = now
