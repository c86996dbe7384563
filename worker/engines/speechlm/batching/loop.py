"""Continuous batching: one thread decodes all live sequences in one batch, step after step.

Waiting and fairness. A request waits for a slot in the order of asking, and not at all while
there are no more requests than slots. When its turn as the oldest prompt comes, its prompt is fed
in slices of `slice_size`. So it waits for at most one slice per `slice_size` tokens of the prompts
before it. Until then it gets a token a step, if the decoder's shape allows that.

A step carries one row per slot and one slice, whatever arrives. So no prompt, however long, delays
the codes of the others by more than one slice a step (figures in docs/performance.md). A cancelled
or late sequence leaves at the next step's begin. Whoever waits takes its slot in that same step.
"""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future

import structlog

from voicefarm.errors import EngineError, EngineUnavailable, SynthesisFailed
from worker.engines.speechlm.backbone import DecodeStats, Generation, Request, check_request
from worker.engines.speechlm.batching.cache_slots import CacheSlots
from worker.engines.speechlm.batching.decoder import DecodeFailed, Decoder, Logits, RowsRefused
from worker.engines.speechlm.batching.sampler import END, FAILED, Sampler
from worker.engines.speechlm.batching.sequence import Sequence
from worker.engines.speechlm.batching.step import Step, plan
from worker.engines.speechlm.batching.stepping import SteppingLoop
from worker.engines.speechlm.prompts.speech_tokens import SpeechTokens
from worker.slots.watch import Watch

log = structlog.get_logger()

BROKEN_AFTER = 3
"""Fatal decode errors without a good step between them, after which nothing more is tried."""


