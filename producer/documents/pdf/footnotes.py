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
    are set in small type too, and their lines may begin with any number.
    """
    kept: list[PdfLine] = []
    notes: list[tuple[str, list[PdfLine]]] = []
    for line in lines:
        is_small = line.first.size < _SMALLER * body and line.first.middle < _FOOT * height
        start = _START.match(line.text) if is_small else None
        if start is not None and (line.text.startswith(RAISED) or start[1] in signs):
            notes.append((start[1], [line]))
        elif is_small and notes and _follows(notes[-1][1][-1], line):
            notes[-1][1].append(line)
        else:
            kept.append(line)
    for label, own in notes:
        _define(label, own, findings)
    return kept


def _follows(before: PdfLine, line: PdfLine) -> bool:
    gap = before.first.middle - line.first.middle
    return abs(before.first.size - line.first.size) < 0.5 and gap < 2 * line.first.size


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
