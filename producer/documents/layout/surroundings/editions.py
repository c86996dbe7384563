"""A book of Project Gutenberg in blocks, as pages, EPUBs and PDFs give it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from producer.documents.asides.findings import Findings
from producer.documents.document import Block
from producer.documents.layout.surroundings.gutenberg import (
    CREDITS,
    LICENCE,
    begins_book,
    ends_book,
    is_credit,
    stated_field,
)


class BlockEdition(NamedTuple):
    """A book's blocks, and what its head states."""

    blocks: list[Block]
    title: str = ""
    author: str = ""


def edition_of_blocks(blocks: Sequence[Block], findings: Findings) -> BlockEdition:
    """The blocks, those of the head and the licence without text; places stay as they are.

    Front matter that is to be read is kept.
    """
    start = next((at for at, block in enumerate(blocks) if begins_book(block.text)), -1)
    last = (at for at in range(start + 1, len(blocks)) if ends_book(blocks[at].text))
    end = next(last, len(blocks))
    if start < 0 and end == len(blocks):
        return BlockEdition(list(blocks))
    fields = (stated_field(block.text) for block in blocks[: max(start, 0)])
    stated = dict(field for field in fields if field)
    title, author = stated.get("title", ""), stated.get("author", "")
    if findings.policies.front_matter != "skip":
        return BlockEdition(list(blocks), title, author)
    begin = start + 1
    is_credited = begin < end and is_credit(blocks[begin].text)
    kept = begin + 1 if is_credited else begin
    _leave_out(LICENCE, blocks[:begin], findings)
    _leave_out(CREDITS, blocks[begin:kept], findings)
    _leave_out(LICENCE, blocks[end:], findings)
    return BlockEdition(
        [*_emptied(blocks[:kept]), *blocks[kept:end], *_emptied(blocks[end:])], title, author
    )


def _leave_out(what: str, blocks: Sequence[Block], findings: Findings) -> None:
    if text := " ".join(block.text for block in blocks if block.text):
        findings.leave_out(what, text, blocks[0].line)


def _emptied(blocks: Iterable[Block]) -> list[Block]:
    return [replace(block, text="") for block in blocks]
