"""The chunks of a job on their way into pages, one part of its text after the other."""

from collections.abc import Sequence

from producer.temporary_bytes import TemporaryPages
from voicefarm.artifacts.job_files import PAGE_SIZE, paginate
from voicefarm.messages import Chunk, JobSpec

PART_END = 2
"""Characters between two parts of a text: those of an empty line, as between two blocks."""


class JobPages:
    """The pages of one job. What a manifest says of its chunks is counted as they come."""

    def __init__(self, spec: JobSpec) -> None:
        self.pages = TemporaryPages()
        self.chunks = 0
        self.headings = 0
        """Chunks that make a chapter."""
        self.lanes = ""
        """The lane of each chunk; empty where one model speaks all."""
        self.has_changes = False
        """Whether anything is spoken otherwise than it is written."""
        self.characters = 0
        """Of the text up to the last chunk's end."""
        self._spec = spec
        self._waiting: list[Chunk] = []

    def add(self, part: Sequence[Chunk]) -> None:
        """Add the chunks of the next part, which begin at 0 in it."""
        if not part:
            return
        start = self.characters + PART_END if self.chunks else 0
        if self._waiting:  # the ranges tile the text
            self._waiting[-1] = self._waiting[-1].model_copy(update={"end": start})
        moved = [_moved(chunk, self.chunks, start) for chunk in part] if start else part
        self._waiting += moved
        self.chunks += len(part)
        self.headings += sum(chunk.heading > 0 for chunk in part)
        self.lanes += "".join(map(self._spec.lane_of, part)) if self._spec.guests else ""
        self.has_changes = self.has_changes or any(chunk.changes for chunk in part)
        self.characters = moved[-1].end
        self._write(keep=1)

    def finish(self) -> TemporaryPages:
        """The pages, when no part follows."""
        self._write(keep=0)
        return self.pages

    def _write(self, keep: int) -> None:
        """Write full pages; with `keep` the last chunk waits, whose end may still move."""
        ready = len(self._waiting) - keep
        ready = ready // PAGE_SIZE * PAGE_SIZE if keep else ready
        for page in paginate(self._waiting[:ready]):
            self.pages.append(page)
        self._waiting = self._waiting[ready:]


def _moved(chunk: Chunk, index: int, start: int) -> Chunk:
    return chunk.model_copy(
        update={
            "index": chunk.index + index,
            "start": chunk.start + start,
            "end": chunk.end + start,
        }
    )
