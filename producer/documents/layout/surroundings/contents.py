"""A book's table of contents: lines below "Contents" that come again as headings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from producer.documents.asides.findings import Findings
from producer.documents.chapters import is_contents_title
from producer.documents.layout.lines import TextLine, joined

TABLE_OF_CONTENTS = "table of contents"

_LONGEST_ENTRY = 120
"""Characters; a longer line is prose."""
_LONGEST_TABLE = 1500
"""Lines with text."""
_FEWEST_ENTRIES = 2
_SHARE_FOUND = 0.4
"""Of the entries that must come again. Long ones go on over a second line, which doesn't."""
_PAGE = re.compile(r"(?:\t|[\s.·…_-]{2,})(?:p\.\s*)?(?:\d{1,4}|[ivxlc]{1,6})\s*\Z", re.IGNORECASE)
_LABEL = re.compile(r"(?P<word>[^\W\d_]+\s+)?(?P<number>\d{1,3}|[ivxlc]{1,8})\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_AROUND = " .:_*#="
_OF_VOLUME = re.compile(r"(?i)\s+of (?:the )?(?:\w+ )?(?:volume|book|part)\b.{0,20}")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a table, or the heading that it names."""

    words: str
    """All of them, without the page."""
    name: str
    """Without the chapter's number; empty for a number alone."""
    label: str
    """A word and the number, such as "chapter ii"; empty for a bare number."""
    number: str
    """The chapter's, as it is written; empty for none."""
    has_page: bool

    @property
    def names(self) -> set[str]:
        """By what its heading may be known."""
        return {self.words, self.name, self.label, self.numbered} - {""}

    @property
    def numbered(self) -> str:
        """Number and name, whatever word is before them."""
        return f"{self.number} {self.name}".strip()


def without_contents_table(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines without the table and its title, which are left out.

    It ends where a line of it comes again, as the heading of a chapter or as its number.
    """
    filled = [line for line in lines if line.text]
    titles = (at for at, one in enumerate(filled) if _is_title(one.text))
    if (place := next(titles, None)) is None:
        return list(lines)
    size = _size(filled[place + 1 :])
    if not size:
        return list(lines)
    table = filled[place : place + 1 + size]
    findings.leave_out(TABLE_OF_CONTENTS, joined(table), table[0].number)
    start, end = lines.index(table[0]), lines.index(table[-1]) + 1
    return [*lines[:start], *lines[end:]]


def _is_title(text: str) -> bool:
    return is_contents_title(_OF_VOLUME.sub("", text.strip(_AROUND)).strip(_AROUND))


def _size(below: Sequence[TextLine]) -> int:
    """How many of the lines below such a title are a table; 0 if there is none."""
    lines = below[:_LONGEST_TABLE]
    entries = [_entry(line.text) for line in lines]
    behind = _first_heading(lines, entries)
    if behind < _FEWEST_ENTRIES or any(len(one.text) > _LONGEST_ENTRY for one in lines[:behind]):
        return 0
    sure = _sure(entries[:behind])
    size = sure[-1] + 1
    while size < behind and lines[size].number == lines[size - 1].number + 1:
        size += 1
    later: set[str] = set()
    for line in below[size:]:
        if len(line.text) <= _LONGEST_ENTRY:
            later |= _entry(line.text).names
    found = sum(not later.isdisjoint(entries[at].names) for at in sure)
    return size if found >= _SHARE_FOUND * len(sure) else 0


def _first_heading(lines: Sequence[TextLine], entries: Sequence[_Entry]) -> int:
    """The place of the first line that repeats one above it; 0 if none does."""
    seen: set[str] = set()
    for at, entry in enumerate(entries):
        goes_on = at and entries[at - 1].has_page and lines[at - 1].number == lines[at].number - 1
        is_entry = at < _FEWEST_ENTRIES or entry.has_page or goes_on
        if not is_entry and _is_heading(entry, entries[0], seen):
            return at
        seen |= entry.names
    return 0


def _sure(entries: Sequence[_Entry]) -> list[int]:
    """Which lines are a table's for sure: those with pages, or with numbers, or all.

    Above a heading may stand its number, which is none.
    """
    for kind in ("has_page", "number"):
        marked = [at for at, entry in enumerate(entries) if getattr(entry, kind) and entry.name]
        if 2 * len(marked) >= len(entries):
            return marked
    return list(range(len(entries) if entries[-1].name else len(entries) - 1))


def _is_heading(entry: _Entry, first: _Entry, seen: set[str]) -> bool:
    """Whether a line repeats one of the table. Its label counts where it stands alone."""
    if not entry.name:
        return entry.label in seen
    begins = " " in entry.words and first.words.startswith(f"{entry.words} ")
    return begins or entry.words in seen or entry.numbered in seen


def _entry(text: str) -> _Entry:
    line = _PAGE.sub("", text.strip())
    label = _LABEL.match(line)
    return _Entry(
        words=_words(line),
        name=_words(line[label.end() :] if label else line),
        label=_words(label[0]) if label and label["word"] else "",
        number=label["number"].lower() if label else "",
        has_page=line != text.strip(),
    )


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
