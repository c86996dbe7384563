"""The entries of a table of contents become headings, where their text stands in the book.

What stands at an entry's place is its heading already, or a short paragraph with its words. If
neither is there, the entry's own words are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from producer.documents.document import Block, heading
from producer.documents.epub.contents import ContentsEntry

_LOOKED_AT = 4
"""Blocks behind an entry's place among which its heading stands."""
_LONGEST_HEADING = 150
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What was read of one page."""

    path: str
    blocks: tuple[Block, ...]
    anchors: Mapping[str, int]
    """By id, how many blocks stand before it."""


def with_chapters(
    page: PageBlocks, entries: Sequence[ContentsEntry], depth: int
) -> tuple[list[Block], int]:
    """The blocks of a page with its entries as headings, and the depth at its end.

    `depth` is that of the last entry before the page; 0 before the first.
    """
    return _PageChapters(page, entries, depth).read()


class _PageChapters:
    def __init__(self, page: PageBlocks, entries: Sequence[ContentsEntry], depth: int) -> None:
        self._blocks: list[Block] = list(page.blocks)
        self._depth = depth
        self._level_above = 0
        self._placed = sorted(
            ((page.anchors.get(entry.fragment, 0), entry) for entry in entries),
            key=lambda placed: placed[0],
        )

    def read(self) -> tuple[list[Block], int]:
        read: list[Block] = []
        starts = [start for start, _ in self._placed] + [len(self._blocks)]
        read += self._lowered(self._blocks[: starts[0]])
        for (start, entry), end in zip(self._placed, starts[1:], strict=True):
            own = self._blocks[start:end]
            self._depth = entry.depth
            read += self._section(own, entry)
        return read, self._depth

    def _section(self, own: list[Block], entry: ContentsEntry) -> Iterator[Block]:
        first, last = _title_place(own, entry.label)
        if first < 0:
            self._level_above = 0
            if entry.label and own:
                yield heading(entry.depth, entry.label)
            yield from self._lowered(own)
            return
        self._level_above = own[first].level
        yield from self._lowered(own[:first])
        title = (
            ". ".join(block.text.rstrip(" .:") for block in own[first:last])
            if last - first > 1
            else own[first].text
        )
        yield replace(own[first], kind="heading", level=entry.depth, text=title)
        yield from self._lowered(own[last:])

    def _lowered(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """The blocks with their headings below the entry above them."""
        for block in blocks:
            if block.level and self._depth:
                below = max(1, block.level - self._level_above)
                block = replace(block, level=min(self._depth + below, _DEEPEST))
            yield block


def _title_place(blocks: Sequence[Block], label: str) -> tuple[int, int]:
    """From where to where the title stands; -1 if it doesn't."""
    wanted = _bare(label)
    near = blocks[:_LOOKED_AT]
    for place, block in enumerate(near):
        if _is_part(block, wanted):
            last = place + 1
            covered = len(_bare(block.text))
            while (
                last < len(near)
                and covered < len(wanted)
                and _is_part(near[last], wanted[covered:])
            ):
                covered += len(_bare(near[last].text))
                last += 1
            return place, last
    for place, block in enumerate(near):
        if block.level:
            return place, place + 1
        if len(block.text) > _LONGEST_HEADING:
            break
    return -1, -1


def _is_part(block: Block, wanted: str) -> bool:
    """Whether a block says the start of a title, or all of it and a little more."""
    if not block.text or len(block.text) > _LONGEST_HEADING:
        return False
    said = _bare(block.text)
    if not said or not wanted:
        return False
    return wanted.startswith(said) or (bool(block.level) and wanted in said)


def _bare(text: str) -> str:
    return "".join(re.findall(r"\w", text.lower()))
