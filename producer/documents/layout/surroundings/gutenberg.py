"""Books of Project Gutenberg, which stand between a head and a licence that nobody wants to hear.

The head states the book's title and author.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import Passage, TextLine, joined, passages_of

LICENCE, CREDITS = "licence of Project Gutenberg", "credits"

_NAME = r"(?:THE |THIS )?PROJECT GUTENBERG\b"
_START = re.compile(rf"\*{{3}}\s*START OF {_NAME}|\*?END\*?\s*THE SMALL PRINT!.*", re.IGNORECASE)
_END = re.compile(rf"(?:\*{{3}}\s*)?END OF {_NAME}", re.IGNORECASE)
_CREDITED = re.compile(
    r"(?:this )?(?:e-?text )?(?:was )?(?:produced|prepared|transcribed) (?:by|from)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(title|author):\s+(\S.*)", re.IGNORECASE)


class Edition(NamedTuple):
    """A text's own lines, and what its publisher wrote around them."""

    lines: list[TextLine]
    title: str | None = None
    author: str = ""


def edition_of(lines: Sequence[TextLine], findings: Findings) -> Edition:
    """The book in a text's lines; any other text is all of it.

    What stands around it is left out, unless front matter is read.
    """
    start = next((at for at, line in enumerate(lines) if begins_book(line.text)), None)
    end = next((at for at, line in enumerate(lines) if ends_book(line.text)), len(lines))
    if start is None and end == len(lines):
        return Edition(list(lines))
    begin = 0 if start is None else _behind(lines, start)
    begin, end = (begin, end) if begin <= end else (begin, len(lines))
    stated = dict(_fields(lines[:begin]))
    title, author = stated.get("title"), stated.get("author", "")
    if findings.policies.front_matter != "skip":
        return Edition(list(lines), title, author)
    text = _behind_credits(lines, begin, end)
    _leave_out(LICENCE, lines[:begin], findings)
    _leave_out(CREDITS, lines[begin:text], findings)
    _leave_out(LICENCE, lines[end:], findings)
    return Edition(list(lines[text:end]), title, author)


def _behind(lines: Sequence[TextLine], start: int) -> int:
    """The place below a mark, whose stars may close some lines further down."""
    at = start
    while at < len(lines) and lines[at].text:
        at += 1
        if lines[at - 1].text.endswith("*"):
            break
    return at


def _behind_credits(lines: Sequence[TextLine], begin: int, end: int) -> int:
    """The place below who made the file, if that stands at the top."""
    first: Passage = next(passages_of(lines[begin:end]), ())
    if not first or not is_credit(first[0].text):
        return begin
    return lines.index(first[-1], begin) + 1


def _leave_out(what: str, lines: Sequence[TextLine], findings: Findings) -> None:
    if filled := [line for line in lines if line.text]:
        findings.leave_out(what, joined(filled), filled[0].number)


def _fields(head: Sequence[TextLine]) -> Iterator[tuple[str, str]]:
    """Title and author; a field goes on over the indented lines below it."""
    for at, line in enumerate(head):
        if field := stated_field(line.text):
            below = takewhile(lambda other: other.text and other.indent, head[at + 1 :])
            yield field[0], joined([TextLine(field[1], line.number), *below])


def begins_book(text: str) -> bool:
    """Whether a paragraph is the mark behind which a book begins."""
    return _START.match(text.strip()) is not None


def ends_book(text: str) -> bool:
    """Whether a paragraph is the mark before which a book ends."""
    return _END.match(text.strip()) is not None


def is_credit(text: str) -> bool:
    """Whether a paragraph says who made the file."""
    return _CREDITED.match(text.strip()) is not None


def stated_field(text: str) -> tuple[str, str] | None:
    """What a paragraph of the head states, such as ("title", "Salt"); None if it states nothing."""
    field = _FIELD.fullmatch(text.strip())
    return (field[1].lower(), field[2]) if field else None
