"""The decode thread: a frame for every slot, and then one more row of the backbone for each.

An utterance that comes in waits for a slot in the order of asking. At most one prompt is fed
between two frames, so a long one delays its neighbours once. A cancelled or late utterance leaves
before the next frame.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from voicefarm.errors import EngineError, EngineUnavailable, SynthesisFailed
from worker.engines.speechlm.backbone import Generation
from worker.engines.speechlm.batching.sampler import Voicing
from worker.engines.speechlm.batching.stepping import SteppingLoop
from worker.engines.speechlm.tape import Tape
from worker.engines.vieneu3.frames import FrameMaker
from worker.engines.vieneu3.heads import Heads
from worker.engines.vieneu3.networks import Cache, CachedNetwork, joined, parted
from worker.engines.vieneu3.settings import CODEBOOKS, CODES
from worker.engines.vieneu3.tables import Floats
from worker.slots.watch import Watch

CLOSED = "The engine was closed while this chunk was in synthesis; load its model again."


@dataclass(slots=True, eq=False)
class SpokenFrames:
    """An utterance in the making. The decode thread alone touches it, but for the future."""

    prompt: Floats
    """[rows, hidden]"""
    anchor: Floats
    most: int
    """Frames after which it stops, ended or not."""
    voicing: Voicing
    watch: Watch
    tape: Tape | None = None
    future: "Future[Generation]" = field(default_factory=Future)
    asked: float = field(default_factory=time.monotonic)
    began: float = 0.0
    behind: int = 0
    """Rows in its cache."""
    hidden: Floats = field(init=False)
    """[hidden], of its last row."""
    cache: Cache = ()


@dataclass(frozen=True, slots=True)
class FrameBackbone:
    """The graphs that make frames of rows."""

    heads: Heads
    prefill: CachedNetwork
    step: CachedNetwork
    frames: FrameMaker
    frames_together: int
    rows_together: int


class FrameLoop(SteppingLoop):
    """Owns the graphs, and the thread that runs them."""

    def __init__(self, backbone: FrameBackbone, slots: int) -> None:
        super().__init__("vieneu3-decode")
        self._backbone, self._slots = backbone, slots
        self._live: list[SpokenFrames] = []
        self._queue: deque[SpokenFrames] = deque()
        self._start()

    def submit(self, spoken: SpokenFrames) -> "Future[Generation]":
        """Ask for frames. The future raises SynthesisFailed or SynthesisCancelled.

        Raises EngineUnavailable when the loop is closed.
        """
        with self._awake:
            if self._closing:
                raise EngineUnavailable(CLOSED)
            self._queue.append(spoken)
            self._awake.notify()
        return spoken.future

    def _has_work(self) -> bool:
        return bool(self._queue or self._live)

    def _give_up_step(self) -> None:
        self._give_up(SynthesisFailed("The decode step failed; the worker's log says why."))

    def _end(self) -> None:
        self._give_up(EngineUnavailable(CLOSED))
        for spoken in self._queue:
            spoken.future.set_exception(EngineUnavailable(CLOSED))

    def _step(self) -> None:
        self._drop_stopped()
        self._admit()
        for group in _groups(list(self._live), self._backbone.frames_together):
            self._try(group, self._speak)
        by_length = sorted(self._live, key=lambda spoken: spoken.behind)
        for _, alike in groupby(by_length, key=lambda spoken: spoken.behind):
            for group in _groups(list(alike), self._backbone.rows_together):
                self._try(group, self._feed)

    def _drop_stopped(self) -> None:
        with self._awake:
            waiting = list(self._queue)
        for spoken in [*self._live, *waiting]:
            try:
                spoken.watch.check()
            except EngineError as error:
                self._leave(spoken)
                spoken.future.set_exception(error)

    def _admit(self) -> None:
        """Give a free slot to the one that waits longest, and feed its prompt."""
        with self._awake:
            if not self._queue or len(self._live) == self._slots:
                return
            spoken = self._queue.popleft()
        spoken.began = time.monotonic()
        self._live.append(spoken)
        self._try([spoken], self._begin)

    def _begin(self, group: list[SpokenFrames]) -> None:
        (spoken,) = group
        made, spoken.cache = self._backbone.prefill.run(spoken.prompt[None], 0, ())
        spoken.hidden, spoken.behind = made[0, -1], len(spoken.prompt)
        spoken.watch.advance()

    def _speak(self, group: list[SpokenFrames]) -> None:
        hidden = np.stack([spoken.hidden for spoken in group])
        frames = self._backbone.frames.fill(hidden, [spoken.voicing for spoken in group])
        for spoken, frame in zip(group, frames, strict=True):
            spoken.watch.advance()
            codes = spoken.voicing.codes
            if frame.failed:
                self._fail(spoken, "The model's figures are not numbers (NaN): fetch it again.")
                continue
            for code in codes[-CODEBOOKS:] if spoken.tape else ():
                spoken.tape.write(code)  # type: ignore[union-attr]
            if frame.last or len(codes) == spoken.most * CODEBOOKS:
                self._finish(spoken, ended=frame.last)

    def _feed(self, group: list[SpokenFrames]) -> None:
        """Feed each its last frame; all have equally many rows behind them."""
        codes = np.array([spoken.voicing.codes[-CODEBOOKS:] for spoken in group]) % CODES
        anchors = np.stack([spoken.anchor for spoken in group])
        rows = (self._backbone.heads.spoken(codes) + anchors)[:, None]
        cache = joined([spoken.cache for spoken in group])
        made, cache = self._backbone.step.run(rows, group[0].behind, cache)
        for spoken, hidden, own in zip(group, made, parted(cache, len(group)), strict=True):
            spoken.hidden, spoken.cache, spoken.behind = hidden[0], own, spoken.behind + 1

    def _try(self, group: list[SpokenFrames], work: Callable[[list[SpokenFrames]], None]) -> None:
        try:
            work(group)
        except SynthesisFailed as error:
            for spoken in group:
                self._fail(spoken, str(error))

    def _finish(self, spoken: SpokenFrames, *, ended: bool) -> None:
        self._leave(spoken)
        spoken.future.set_result(
            Generation(
                codes=tuple(spoken.voicing.codes),
                ended=ended,
                decode_s=time.monotonic() - spoken.began,
                waited_s=spoken.began - spoken.asked,
            )
        )

    def _fail(self, spoken: SpokenFrames, message: str) -> None:
        self._leave(spoken)
        spoken.future.set_exception(SynthesisFailed(message))

    def _leave(self, spoken: SpokenFrames) -> None:
        spoken.cache = ()
        if spoken in self._live:
            self._live.remove(spoken)
        else:
            with self._awake:
                self._queue.remove(spoken)

    def _give_up(self, error: EngineError) -> None:
        for spoken in self._live:
            spoken.future.set_exception(error)
        self._live.clear()


def _groups(all_: list[SpokenFrames], most: int) -> Iterator[list[SpokenFrames]]:
    for start in range(0, len(all_), most):
        yield all_[start : start + most]
