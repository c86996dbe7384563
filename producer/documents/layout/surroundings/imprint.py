"""What a typed book says of its print, such as its copyright, and what its typist says."""

import re
from collections.abc import Sequence
from itertools import islice

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import Passage, TextLine, joined, passages_of
from producer.documents.layout.surroundings.brackets import end_of_bracket

IMPRINT, TYPIST = "imprint", "transcriber's note"

_RIGHTS = (
    r"copyright\b.{0,60}\d{4}.{0,60}|(?:©|\(c\)).{0,60}\d{4}.{0,60}|.{0,60}all rights reserved\W*"
    r"|ISBN\b.{5,40}|.{0,40}giữ bản quyền\W*|bản quyền ©.{0,80}"
)
_PRINT = (
    r"(?:first |re)?(?:published|printed|issued)(?: in)?,? (?:\w+,? )?\d{4}\W*"
    r"|(?:printed|made|manufactured) in .{2,30}|printed (?:and bound )?by .{2,60}"
    r"|.{0,40}\b(?:edition|impression|printing|reprint),? (?:\w+,? )?\d{4}\W*"
    r"|in lần thứ .{1,40}|in tại .{2,60}"
)
_RIGHTS_LINE = re.compile(rf"[_\s]*(?:{_RIGHTS})[_\s]*", re.IGNORECASE)
_IMPRINT_LINE = re.compile(rf"[_\s]*(?:{_RIGHTS}|{_PRINT})[_\s]*", re.IGNORECASE)
_TYPIST = re.compile(r"\s*\[?\s*(?:transcriber|typist)['’]?s?['’]?,? notes?\b", re.IGNORECASE)
_FRONT = 60
"""Passages at the start among which an imprint stands."""
_FEWEST = 6
"""Passages of a text that is long enough for one."""


def without_imprint(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines without such passages, which are left out.

    A line such as "Made in Italy" counts only in a text that claims rights.
    """
    front = list(islice(passages_of(lines), _FRONT))
    if len(front) < _FEWEST or not any(
        _RIGHTS_LINE.fullmatch(line.text) for passage in front for line in passage
    ):
        return list(lines)
    return _without(lines, [one for one in front if _is_imprint(one)], IMPRINT, findings)


def _is_imprint(passage: Passage) -> bool:
    return all(_IMPRINT_LINE.fullmatch(line.text) for line in passage)


def without_typist(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines without notes of who typed the text: a passage each, or all in brackets."""
    notes: list[Passage] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if _TYPIST.match(lines[at].text) and not (at and lines[at - 1].text):
            end = end_of_bracket(lines, at) or _end_of_passage(lines, at)
            notes.append([line for line in lines[at:end] if line.text])
        at = end
    return _without(lines, notes, TYPIST, findings)


def _end_of_passage(lines: Sequence[TextLine], start: int) -> int:
    return next((at for at in range(start, len(lines)) if not lines[at].text), len(lines))


def _without(
    lines: Sequence[TextLine], passages: Sequence[Passage], what: str, findings: Findings
) -> list[TextLine]:
    for one in passages:
        findings.leave_out(what, joined(one), one[0].number)
    dropped = {line for passage in passages for line in passage}
    return [line for line in lines if line not in dropped]
