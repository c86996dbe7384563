"""Footnotes of pages: small type at the foot, and the raised signs that refer to it."""

import re
from collections.abc import Iterable, Sequence

from producer.documents.asides.findings import Findings, Footnote
from producer.documents.asides.raised import raised_words
from producer.documents.pdf.columns import PdfLine
from producer.documents.pdf.segments import ENDED, RAISED

_SMALLER = 0.93
"""Of the body's size."""
_START = re.compile(rf"{RAISED}?\s*(\d{{1,3}}|[*†‡§]|[a-z](?=[{ENDED} ]))[.)]?\s*{ENDED}?\s*(?=\S)")
_RAISED = re.compile(rf"\s*{RAISED}([^{ENDED}]*){ENDED}?")
_AROUND = "[](). "
_FULL_SIZE_START = re.compile(rf"{RAISED}([^{ENDED}]{{1,3}}){ENDED}(?! ?[B-HJ-Z][ ,-])")
"""Not that of an isotope, such as 13C."""
_GAP_ABOVE = 1.8
"""Sizes of type between the text and a note that is as large as the text."""
_FOOT = 0.6
"""Of a page's height: notes stand below."""


def raised_signs(lines: Iterable[PdfLine]) -> frozenset[str]:
    """The signs above the line, one of which a footnote answers."""
    return frozenset(
        raised[1].strip(_AROUND) for line in lines for raised in _RAISED.finditer(line.text)
    )


def without_footnotes(
    lines: Sequence[PdfLine],
    body: float,
    height: float,
    signs: frozenset[str],
    findings: Findings,
) -> list[PdfLine]:
    """A page's lines without its footnotes, which become notes of the document.

    A note begins with a raised sign, or with one of the `signs` to which it answers. References
    are set in small type too, and their lines may begin with any number. Notes as large as the
    text answer to a sign inside a line, and stand apart below the text.
    """
    kept: list[PdfLine] = []
    notes: list[tuple[str, list[PdfLine]]] = []
    inside = _signs_inside(lines)
    for line in lines:
        is_low = line.first.middle < _FOOT * height
        is_small = is_low and line.first.size < _SMALLER * body
        apart = bool(notes) or (bool(kept) and _gap(kept[-1], line) > _GAP_ABOVE * line.first.size)
        full_size = _FULL_SIZE_START.match(line.text) if is_low and apart else None
        if full_size is not None and inside.count(full_size[1]) == 1:
            notes.append((full_size[1], [line]))
            continue
        start = _START.match(line.text) if is_small else None
        if start is not None and (line.text.startswith(RAISED) or start[1] in signs):
            notes.append((start[1], [line]))
        elif is_low and notes and _follows(notes[-1][1][-1], line, is_small=is_small):
            notes[-1][1].append(line)
        else:
            kept.append(line)
    for label, own in notes:
        _define(label, own, findings)
    return kept


def _signs_inside(lines: Sequence[PdfLine]) -> list[str]:
    """The signs that are raised behind the first word of a line."""
    return [
        raised[1].strip(_AROUND)
        for line in lines
        for raised in _RAISED.finditer(line.text)
        if raised.start()
    ]


def _follows(before: PdfLine, line: PdfLine, *, is_small: bool) -> bool:
    gap = _gap(before, line)
    is_near = abs(before.first.size - line.first.size) < 0.5 and gap < 2 * line.first.size
    return is_near and (is_small or gap > 0)


def _gap(above: PdfLine, line: PdfLine) -> float:
    return above.first.middle - line.first.middle


def _define(label: str, lines: Sequence[PdfLine], findings: Findings) -> None:
    text = " ".join(line.text for line in lines)
    text = _RAISED.sub(r"\1", _START.sub("", text, count=1))
    text = re.sub(r"(\w)[\u00ad-] (?=[a-z])", r"\1", text).replace("\u00ad", "")
    key = _key(lines[0].first.page, label)
    shown = label if label.isdecimal() else ""
    findings.defined_notes.setdefault(key, Footnote(shown, text.strip(), 0))


def with_references(text: str, page: int, findings: Findings) -> str:
    """A text whose raised signs refer to notes, or are read as powers and the like."""

    def read(raised: re.Match[str]) -> str:
        sign = raised[1].strip()
        for number in (page, page + 1):
            key = _key(number, sign.strip(_AROUND))
            if key in findings.defined_notes:
                return findings.refer_to(key)
        said = raised_words(sign, before=text[max(0, raised.start() - 8) : raised.start()])
        if said is None:
            findings.leave_out("note mark", sign, 0)
            return ""
        space = " " if raised[0].startswith(" ") else ""
        return space + said

    return _RAISED.sub(read, text)


def _key(page: int, label: str) -> str:
    return f"page {page} note {label}"
