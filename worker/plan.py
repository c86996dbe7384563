"""A programme's plan: every take's place, the voices' gains and the chapters, from facts alone.

It is made before any audio is read, so that the programme can be written in one pass. The facts
wait in a temporary file: memory is that of the chapters.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from pydantic import BaseModel

from voicefarm.messages import Chapter, Chunk, Finding, JobSpec, Sound, Take
from worker.sound.joining import Cut, Place, Timeline, cut_of
from worker.sound.mastering import Levels


class Placed(BaseModel):
    """A chunk's take and its place in the programme."""

    chunk: Chunk
    take: str
    """Its key."""
    voice: str
    samples: int
    sound: Sound
    cut: Cut
    place: Place
    findings: tuple[Finding, ...]
    rejected: tuple[tuple[Finding, ...], ...]


@dataclass(slots=True)
class Plan:
    """What is decided before the first sample is written."""

    spec: JobSpec
    _facts: IO[str]
    length: int = 0
    """Samples of the programme, at the takes' rate."""
    gains_db: dict[str, float] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)
    _takes: Counter[str] = field(default_factory=Counter)

    def placed(self) -> Iterator[Placed]:
        """The takes in order. One reader at a time."""
        self._facts.seek(0)
        for line in self._facts:
            yield Placed.model_validate_json(line)

    def sample(self, voice: str, count: int) -> Iterator[Placed]:
        """Up to `count` of a voice's takes, from all over the programme, the same in every run."""
        step = max(1, self._takes[voice] // count)
        own = (placed for placed in self.placed() if placed.voice == voice)
        return islice(own, step // 2, step * count, step)

    def keep(self, placed: Placed) -> None:
        """Append one take."""
        self._takes[placed.voice] += 1
        self._facts.write(placed.model_dump_json() + "\n")


@contextmanager
def planned(spec: JobSpec, takes: Iterable[tuple[Chunk, Take, Sound]]) -> Iterator[Plan]:
    """The plan for the takes; its facts are forgotten with the block."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as facts:
        plan = Plan(spec, facts)
        _lay_out(plan, takes)
        yield plan


def _lay_out(plan: Plan, takes: Iterable[tuple[Chunk, Take, Sound]]) -> None:
    """Place the takes one after the other, and learn how loud the voices are."""
    spec = plan.spec
    timeline, levels = Timeline(), Levels(spec.mastering)
    chapters = _Chapters()
    pause = 0
    for chunk, take, sound in takes:
        cut = cut_of(sound, take.samples, spec.sample_rate)
        place = timeline.place(cut, pause)
        pause = spec.pauses.samples_after(chunk, spec.sample_rate)
        levels.add(take.recipe.voice, sound)
        chapters.add(chunk, place)
        plan.keep(
            Placed(
                chunk=chunk,
                take=take.key,
                voice=take.recipe.voice,
                samples=take.samples,
                sound=sound.model_copy(update={"loudness": ()}),  # counted; the file stays small
                cut=cut,
                place=place,
                findings=take.findings,
                rejected=take.rejected,
            )
        )
    plan.length = timeline.length
    plan.gains_db = dict(sorted(levels.gains().items()))
    plan.chapters = chapters.finished(timeline.length)


class _Chapters:
    """Gathers the headings; one that was too long for a chunk is a single title again."""

    def __init__(self) -> None:
        self._found: list[tuple[str, int, int]] = []
        self._open = False

    def add(self, chunk: Chunk, place: Place) -> None:
        if not chunk.heading:
            self._open = False
        elif self._open:
            title, level, start = self._found[-1]
            self._found[-1] = f"{title} {chunk.visible}", level, start
        else:
            self._found.append((chunk.visible, chunk.heading, place.start))
            self._open = True
        if chunk.pause == "heading":
            self._open = False

    def finished(self, length: int) -> list[Chapter]:
        ends = [*(start for _, _, start in self._found), length][1:]
        return [
            Chapter(title=title, level=level, start_sample=start, end_sample=end)
            for (title, level, start), end in zip(self._found, ends, strict=True)
        ]
