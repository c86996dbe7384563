"""A typed table of contents in blocks: lines that end in the numbers of pages, which only grow."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from producer.documents.asides.findings import Findings
from producer.documents.chapters import is_contents_title
from producer.documents.document import Block
from producer.documents.layout.surroundings.contents import TABLE_OF_CONTENTS

_FEWEST_ENTRIES = 3
_SHARE_OF_ENTRIES = 0.5
"""Of the lines of a table."""
_LONGEST_ENTRY, _LONGEST_BETWEEN = 200, 60
"""Characters."""
_PAGE = re.compile(r"[\s;.…·_]+(?:(?P<page>\d{1,4})|[ivxlc]{1,6})\Z", re.IGNORECASE)
_LEADERS = re.compile(r"(?:[.·_]\s?){3}|…")
_ENDED = re.compile(r"[.!?…:;,]\W*\Z")
_AROUND = " .:*"


@dataclass(frozen=True, slots=True)
class _TypedEntry:
    name: str
    """In lower case, without the page."""
    page: int
    """0 for one in Roman numerals, which stand before the others."""


def without_typed_contents(blocks: Sequence[Block], findings: Findings) -> list[Block]:
    """The blocks, those of such tables and their titles without text; places stay as they are.

    Without a title, dots must lead to the pages. Front matter that is to be read is kept.
    """
    read = list(blocks)
    if findings.policies.front_matter != "skip":
        return read
    at = 0
    while at < len(read):
        end = _end_of_table(read, at)
        if end:
            text = "; ".join(block.text for block in read[at:end] if block.text)
            findings.leave_out(TABLE_OF_CONTENTS, text, read[at].line)
            read[at:end] = [replace(block, text="") for block in read[at:end]]
        at = end or at + 1
    return read


def _end_of_table(blocks: Sequence[Block], start: int) -> int:
    """The place behind the table that begins at `start`; 0 if none does."""
    is_titled = is_contents_title(blocks[start].text.strip(_AROUND))
    if not is_titled and not _entry(blocks[start], leaders=True):
        return 0
    places = list(_places(blocks, start + is_titled, leaders=not is_titled))
    size = places[-1] + 1 - start if places else 0
    if len(places) < _FEWEST_ENTRIES or len(places) < _SHARE_OF_ENTRIES * size:
        return 0
    return start + size


def _places(blocks: Sequence[Block], start: int, *, leaders: bool) -> Iterator[int]:
    """The places of its lines; between two of them may stand the title of a part."""
    names: set[str] = set()
    page = between = 0
    for place in range(start, len(blocks)):
        block = blocks[place]
        entry = _entry(block, leaders=leaders)
        if block.text.lower() in names or (entry and entry.name in names):
            return  # the first title of the text itself, or things that are counted
        if entry and entry.page >= page:
            yield place
            page, between = entry.page, 0
            names.add(entry.name)
        elif block.text:
            between += 1
            if block.level or between > 1 or not _may_stand_between(block.text):
                return


def _may_stand_between(text: str) -> bool:
    return len(text) <= _LONGEST_BETWEEN and _ENDED.search(text) is None


def _entry(block: Block, *, leaders: bool) -> _TypedEntry | None:
    """What a line says of a page; None for another line."""
    text = block.text
    found = _PAGE.search(text) if not block.level and len(text) <= _LONGEST_ENTRY else None
    if found is None or not any(map(str.isalpha, text[: found.start()])):
        return None
    if leaders and not _LEADERS.search(found[0]):
        return None
    return _TypedEntry(text[: found.start()].lower(), int(found["page"] or 0))
