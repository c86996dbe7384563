"""A book's table of contents: lines below "Contents" that come again as headings."""

import re
from collections.abc import Sequence
from itertools import chain

from producer.documents.asides.findings import beginning_of
from producer.documents.chapters import is_contents_title
from producer.documents.document import Omission
from producer.documents.layout.lines import TextLine, joined

TABLE_OF_CONTENTS = "table of contents"

_LONGEST_ENTRY = 120
"""Characters; a longer line is prose."""
_LONGEST_TABLE = 600
"""Lines with text."""
_FEWEST_ENTRIES = 2
_SHARE_FOUND = 0.6
"""Of the entries that must come again."""
_PAGE = re.compile(r"(?:\t|[\s.·…_-]{2,})(?:p\.\s*)?(?:\d{1,4}|[ivxlc]{1,6})\Z")
_LABEL = re.compile(r"(?P<word>[^\W\d_]+\s+)?(?:\d{1,3}|[ivxlc]{1,8})\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_AROUND = " .:_*#="


def without_contents_table(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Omission]]:
    """The lines without the table and its title, and that.

    It ends where its first line comes again, as the heading of a chapter or as its number.
    """
    filled = [line for line in lines if line.text]
    titles = (at for at, one in enumerate(filled) if is_contents_title(one.text.strip(_AROUND)))
    if (place := next(titles, None)) is None:
        return list(lines), []
    size = _size([line.text for line in filled[place + 1 :]])
    if not size:
        return list(lines), []
    table = filled[place : place + 1 + size]
    start, end = lines.index(table[0]), lines.index(table[-1]) + 1
    omission = Omission(TABLE_OF_CONTENTS, beginning_of(joined(table)), table[0].number)
    return [*lines[:start], *lines[end:]], [omission]


def _size(texts: Sequence[str]) -> int:
    """How many of the lines below such a title are a table; 0 if there is none."""
    first = _keys(texts[0]) if texts else set()
    recurs = (at for at, line in enumerate(texts[:_LONGEST_TABLE]) if first & _keys(line) and at)
    size = next(recurs, 0)
    if size and _LABEL.fullmatch(texts[size - 1].strip(_AROUND)):
        size -= 1  # the number above the first chapter's name
    entries = [_keys(one) for one in texts[:size]]
    if size < _FEWEST_ENTRIES or not all(entries):
        return 0
    later = set(chain.from_iterable(map(_keys, texts[size:])))
    return size if sum(bool(one & later) for one in entries) >= _SHARE_FOUND * size else 0


def _keys(text: str) -> set[str]:
    """By what an entry's heading is known: all its words, its name, or "chapter" and a number."""
    if len(text) > _LONGEST_ENTRY:
        return set()
    entry = _PAGE.sub("", text.strip())
    label = _LABEL.match(entry)
    name = entry[label.end() :] if label else ""
    chapter = label[0] if label and label["word"] else ""
    return {words for one in (entry, name, chapter) if (words := _words(one))}


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
