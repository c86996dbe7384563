"""One file for each chapter, written as the programme grows.

The first one begins with the programme, also if a heading comes later. A chapter without a sample
has no file. The list of the files is written last: if it is there, all of them are.
"""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from types import TracebackType

from voicefarm.artifacts.keys import chapter_index_key, chapter_key
from voicefarm.forms import Output
from voicefarm.messages import Chapter
from voicefarm.store import JSON, Store
from worker.sound import Wave
from worker.sound.outputs import OutputFile
from worker.sound.programme_head import Programme


class ChapterFiles(AbstractContextManager["ChapterFiles"]):
    """The chapters of a programme in one form. Memory: that of one file."""

    def __init__(
        self,
        store: Store,
        job: str,
        form: Output,
        programme: Programme,
        from_rate: int | None = None,
    ) -> None:
        """`from_rate` is that of the samples that will be written, Hz; the takes' by default."""
        self._store, self._job, self._form = store, job, form
        self._programme = programme
        self._rate = from_rate or programme.spec.sample_rate
        self._parts = list(parts_of(programme))
        self._number = 0
        self._written = 0
        self._open = ExitStack()
        self._file: OutputFile | None = None

    def write(self, wave: Wave) -> None:
        """Append mono samples."""
        while len(wave):
            if self._file is None:
                self._begin()
            room = len(wave) if self._is_last else self._end - self._written
            self._append(wave[:room])
            wave = wave[room:]
            if not self._is_last and self._written >= self._end:
                self._finish()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._open.__exit__(kind, error, trace)
            return
        self._finish()
        self._store.put(
            chapter_index_key(self._job, self._form),
            json.dumps(
                [
                    {
                        "number": number,
                        "title": part.title,
                        "start_sample": part.start_sample,
                        "end_sample": part.end_sample,
                    }
                    for number, part in enumerate(self._parts, 1)
                ]
            ).encode(),
            JSON,
        )

    @property
    def _is_last(self) -> bool:
        return self._number == len(self._parts)

    @property
    def _end(self) -> int:
        """Where the open part ends, in the samples that are written."""
        end = self._parts[self._number - 1].end_sample
        return round(end * self._rate / self._programme.spec.sample_rate)

    def _append(self, wave: Wave) -> None:
        if self._file and len(wave):
            self._file.write(wave)
            self._written += len(wave)

    def _begin(self) -> None:
        part = self._parts[self._number]
        self._number += 1
        key = chapter_key(self._job, self._form, self._number)
        self._store.abandon(key)
        file = self._open.enter_context(self._store.writer(key, self._form.traits.media_type))
        head = self._head(part)
        self._file = self._open.enter_context(OutputFile(file, self._form, head, self._rate))

    def _head(self, part: Chapter) -> Programme:
        """The chapter as a programme of its own: a track of the whole."""
        spec = self._programme.spec
        tags = spec.tags.model_copy(
            update={
                "album": spec.tags.album or spec.title,
                "track": f"{self._number}/{len(self._parts)}",
            }
        )
        own = spec.model_copy(update={"title": part.title, "tags": tags})
        samples = part.end_sample - part.start_sample
        return replace(self._programme, spec=own, samples=samples, chapters=())

    def _finish(self) -> None:
        self._open.close()
        self._file = None


def parts_of(programme: Programme) -> Iterator[Chapter]:
    """The chapters that get a file, back to back from the first sample to the last."""
    start = 0
    chapters = [one for one in programme.chapters if one.end_sample > one.start_sample]
    for chapter in chapters:
        yield chapter.model_copy(update={"start_sample": start})
        start = chapter.end_sample
    if not chapters:
        yield Chapter(
            title=programme.spec.title, level=1, start_sample=0, end_sample=programme.samples
        )
