"""Requests in flight at a server: one thread each, and one that looks after all of them."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from voicefarm.errors import EngineUnavailable
from worker.engines.speechlm.backbone import DecodeStats, Generation, Request, check_request
from worker.engines.speechlm.completions_server.answer import SpeechAnswer
from worker.engines.speechlm.completions_server.connection import Call, Connection
from worker.engines.speechlm.completions_server.form import PATH, Form
from worker.engines.speechlm.completions_server.question import Question
from worker.slots.watch import Watch

LOOK_S = 0.1
"""How often cancelled and late requests are looked for."""
STEP_S = 1.0
"""How often a request that waits for the server counts as going on, until its time is over."""
CLOSED = "The engine is closed; start the worker."


@dataclass(slots=True, eq=False)
class _InFlight:
    """A request whose answer is being read."""

    watch: Watch
    call: Call
    looked: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Asking:
    """How this model's requests are put to its server."""

    connection: Connection
    question: Question
    form: Form
    prompt: Callable[[tuple[int, ...]], str | tuple[int, ...]]
    """A prompt's ids as the server takes them."""
    answer: Callable[[], SpeechAnswer]
    """A new reader for an answer."""


class ServerBackbone:
    """A backbone whose steps another program computes. Safe from any thread.

    The server batches; here a request is a thread that mostly waits. A server that doesn't answer
    is the trouble of this worker, so it raises EngineUnavailable, and no chunk is blamed for it.
    """

    def __init__(self, asking: Asking, *, slots: int, context: int) -> None:
        self.stats = DecodeStats()
        self._asking, self._slots, self._context = asking, slots, context
        self._threads = ThreadPoolExecutor(slots, "speechlm-server")
        self._lock = threading.Lock()
        self._in_flight: set[_InFlight] = set()
        self._busy = 0
        self._closing = threading.Event()
        self._warden = threading.Thread(target=self._look_after, name="server-watch", daemon=True)
        self._warden.start()

    def submit(self, request: Request, watch: Watch) -> "Future[Generation]":
        """As `Backbone.submit`."""
        check_request(request, self._context)
        if self._closing.is_set():
            raise EngineUnavailable(CLOSED)
        return self._threads.submit(self._generate, request, watch, time.monotonic())

    @property
    def free_slots(self) -> int:
        """Slots that no request has."""
        with self._lock:
            return self._slots - self._busy

    def close(self) -> None:
        """Fail what is in flight."""
        self._closing.set()
        with self._lock:
            calls = [one.call for one in self._in_flight]
        for call in calls:
            call.stop()
        self._threads.shutdown(wait=True)
        self._warden.join()

    def _generate(self, request: Request, watch: Watch, asked: float) -> Generation:
        began = time.monotonic()
        self._count(busy=1)
        try:
            answer = self._ask(request, watch)
        finally:
            self._count(busy=-1)
        with self._lock:
            self.stats.prompt_tokens += len(request.prompt)
            self.stats.decode_s += time.monotonic() - began
        return Generation(
            codes=tuple(answer.codes[: request.most]),
            ended=answer.ended and len(answer.codes) < request.most,
            decode_s=time.monotonic() - began,
            waited_s=began - asked,
        )

    def _ask(self, request: Request, watch: Watch) -> SpeechAnswer:
        self._check(watch)
        asking, answer = self._asking, self._asking.answer()
        prompt = asking.prompt(request.prompt)
        body = asking.question.body(
            prompt, len(request.prompt), most=request.most, seed=request.seed, least=request.least
        )
        try:
            with asking.connection.ask(PATH, body | dict(asking.form.more)) as call:
                self._read(call, answer, request, watch)
        except EngineUnavailable:
            self._check(watch)  # a call that was stopped looks like a server that broke off
            raise
        self._check(watch)
        if not answer.finished and len(answer.codes) < request.most:
            raise EngineUnavailable(
                f"The server at {asking.connection.url} broke off in the middle of a chunk: look "
                "at its log, and start it again."
            )
        return answer

    def _read(self, call: Call, answer: SpeechAnswer, request: Request, watch: Watch) -> None:
        one = _InFlight(watch, call)
        with self._lock:
            self._in_flight.add(one)
        try:
            for event in call.events():
                self._check(watch)
                self._hear(answer.read(event), request)
                watch.advance()
                if answer.finished or len(answer.codes) >= request.most:
                    return
        finally:
            with self._lock:
                self._in_flight.discard(one)

    def _hear(self, codes: Sequence[int], request: Request) -> None:
        if request.tape:
            for code in codes:
                request.tape.write(code)
        with self._lock:
            self.stats.steps += 1
            self.stats.codes += len(codes)
            self.stats.busy_slots += self._busy

    def _check(self, watch: Watch) -> None:
        if self._closing.is_set():
            raise EngineUnavailable("The engine was closed while this chunk was in synthesis.")
        watch.check()

    def _count(self, *, busy: int) -> None:
        with self._lock:
            self._busy += busy

    def _look_after(self) -> None:
        """Stop the calls of chunks that nobody wants; keep the leases of those that wait."""
        while not self._closing.wait(LOOK_S):
            now = time.monotonic()
            with self._lock:
                in_flight = list(self._in_flight)
            for one in in_flight:
                if one.watch.cancelled or now > one.watch.deadline:
                    one.call.stop()
                elif now - one.looked >= STEP_S:
                    one.looked = now
                    one.watch.advance()
