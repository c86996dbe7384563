"""The place of a job in its trace, for all who work on it:

<ns>:job:<id>:trace   string   W3C's traceparent of its submission
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from voicefarm.ledger.ledger import Ledger
from voicefarm.ledger.records import ChunkRef
from voicefarm.tracing.spans import Tracing


def keep_trace(ledger: Ledger, job: str, place: str, kept_s: float) -> None:
    """Remember a job's place, if there is one, for so long. Never raises: no job depends on it."""
    redis: Any = ledger.client
    if place:
        with suppress(RedisError):
            redis.set(_key(ledger, job), place, ex=max(1, round(kept_s)))


def trace_of(ledger: Ledger, job: str) -> str:
    """A job's place; empty if nobody traces it, or Redis doesn't answer."""
    redis: Any = ledger.client
    with suppress(RedisError):
        return str(redis.get(_key(ledger, job)) or "")
    return ""


@dataclass(frozen=True, slots=True)
class WorkTraces:
    """What a worker does for jobs that are traced. Nothing here fails because a collector does."""

    ledger: Ledger
    tracing: Tracing

    @contextmanager
    def chunk(self, ref: ChunkRef, *, attempt: int, sent: float) -> Iterator[None]:
        """Trace a chunk since its message was sent: its wait until now, then the block."""
        facts: dict[str, str | int] = {"job": ref.job, "chunk": ref.number, "attempt": attempt}
        if not (place := self._place(ref.job)):
            yield
            return
        with self.tracing.span("chunk", facts, parent=place, begun=sent):
            if sent:
                with self.tracing.span("wait", begun=sent):
                    pass
            with self.tracing.span("take"):
                yield

    @contextmanager
    def stitch(self, job: str) -> Iterator[None]:
        """Trace the block as the job's stitch."""
        if not (place := self._place(job)):
            yield
            return
        with self.tracing.span("stitch", {"job": job}, parent=place):
            yield

    def _place(self, job: str) -> str:
        return trace_of(self.ledger, job) if self.tracing.is_on else ""


def _key(ledger: Ledger, job: str) -> str:
    return f"{ledger.namespace}:job:{job}:trace"
