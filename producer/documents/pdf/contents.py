"""A table of contents without dots: lines below its title that end in the numbers of pages."""

import re
from collections.abc import Sequence
from itertools import takewhile

from producer.documents.chapters import is_contents_title
from producer.documents.pdf.paragraphs import TextBlock

_FEWEST_ENTRIES = 2
_ENTRY = re.compile(r".{0,200}[\s;.](?:\d{1,4}|[ivxlc]{1,6})", re.IGNORECASE | re.DOTALL)
_NAMES = re.compile(r"(?:chap(?:ter|\.)?|page|no\.|chương|trang|[\s;])+", re.IGNORECASE)
"""Of a table's columns."""
_AROUND = " .:;"


def contents_among(blocks: Sequence[TextBlock]) -> set[int]:
    """The places of blocks that are such a table, with its title."""
    found: set[int] = set()
    for place, block in enumerate(blocks):
        if place not in found and is_contents_title(_text(block).strip(_AROUND)):
            below = range(place + 1, len(blocks))
            size = sum(1 for _ in takewhile(lambda at: _is_entry(blocks[at]), below))
            if size >= _FEWEST_ENTRIES:
                found.update(range(place, place + 1 + size))
    return found


def _is_entry(block: TextBlock) -> bool:
    text = _text(block)
    return _ENTRY.fullmatch(text) is not None or _NAMES.fullmatch(text) is not None


def _text(block: TextBlock) -> str:
    return " ".join(line.text for line in block.lines).strip()
