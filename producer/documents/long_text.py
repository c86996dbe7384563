"""Plain texts longer than most books, read in parts, so that memory stays flat at any length.

A part ends where a paragraph does, or a sentence if a paragraph is longer than a part. The titles
are looked at first in all parts: what a chapter is, the whole text decides. Only page numbers,
page headers and pasted subtitles are recognized by what is around them in their part.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from producer.documents.decoding import decode_part
from producer.documents.document import Document
from producer.documents.layout.blocks import TextTitles
from producer.documents.plain_text import document_of_pages, titles_of_pages
from producer.documents.policies import USUAL_POLICIES, ReadingPolicies
from producer.text.sentences import SPEAKABLE
from voicefarm.errors import NothingToSay

ReadBytes: TypeAlias = Callable[[int, int], bytes]
"""Reads a file: takes a place and the most bytes that are wanted from there."""

_FENCE = re.compile(rb"^[ \t]*(?:```|~~~)", re.MULTILINE)
_ENDS = (b"\n\n", b"\n\r\n", b".\n", b".\r\n", b". ", "。".encode(), b"\n", b" ")
"""Where a part may end, the best first."""


def read_long_text(
    read: ReadBytes, name: str, part_bytes: int, policies: ReadingPolicies = USUAL_POLICIES
) -> Document:
    """The first part as a document, with the further ones behind it.

    The text is UTF-8. Raises UnreadableDocument and NothingToSay for what is wrong in any part.
    """
    titles, speakable, line, place = TextTitles(), False, 1, 0
    for part in _parts(read, part_bytes):
        pages = decode_part(part, name, place, line)
        titles = titles.joined(titles_of_pages(pages, policies))
        speakable = speakable or any(map(SPEAKABLE.search, pages))
        line, place = line + part.count(b"\n"), place + len(part)
    if not speakable:
        raise NothingToSay(
            f"{name} holds not one word that can be spoken; give a text with letters or digits."
        )

    def documents() -> Iterator[Document]:
        line = 1
        for number, part in enumerate(_parts(read, part_bytes)):
            known = replace(titles, has_begun=number > 0)
            document = document_of_pages(decode_part(part, name), policies, known)
            if document.is_speakable:
                yield document.moved(line - 1)
            line += part.count(b"\n")

    first = next(documents())
    return replace(first, further=lambda: _rest(documents()))


def _rest(documents: Iterator[Document]) -> Iterator[Document]:
    next(documents)
    yield from documents


def _parts(read: ReadBytes, size: int) -> Iterator[bytes]:
    """The file in parts of at most `size` bytes."""
    place = 0
    while block := read(place, size):
        part = block if len(block) < size else block[: _end(block)]
        place += len(part)
        yield part


def _end(block: bytes) -> int:
    """Where a part of a longer text may end: code between two fences stays together."""
    end = _text_end(block)
    fences = [fence.start() for fence in _FENCE.finditer(block, 0, end)]
    return fences[-1] if len(fences) % 2 and fences[-1] else end


def _text_end(block: bytes) -> int:
    for mark in _ENDS:
        if (at := block.rfind(mark, len(block) // 2)) >= 0:
            return at + len(mark)
    end = len(block)
    while end > 1 and 0x80 <= block[end - 1] < 0xC0:  # inside a character
        end -= 1
    return end - 1 if end > 1 and block[end - 1] >= 0xC0 else end
