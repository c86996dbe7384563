"""Takes that the ledger counts as made and the store lacks, as when a lifecycle rule expired them.

The first one that a stitch misses ends it. Then all the others are looked for at once, so that they
are made again side by side.
"""

from collections.abc import Callable, Iterator, Mapping

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import take_key
from voicefarm.artifacts.takes import find_take, has_audio
from voicefarm.errors import ObjectMissing
from voicefarm.messages import Chunk
from voicefarm.store import Store
from worker.programme.takes.read_ahead import ahead


class MissingTake(ObjectMissing):
    """A take that the ledger counts as done is not in the store."""

    def __init__(self, index: int, take: str) -> None:
        super().__init__(f"The take of chunk {index + 1} is gone from the store, or broken.")
        self.index = index
        self.take = take


def missing_takes(
    store: Store,
    jobs: JobReader,
    job: str,
    gaps: Mapping[int, str],
    keep: Callable[[], None],
) -> Iterator[tuple[int, str]]:
    """The index and the take's key of each chunk whose take is not whole in the store.

    `keep` is called for every chunk and may raise. Raises Unreachable.
    """
    spec = jobs.manifest(job).spec

    def look(chunk: Chunk) -> tuple[int, str, bool]:
        key = take_key(spec.recipe_of(chunk), chunk.text)
        there = chunk.index in gaps or bool(find_take(store, key) and has_audio(store, key))
        return chunk.index, key, there

    for index, key, there in ahead(look, jobs.chunks(job)):
        keep()
        if not there:
            yield index, key
