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
    CueFit,
    Finding,
    Hearing,
    JobSpec,
    Take,
    TakeSound,
    Transcript,
    Word,
)
from worker.language.word_times import shown_words
from worker.sound.cue_places import by_cue, fit_of, hastened, settled_before, start_of
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
    speed: float = 1.0
    """How much faster than it was spoken it is heard."""
    cue: CueFit | None = None
    """How the cue fits that begins with it."""


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
    layout, levels = _Layout(spec), Levels(wanted_of(spec))
    chapters, takes = _Chapters(), Counter[str]()
    for group in by_cue(items):
        for placed, heard in zip(layout.placed(group), group, strict=True):
            chunk, take = heard
            if isinstance(take, Take):
                level_db = spec.delivery_of(chunk).level_db
                levels.add(placed.voice, take.sound or placed.sound, level_db)
            chapters.add(chunk, placed.place)
            takes[placed.voice] += 1
            lines.write(placed.model_dump_json() + "\n")
    length = max(layout.timeline.length, _least_length(spec))
    return Plan(
        spec=spec,
        length=length,
        gains_db=MappingProxyType(dict(sorted(levels.gains().items()))),
        chapters=tuple(chapters.finished(length)),
        _takes=MappingProxyType(takes),
        _lines=lines,
    )


def _least_length(spec: JobSpec) -> int:
    """Samples that a dubbing track has at least."""
    return -(-spec.cues.length_ms * spec.sample_rate // 1000) if spec.cues else 0


class _Layout:
    """Places chunks: after those before them, or by the time of their cue."""

    def __init__(self, spec: JobSpec) -> None:
        self._spec = spec
        self._pause = 0
        self.timeline = Timeline()

    def placed(self, group: list[Item]) -> Iterator[Placed]:
        """The chunks of one cue, or a chunk without a time."""
        fit = self._fit(group)
        for number, (chunk, heard) in enumerate(group):
            first = fit if number == 0 else None
            placed = self._chunk(chunk, heard, fit.speed if fit else 1.0, first)
            if fit:
                settled = settled_before(fit, self._spec.sample_rate)
                place = replace(placed.place, settled=settled)
                placed = placed.model_copy(update={"place": place, "cue": first})
            if placed.samples:
                self._pause = self._spec.pause_after(chunk)
            yield placed

    def _fit(self, group: list[Item]) -> CueFit | None:
        """How the speech of a cue fits; None for a chunk without a time."""
        if self._spec.cues is None:
            return None
        cuts = [_cut(heard) for _, heard in group]
        pauses = [self._spec.pause_after(chunk) for chunk, _ in group[:-1]]
        length = sum(cut.end - cut.start for cut in cuts) + sum(pauses)
        chunks = [chunk for chunk, _ in group]
        return fit_of(chunks, length, self._spec.sample_rate, self._spec.cues)

    def _chunk(self, chunk: Chunk, heard: Take | Gap, speed: float, cue: CueFit | None) -> Placed:
        cut = _cut(heard)
        place = self._place(hastened(cut, speed), round(self._pause / speed), cue, heard)
        if isinstance(heard, Gap):
            return _placed_gap(chunk, heard, cut, place)
        return _placed(chunk, heard, cut, place, speed, self._voice(chunk, heard))

    def _voice(self, chunk: Chunk, take: Take) -> str:
        """How it is known; a voice of another model than the job's by both names."""
        recipe, level_db = take.recipe, self._spec.delivery_of(chunk).level_db
        own = recipe.model == self._spec.recipe.model
        voice = recipe.voice if own else f"{recipe.model}/{recipe.voice}"
        return f"{voice} {level_db:+g} dB" if level_db else voice

    def _place(self, cut: Cut, pause: int, cue: CueFit | None, heard: Take | Gap) -> TakePlace:
        if cue:
            return self.timeline.place_at(cut, start_of(cue, self._spec.sample_rate))
        return self.timeline.place(cut, pause) if heard.samples else self.timeline.here()


def _cut(heard: Take | Gap) -> Cut:
    if isinstance(heard, Gap):
        return Cut(0, heard.samples, 0, heard.samples, faded=False)
    return cut_of(heard.sound or _silent(heard.samples), heard.samples, heard.sample_rate)


def _placed(
    chunk: Chunk, take: Take, cut: Cut, place: TakePlace, speed: float, voice: str
) -> Placed:
    sound = take.sound or _silent(take.samples)
    return Placed(
        chunk=chunk,
        take=take.key,
        voice=voice,
        samples=take.samples,
        sound=sound.model_copy(update={"loudness": ()}),  # counted; the file stays small
        cut=cut,
        place=place,
        words=tuple(_heard(shown_words(take.text, take.words, chunk), place, cut, speed)),
        findings=take.findings,
        rejected=take.rejected,
        transcript=take.transcript,
        hearing=take.hearing,
        mos=take.mos,
        speed=speed,
    )


def _heard(words: Iterable[Word], place: TakePlace, cut: Cut, speed: float) -> Iterator[Word]:
    """A take's words in the samples of the programme, no further out than its speech."""
    for first, last, *where in words:
        moved = (place.first + round((sample - cut.first) / speed) for sample in (first, last))
        begin, end = (min(max(sample, place.start), place.end) for sample in moved)
        yield begin, max(end, begin), where[0], where[1]


def _placed_gap(chunk: Chunk, gap: Gap, cut: Cut, place: TakePlace) -> Placed:
    return Placed(
        chunk=chunk,
        take="",
        voice="",
        samples=gap.samples,
        sound=_silent(gap.samples),
        cut=cut,
        place=place,
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
