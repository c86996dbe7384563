"""The Celery tasks: thin adapters from a message to the function that does the work."""

from celery import Celery

from voicefarm.ledger import ChunkRef
from voicefarm.names import STITCH, SYNTHESIZE
from worker.stitching import stitch_job
from worker.synthesis import synthesize_chunk


def register_tasks(app: Celery) -> None:
    """Give the app its two tasks, under the names by which the producer sends them."""

    @app.task(name=SYNTHESIZE)  # type: ignore[untyped-decorator]
    def synthesize(job: str, index: int) -> None:
        synthesize_chunk(app.runtime, ChunkRef(job, index))

    @app.task(name=STITCH)  # type: ignore[untyped-decorator]
    def stitch(job: str) -> None:
        stitch_job(app.runtime, job)
