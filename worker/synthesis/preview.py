"""A chunk heard while it is made: what an engine streams goes to Redis, if somebody asks for it."""

import time

import structlog

from voicefarm.artifacts.takes import to_pcm
from voicefarm.errors import RedisUnreachable
from voicefarm.ledger.previews import PreviewPiece, Previews
from voicefarm.ledger.records import ChunkRef
from worker.engines import Engine, Samples, Speech, StreamingEngine, Utterance
from worker.slots.watch import Watch

log = structlog.get_logger()

LOOK_S = 1.0
"""How often Redis is asked whether somebody listens, while nobody does."""


class Preview:
    """The ear of one chunk's listeners. Used by the chunk's slot alone.

    It never fails a chunk: without Redis nothing is heard, and the take is made all the same.
    """

    def __init__(self, previews: Previews, chunk: ChunkRef) -> None:
        self._previews = previews
        self._chunk = chunk
        self._told = 0
        self._deaf_until = 0.0
        self.over = False
        """Whether a reading was told to its end."""

    def speak(self, engine: Engine, utterance: Utterance, watch: Watch) -> Speech:
        """Have the engine speak, aloud if it can. Raises what `synthesize` raises.

        Once a reading was heard, if only in part, those that are made after it are not.
        """
        if self._told or not isinstance(engine, StreamingEngine):
            return engine.synthesize(utterance, watch)
        speech = engine.stream(utterance, watch, self)
        if self._told == len(speech.samples):
            self.over = True
            self._tell(PreviewPiece(self._told, to_pcm(speech.samples[:0]), last=True))
        return speech

    def wanted(self) -> bool:
        """Whether somebody asks for the chunk."""
        if time.monotonic() < self._deaf_until:
            return False
        try:
            asked = self._previews.asked(self._chunk)
        except RedisUnreachable as error:
            return self._break_off(error)
        if not asked:
            self._deaf_until = time.monotonic() + LOOK_S
        return asked

    def write(self, samples: Samples) -> None:
        """Tell the next piece to whoever listens."""
        self._tell(PreviewPiece(self._told, to_pcm(samples)))
        self._told += len(samples)

    def _tell(self, piece: PreviewPiece) -> None:
        try:
            self._previews.add(self._chunk, piece)
        except RedisUnreachable as error:
            self._break_off(error)

    def _break_off(self, error: RedisUnreachable) -> bool:
        """Try no more: a slot must not wait for Redis at every piece, and one is lost already."""
        self._deaf_until = float("inf")
        log.warning("a preview broke off", job=self._chunk.job, error=str(error))
        return False
