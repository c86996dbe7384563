"""The codec's own thread: utterances come in as codes, in order, and leave as sound."""

import threading
import time
from collections import deque
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from itertools import takewhile

import structlog

from voicefarm.errors import EngineUnavailable, SynthesisFailed
from worker.engines import Samples
from worker.engines.speechlm.codecs.codec import Codec, Sounding
from worker.slots.watch import Watch

log = structlog.get_logger()

LOOK_S = 1.0
"""How often a slot that waits for the codec looks at its watch."""
PATIENCE_S = 60.0
"""One call of the codec may take so long before its chunks count as standing still."""


@dataclass(slots=True, eq=False)
class _Job:
    sounding: Sounding
    future: "Future[Samples]" = field(default_factory=Future)


class CodecThread:
    """Runs a codec next to the decode loop. `submit` may be called from any thread.

    Utterances are decoded in the order of asking; neighbours in the queue with equally many codes
    share a call where the codec can do that.
    """

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._queue: deque[_Job] = deque()
        self._awake = threading.Condition()
        self._closing = False
        self._moved = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="speechlm-codec", daemon=True)
        self._thread.start()

    def submit(self, sounding: Sounding) -> "Future[Samples]":
        """Ask for sound. The future raises SynthesisFailed; so does this, for too many codes."""
        count = len(sounding.codes)
        if not 0 < count <= self._codec.longest:
            raise SynthesisFailed(
                f"The codec takes 1 to {self._codec.longest} codes and got {count}; "
                "cut shorter chunks."
            )
        job = _Job(sounding)
        with self._awake:
            if self._closing:
                raise EngineUnavailable("The engine is closed; start the worker.")
            self._queue.append(job)
            self._awake.notify()
        return job.future

    def sound(self, sounding: Sounding, watch: Watch) -> Samples:
        """The sound, waited for. The wait counts as going on while the codec itself does.

        Raises as `submit` and its future, and as `watch.check`.
        """
        future = self.submit(sounding)
        while True:
            try:
                return future.result(timeout=LOOK_S)
            except FutureTimeout:
                watch.check()
                if self.still_s() < PATIENCE_S:
                    watch.advance()

    def still_s(self) -> float:
        """Seconds since it last began or ended a call."""
        return time.monotonic() - self._moved

    def close(self) -> None:
        """Finish the utterance in work, fail the rest, and end the thread."""
        with self._awake:
            self._closing = True
            self._awake.notify()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._decode_all()
        finally:  # nobody waits for a thread that has ended, whatever ended it
            with self._awake:
                self._closing = True
            _fail(list(self._queue), EngineUnavailable("The engine was closed; start the worker."))

    def _decode_all(self) -> None:
        while jobs := self._next():
            self._moved = time.monotonic()
            try:
                sounds = self._codec.decode([job.sounding for job in jobs])
            except SynthesisFailed as error:
                _fail(jobs, error)
            except Exception as error:
                _fail(jobs, SynthesisFailed(f"The codec failed ({error}); see the worker's log."))
                log.exception("the codec failed")
            else:
                for job, samples in zip(jobs, sounds, strict=True):
                    job.future.set_result(samples)
            self._moved = time.monotonic()

    def _next(self) -> list[_Job]:
        """The jobs of the next call; none when the end has come."""
        with self._awake:
            while not (self._queue or self._closing):
                self._awake.wait()
            if self._closing:
                return []
            count = len(self._queue[0].sounding.codes)
            alike = takewhile(lambda job: len(job.sounding.codes) == count, self._queue)
            jobs = [job for job, _ in zip(alike, range(self._codec.together), strict=False)]
            for _ in jobs:
                self._queue.popleft()
            return jobs


def _fail(jobs: list[_Job], error: Exception) -> None:
    for job in jobs:
        job.future.set_exception(error)
