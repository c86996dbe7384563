"""The Celery tasks: thin adapters from a message to the function that does the work."""

from typing import Annotated

import structlog
from celery import Celery, Task
from pydantic import Field, TypeAdapter, ValidationError

from voicefarm.broker.names import SENT, STITCH, SYNTHESIZE
from voicefarm.ledger.records import ChunkRef
from voicefarm.messages import JobId
from worker.programme.stitching import stitch_job
from worker.synthesis.chunk import synthesize_chunk

JOB: TypeAdapter[JobId] = TypeAdapter(JobId)
INDEX: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(strict=True, ge=0, lt=2**31)])

log = structlog.get_logger()


def register_tasks(app: Celery) -> None:
    """Give the app its two tasks, under the names by which the producer sends them.

    Further arguments are those of a newer version, and left alone.
    """

    @app.task(name=SYNTHESIZE, bind=True)  # type: ignore[untyped-decorator]
    def synthesize(task: Task, job: object, index: object, *_: object, **__: object) -> None:
        try:
            chunk = ChunkRef(JOB.validate_python(job), INDEX.validate_python(index))
        except ValidationError as error:
            _drop(SYNTHESIZE, error)
        else:
            synthesize_chunk(app.runtime, chunk, sent=_sent(task))

    @app.task(name=STITCH)  # type: ignore[untyped-decorator]
    def stitch(job: object, *_: object, **__: object) -> None:
        try:
            known = JOB.validate_python(job)
        except ValidationError as error:
            _drop(STITCH, error)
        else:
            stitch_job(app.runtime, known)


def _sent(task: Task) -> float:
    """When the message was sent, in seconds since 1970; 0 if it doesn't say so."""
    sent = (task.request.headers or {}).get(SENT)
    return float(sent) if isinstance(sent, int | float) else 0.0


def _drop(task: str, error: ValidationError) -> None:
    """Log a message that none of our producers has sent, without its contents."""
    log.error("message dropped", task=task, fault=error.errors()[0]["type"])
