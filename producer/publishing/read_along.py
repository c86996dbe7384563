"""The text of a programme in phrases, each with the samples in which it is heard.

A phrase is a cue of the captions. Words that a caption had to break are whole again here, as the
text comes from the job's chunks. Phrases are gathered into paragraphs, and those into chapters.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from voicefarm.artifacts.job_files import JobReader
from voicefarm.artifacts.keys import captions_key, report_key
from voicefarm.messages import Chapter, Chunk, Pause, Report
from voicefarm.store import Store

ENDS_PARAGRAPH = frozenset({Pause.PARAGRAPH, Pause.HEADING})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is highlighted at once."""

    text: str
    start: int
    """First sample."""
    end: int


@dataclass(slots=True)
class ReadPassage:
    """A heading or a paragraph."""

    level: int
    """Of a heading; 0 for a paragraph."""
    phrases: list[Phrase] = field(default_factory=list)


@dataclass(slots=True)
class ReadChapter:
    """A chapter with its file's place in the programme."""

    title: str
    start: int
    end: int
    passages: list[ReadPassage] = field(default_factory=list)


def read_chapters(store: Store, job: str, parts: Sequence[Chapter]) -> list[ReadChapter]:
    """The text of the job, in the chapters that have files of their own. Raises ObjectMissing."""
    chapters = [ReadChapter(part.title, part.start_sample, part.end_sample) for part in parts]
    place = 0
    for passage in _passages(store, job):
        start = passage.phrases[0].start
        while place + 1 < len(chapters) and start >= chapters[place].end:
            place += 1
        chapters[place].passages.append(passage)
    return chapters


def _passages(store: Store, job: str) -> Iterator[ReadPassage]:
    """Headings and paragraphs in order; those without a phrase are left out."""
    report = Report.of_any_version(store.get(report_key(job)))
    cues = json.loads(store.get(captions_key(job, "json")))["cues"]
    coming = iter(_cues_by_chunk(report, cues))
    passage: ReadPassage | None = None
    for chunk in JobReader(store).chunks(job):
        phrases = list(_phrases(chunk, next(coming)))
        if passage is None or bool(passage.level) != bool(chunk.heading):
            if passage and passage.phrases:
                yield passage
            passage = ReadPassage(chunk.heading)
        passage.phrases += phrases
        if chunk.pause in ENDS_PARAGRAPH:
            if passage.phrases:
                yield passage
            passage = None
    if passage and passage.phrases:
        yield passage


def _cues_by_chunk(
    report: Report, cues: list[dict[str, object]]
) -> Iterator[list[dict[str, object]]]:
    """Each chunk's cues: those that have its letters, one after the other."""
    place = 0
    for chunk in report.chunks:
        own, letters = [], len(_letters(chunk.text))
        if chunk.end_sample <= chunk.start_sample and chunk.gap is not None:
            letters = 0  # it was left out, and has no cue
        while letters > 0 and place < len(cues):
            own.append(cues[place])
            letters -= len(_letters(str(cues[place]["text"])))
            place += 1
        yield own


def _phrases(chunk: Chunk, cues: list[dict[str, object]]) -> Iterator[Phrase]:
    """The chunk's text, parted where its cues begin."""
    text, starts, place = chunk.visible, [], 0
    for cue in cues:
        place = text.find(str(cue["text"]), place)
        starts.append(place)
        place += len(str(cue["text"]))
    ends = [*starts[1:], len(text)]
    for cue, start, end in zip(cues, starts, ends, strict=True):
        yield Phrase(text[start:end], int(str(cue["start_sample"])), int(str(cue["end_sample"])))


def _letters(text: str) -> str:
    return "".join(text.split())
