"""A programme's plan: every take's place, the voices' gains and the chapters, from metadata alone.

It is made before any audio is read, so that the programme can be written in one pass. The places
wait in a temporary file, so only the chapters take memory.
"""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import IO

from pydantic import BaseModel

from voicefarm.messages import (
    SILENT_DB,
    Chapter,
    Chunk,
    Finding,
    Hearing,
    JobSpec,
    Take,
    TakeSound,
    Transcript,
    Word,
)
from worker.language.word_times import shown_words
from worker.sound.joining import Cut, TakePlace, Timeline, cut_of
from worker.sound.mastering import Levels, wanted_of


@dataclass(frozen=True, slots=True)
class Gap:
    """What replaces a chunk that was given up."""

    samples: int
    """Of silence; 0 if the chunk is left out."""
    why: str


Item = tuple[Chunk, Take | Gap]
"""A chunk with its measured take, or what replaces it."""


class Placed(BaseModel):
    """A chunk's take, or the gap without one, and its place in the programme."""

    chunk: Chunk
    take: str
    """Its key; empty for a gap."""
    voice: str
    """With its level, if it has one of its own; empty for a gap."""
    samples: int
    sound: TakeSound
    cut: Cut
    place: TakePlace
    words: tuple[Word, ...] = ()
    """In the programme's samples, and places in what people read of the chunk."""
    findings: tuple[Finding, ...] = ()
    rejected: tuple[tuple[Finding, ...], ...] = ()
    transcript: Transcript | None = None
    hearing: Hearing | None = None
    mos: float | None = None
    gap: str | None = None
    """Why there is no take; None if there is one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is decided before the first sample is written. Nothing changes it afterwards."""

    spec: JobSpec
    length: int
    """Samples of the programme, at the takes' rate."""
    gains_db: Mapping[str, float]
    """Of each voice."""
    chapters: tuple[Chapter, ...]
    _takes: Mapping[str, int]
    """How many each voice has."""
    _lines: IO[str]
    """One Placed a line, as JSON."""

    def with_gains(self, gains_db: Mapping[str, float]) -> "Plan":
        """The same plan with other gains."""
        return replace(self, gains_db=MappingProxyType(dict(gains_db)))

    def placed(self) -> Iterator[Placed]:
        """The takes in order. One reader at a time."""
        self._lines.seek(0)
        for line in self._lines:
            yield Placed.model_validate_json(line)

    def sample(self, voice: str, count: int) -> Iterator[Placed]:
        """Up to `count` of a voice's takes, from all over the programme, the same in every run."""
        step = max(1, self._takes.get(voice, 0) // count)
        own = (placed for placed in self.placed() if placed.voice == voice)
        return islice(own, step // 2, step * count, step)


@contextmanager
def planned(spec: JobSpec, items: Iterable[Item]) -> Iterator[Plan]:
    """The plan for the chunks; its temporary file is deleted with the block."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
        yield _laid_out(spec, items, lines)


def _laid_out(spec: JobSpec, items: Iterable[Item], lines: IO[str]) -> Plan:
    """Place the chunks one after the other, and learn how loud the voices are."""
    timeline, levels = Timeline(), Levels(wanted_of(spec))
    chapters, takes = _Chapters(), Counter[str]()
    pause = 0
    for chunk, heard in items:
        if isinstance(heard, Take):
            level_db = spec.delivery_of(chunk).level_db
            own = spec.recipe.model
            placed = _placed(chunk, heard, timeline, pause, level_db=level_db, own=own)
            levels.add(placed.voice, heard.sound or placed.sound, level_db)
        else:
            placed = _placed_gap(chunk, heard, timeline, pause)
        if placed.samples:
            pause = spec.pause_after(chunk)
        chapters.add(chunk, placed.place)
        takes[placed.voice] += 1
        lines.write(placed.model_dump_json() + "\n")
    return Plan(
        spec=spec,
        length=timeline.length,
        gains_db=MappingProxyType(dict(sorted(levels.gains().items()))),
        chapters=tuple(chapters.finished(timeline.length)),
        _takes=MappingProxyType(takes),
        _lines=lines,
    )


def _placed(
    chunk: Chunk, take: Take, timeline: Timeline, pause: int, *, level_db: float, own: str
) -> Placed:
    """`own` is the job's own model: voices of others are known by both names."""
    sound = take.sound or _silent(take.samples)
    cut = cut_of(sound, take.samples, take.sample_rate)
    place = timeline.place(cut, pause)
    voice = (
        take.recipe.voice
        if take.recipe.model == own
        else f"{take.recipe.model}/{take.recipe.voice}"
    )
    return Placed(
        chunk=chunk,
        take=take.key,
        voice=f"{voice} {level_db:+g} dB" if level_db else voice,
        samples=take.samples,
        sound=sound.model_copy(update={"loudness": ()}),  # counted; the file stays small
        cut=cut,
        place=place,
        words=tuple(_heard(shown_words(take.text, take.words, chunk), place, cut)),
        findings=take.findings,
        rejected=take.rejected,
        transcript=take.transcript,
        hearing=take.hearing,
        mos=take.mos,
    )


def _heard(words: Iterable[Word], place: TakePlace, cut: Cut) -> Iterator[Word]:
    """A take's words in the samples of the programme, no further out than its speech."""
    shift = place.first - cut.first
    for first, last, *where in words:
        begin = min(max(first + shift, place.start), place.end)
        yield begin, min(max(last + shift, begin), place.end), where[0], where[1]


def _placed_gap(chunk: Chunk, gap: Gap, timeline: Timeline, pause: int) -> Placed:
    cut = Cut(0, gap.samples, 0, gap.samples, faded=False)
    return Placed(
        chunk=chunk,
        take="",
        voice="",
        samples=gap.samples,
        sound=_silent(gap.samples),
        cut=cut,
        place=timeline.place(cut, pause) if gap.samples else timeline.here(),
        gap=gap.why,
    )


def _silent(samples: int) -> TakeSound:
    return TakeSound(start=0, end=samples, level=SILENT_DB, true_peak=0)


class _Chapters:
    """Gathers the headings; one that was too long for a chunk is a single title again."""

    def __init__(self) -> None:
        self._headings: list[tuple[str, int, int]] = []
        self._open = False

    def add(self, chunk: Chunk, place: TakePlace) -> None:
        if not chunk.heading:
            self._open = False
        elif self._open:
            title, level, start = self._headings[-1]
            self._headings[-1] = f"{title} {chunk.visible}", level, start
        else:
            self._headings.append((chunk.visible, chunk.heading, place.start))
            self._open = True
        if chunk.pause == "heading":
            self._open = False

    def finished(self, length: int) -> list[Chapter]:
        ends = [*(start for _, _, start in self._headings), length][1:]
        return [
            Chapter(title=title, level=level, start_sample=start, end_sample=end)
            for (title, level, start), end in zip(self._headings, ends, strict=True)
        ]