class DecodeLoop(SteppingLoop):
    """A backbone over a decoder: owns it, and the thread that runs it."""

    def __init__(self, decoder: Decoder, sampler: Sampler, tokens: SpeechTokens) -> None:
        super().__init__("speechlm-decode")
        self.stats = DecodeStats()
        self._decoder = decoder
        self._sampler = sampler
        self._tokens = tokens
        self._slots = CacheSlots(decoder.shape.slots, decoder.shape.least_slice)
        self._live: dict[int, Sequence] = {}
        self._queue: deque[Sequence] = deque()
        self._broken: str | None = None
        self._fatal = 0
        self._start()

    def submit(self, request: Request, watch: Watch) -> "Future[Generation]":
        """Ask for a generation. Its future raises SynthesisFailed or SynthesisCancelled.

        Raises SynthesisFailed at once when the request can't fit a slot's cache, EngineUnavailable
        when the decode loop is broken or closed.
        """
        check_request(request, self._decoder.shape.context)
        sequence = Sequence(request, watch, Future(), time.monotonic())
        with self._awake:
            if self._closing or self._broken:
                raise EngineUnavailable(self._broken or "The engine is closed; start the worker.")
            self._queue.append(sequence)
            self._awake.notify()
        return sequence.future

    @property
    def free_slots(self) -> int:
        """Slots that no sequence has."""
        with self._awake:
            return len(self._slots)

    def close(self) -> None:
        """Stop the thread, failing what is in flight, and free the decoder."""
        super().close()
        self._decoder.close()

    def _has_work(self) -> bool:
        return bool(self._queue or self._live)

    def _give_up_step(self) -> None:
        self._give_up("The decode step failed; the worker's log tells why.")

    def _end(self) -> None:
        self._give_up("The engine was closed while this chunk was in synthesis.")

    def _step(self) -> None:
        self._drop_stopped()
        self._admit()
        if not self._live:
            return
        live = [self._live[slot] for slot in sorted(self._live)]
        shape = self._decoder.shape
        step = plan(live, self._slots.held, shape, self._tokens.first)
        try:
            logits = self._decode(step)
        except RowsRefused:
            # The caches are as they were, so each sequence can be tried alone.
            for sequence in step.sequences:
                self._try_alone(sequence, step)
        except DecodeFailed as failure:
            self._start_over(failure, step)
        else:
            self._fatal = 0
            self._take(step, logits)
        for slot in step.padded:
            self._decoder.trim(slot, self._slots.held(slot))

    def _decode(self, step: Step) -> Logits:
        began = time.perf_counter()
        try:
            return self._decoder.decode(step.rows)
        finally:
            self.stats.decode_s += time.perf_counter() - began

    def _admit(self) -> None:
        """Give free slots to waiting requests, oldest request first."""
        with self._awake:
            while self._slots and self._queue:
                self._begin(self._queue.popleft())

    def _begin(self, sequence: Sequence) -> None:
        sequence.slot, held = self._slots.take(sequence.prompt)
        sequence.fed = self._decoder.trim(sequence.slot, held)
        sequence.began = time.monotonic()
        self._live[sequence.slot] = sequence
        self.stats.prompt_tokens_held += sequence.fed

    def _drop_stopped(self) -> None:
        """Let cancelled and late sequences go, waiting ones too."""
        for sequence in list(self._live.values()):
            self._drop_if_stopped(sequence, self._leave)
        with self._awake:
            waiting = list(self._queue)
        for sequence in waiting:
            self._drop_if_stopped(sequence, self._unqueue)

    def _drop_if_stopped(self, sequence: Sequence, leave: Callable[[Sequence], None]) -> None:
        try:
            sequence.watch.check()
        except EngineError as error:
            leave(sequence)
            sequence.future.set_exception(error)

    def _unqueue(self, sequence: Sequence) -> None:
        with self._awake:
            self._queue.remove(sequence)

    def _take(self, step: Step, logits: Logits) -> None:
        """Draw and hand out the codes of a step that was decoded."""
        for sequence, count in step.fed.items():
            sequence.fed += count
        drawn = self._draw(step, logits)
        self.stats.steps += 1
        self.stats.busy_slots += len(self._live)
        self.stats.prompt_tokens += sum(step.fed.values())
        self.stats.codes += len(drawn)
        for sequence in self._live.values():
            sequence.watch.advance()
        for sequence, code in zip(step.speaking, drawn, strict=True):
            self._hear(sequence, code)

    def _draw(self, step: Step, logits: Logits) -> list[int]:
        if not step.speaking:
            return []
        began = time.perf_counter()
        drawn = self._sampler.draw(logits, [sequence.voicing for sequence in step.speaking])
        self.stats.sample_s += time.perf_counter() - began
        return drawn

    def _hear(self, sequence: Sequence, code: int) -> None:
        if code == FAILED:
            self._fail(sequence, "The model's figures are not numbers (NaN): its file is damaged.")
            return
        codes = sequence.voicing.codes
        if code != END:
            codes.append(code)
            if sequence.request.tape:
                sequence.request.tape.write(code)
        if code == END or len(codes) == sequence.request.most:
            self._finish(sequence, ended=code == END)

    def _finish(self, sequence: Sequence, *, ended: bool) -> None:
        self._leave(sequence)
        now = time.monotonic()
        sequence.future.set_result(
            Generation(
                codes=tuple(sequence.voicing.codes),
                ended=ended,
                decode_s=now - sequence.began,
                waited_s=sequence.began - sequence.asked,
            )
        )

    def _fail(self, sequence: Sequence, message: str) -> None:
        self._leave(sequence)
        sequence.future.set_exception(SynthesisFailed(message))

    def _leave(self, sequence: Sequence) -> None:
        """Free a sequence's slot at once; its cache keeps the prompt, should another begin so."""
        held = self._decoder.trim(sequence.slot, sequence.fed)
        with self._awake:
            del self._live[sequence.slot]
            self._slots.give_back(sequence.slot, sequence.prompt[:held])

    def _try_alone(self, sequence: Sequence, step: Step) -> None:
        """Decode what of a refused step is one sequence's own, to find whose rows were at fault."""
        alone = plan_alone(sequence, step)
        try:
            logits = self._decode(alone)
        except RowsRefused as refusal:
            self._fail(sequence, str(refusal))
        except DecodeFailed as failure:
            self._fail(sequence, f"{failure}; the chunk can be tried again.")
        else:
            self._take(alone, logits)

    def _start_over(self, failure: DecodeFailed, step: Step) -> None:
        """Fail all sequences of a step that failed, and go on with empty caches, unless broken."""
        self._fatal += 1
        log.error("decoding failed", failure=str(failure), rows=len(step.rows))
        if self._fatal >= BROKEN_AFTER:
            self._broken = (
                f"{failure}, {self._fatal} times in a row; restart the worker, with fewer slots if "
                "memory is short."
            )
        self._give_up(f"{failure}; the chunk can be tried again.")

    def _give_up(self, message: str) -> None:
        """Fail everything in flight and empty the caches; what still waits is failed at the end."""
        for sequence in list(self._live.values()):
            self._fail(sequence, message)
        self._decoder.clear()
        self._slots.forget()
        if self._closing or self._broken:
            with self._awake:
                waiting, self._queue = list(self._queue), deque()
            for sequence in waiting:
                sequence.future.set_exception(EngineUnavailable(self._broken or message))


def plan_alone(sequence: Sequence, step: Step) -> Step:
    """The part of a step that is one sequence's own."""
    speaking = (sequence,) if sequence in step.speaking else ()
    fed = {sequence: step.fed[sequence]} if sequence in step.fed else {}
    return Step(step.rows.of(sequence.slot), speaking, fed, ())
