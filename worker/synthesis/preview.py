"""A chunk heard while it is made: what an engine streams goes to Redis, if a listener asks."""

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
    """The audio sink for one chunk's listeners. Used by the chunk's slot alone.

    It never fails a chunk: without Redis nobody hears the chunk, and its take is made all the same.
    """

    def __init__(self, previews: Previews, chunk: ChunkRef, *, is_audible: bool = True) -> None:
        """One that isn't audible is made for a programme of another rate than the engine's."""
        self._is_audible = is_audible
        self._previews = previews
        self._chunk = chunk
        self._published = 0
        """Samples that went to the listeners."""
        self._unwanted_until = 0.0
        self.over = False
        """Whether one attempt went to the listeners to its end."""

    def speak(self, engine: Engine, utterance: Utterance, watch: Watch) -> Speech:
        """Have the engine speak, aloud if it can. Raises what `synthesize` raises.

        Once listeners heard a part of one attempt, they hear nothing of the next ones.
        """
        if self._published or not (self._is_audible and isinstance(engine, StreamingEngine)):
            return engine.synthesize(utterance, watch)
        speech = engine.stream(utterance, watch, self)
        if self._published == len(speech.samples):
            self.over = True
            self._publish(PreviewPiece(self._published, to_pcm(speech.samples[:0]), last=True))
        return speech

    def wanted(self) -> bool:
        """Whether a listener asks for the chunk."""
        if time.monotonic() < self._unwanted_until:
            return False
        try:
            asked = self._previews.asked(self._chunk)
        except RedisUnreachable as error:
            return self._break_off(error)
        if not asked:
            self._unwanted_until = time.monotonic() + LOOK_S
        return asked

    def write(self, samples: Samples) -> None:
        """Send the next piece to the listeners."""
        self._publish(PreviewPiece(self._published, to_pcm(samples)))
        self._published += len(samples)

    def _publish(self, piece: PreviewPiece) -> None:
        try:
            self._previews.add(self._chunk, piece)
        except RedisUnreachable as error:
            self._break_off(error)

    def _break_off(self, error: RedisUnreachable) -> bool:
        """Send nothing more: a piece is lost, and a slot must not wait for Redis at each one."""
        self._unwanted_until = float("inf")
        log.warning("a preview broke off", job=self._chunk.job, error=str(error))
        return False
