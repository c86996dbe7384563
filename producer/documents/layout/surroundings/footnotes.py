"""Footnotes of typed books: `[Footnote 1: Salt.]` below the paragraph that has a `[1]`."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from producer.documents.asides.findings import Findings, Footnote
from producer.documents.layout.lines import TextLine
from producer.documents.layout.surroundings.brackets import end_of_bracket, inside

_HEAD = r"(?:footnote|ghi chú|chú thích)\s*(?P<label>\w{0,4}|[*†‡§]{1,3})\s*[:.]\s*"
_START = re.compile(rf"\s*\[{_HEAD}", re.IGNORECASE)
_WITHIN = re.compile(_HEAD, re.IGNORECASE)
_FARTHEST = 400
"""Lines above a note in which its mark may stand."""


class _Note(NamedTuple):
    start: int
    end: int
    label: str


def without_footnotes(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines without such notes, which become notes of the document where their marks stand."""
    notes = list(_notes(lines))
    kept: dict[int, TextLine] = dict(enumerate(lines))
    for note in notes:
        text = _WITHIN.sub("", inside(lines[note.start : note.end]), count=1)
        key = f"line {lines[note.start].number}"
        findings.defined_notes[key] = Footnote(note.label, text, lines[note.start].number)
        for at in range(note.start, note.end):
            kept.pop(at)
        mark = f"[{note.label}]"
        above = range(note.start - 1, max(-1, note.start - _FARTHEST), -1)
        found = next((at for at in above if at in kept and mark in kept[at].text), None)
        if note.label and found is not None:
            referred = findings.refer_to(key).join(kept[found].text.rsplit(mark, 1))
            kept[found] = kept[found]._replace(text=referred)
    return list(kept.values())


def _notes(lines: Sequence[TextLine]) -> Iterator[_Note]:
    at = 0
    while at < len(lines):
        start = _START.match(lines[at].text)
        end = end_of_bracket(lines, at) if start else 0
        if start and end:
            yield _Note(at, end, start["label"])
        at = end or at + 1
