"""The chapters of a document: its headings down to a level, and a choice of them.

A chapter is named by its number in this list, or by its title. With it goes all that stands below
it, down to the next heading of its level.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from producer.documents.document import Document
from voicefarm.errors import UnknownName
from voicefarm.messages import HEADING_LEVELS, Omission

_CONTENTS_TITLES = frozenset(
    (
        "contents",
        "table of contents",
        "toc",
        "index",
        "outline",
        "mục lục",
        "nội dung",
        "inhalt",
        "inhaltsverzeichnis",
        "table des matières",
        "sommaire",
        "índice",
        "indice",
        "contenido",
        "inhoudsopgave",
        "содержание",
        "оглавление",
        "目录",
        "目錄",
        "目次",
        "차례",
        "on this page",
    )
)


@dataclass(frozen=True, slots=True)
class DocumentChapter:
    """One heading that makes a chapter."""

    number: int
    """From 1, in the order of the document."""
    title: str
    level: int
    start: int
    """Its place among the document's blocks."""
    end: int
    """Behind its last block, with the chapters below it."""
    characters: int
    """With the chapters below it."""


def is_contents_title(title: str) -> bool:
    """Whether a heading stands above a table of contents."""
    return title.strip(" :").lower() in _CONTENTS_TITLES


def chapters_of(document: Document, lowest: int = HEADING_LEVELS[1]) -> tuple[DocumentChapter, ...]:
    """The chapters by headings down to level `lowest`; none for 0."""
    blocks = document.blocks
    starts = [place for place, block in enumerate(blocks) if 0 < block.level <= lowest]
    chapters: list[DocumentChapter] = []
    for number, start in enumerate(starts, 1):
        level = blocks[start].level
        behind = (place for place in starts[number:] if blocks[place].level <= level)
        end = next(behind, len(blocks))
        size = sum(len(block.text) for block in blocks[start:end])
        chapters.append(DocumentChapter(number, blocks[start].text, level, start, end, size))
    return tuple(chapters)


def chosen_chapters(
    document: Document, first: str | None, last: str | None, lowest: int = HEADING_LEVELS[1]
) -> Document:
    """The document from one chapter to another, both with it; None stands for its end.

    Raises UnknownName with the field for a chapter that isn't there.
    """
    if first is None and last is None:
        return document
    chapters = chapters_of(document, lowest)
    start = _found(chapters, first, "from_part").start if first is not None else 0
    end = _found(chapters, last, "to_part").end if last is not None else len(document.blocks)
    if end <= start:
        raise UnknownName(
            f"'{last}' stands before '{first}'; give a later chapter.", field="to_part"
        )
    before = [one.title for one in chapters if one.start < start]
    behind = [one.title for one in chapters if one.start >= end]
    omissions = [_omission(titles) for titles in (before, behind) if titles]
    return replace(
        document,
        blocks=document.blocks[start:end],
        omissions=(*document.omissions, *omissions),
    )


def _omission(titles: Sequence[str]) -> Omission:
    """Chapters in a row that weren't chosen."""
    if len(titles) == 1:
        return Omission("chapter", titles[0])
    return Omission("chapters", f"{len(titles)}, from '{titles[0]}' to '{titles[-1]}'")


def _found(chapters: Sequence[DocumentChapter], wanted: str, field: str) -> DocumentChapter:
    """The chapter of a number or a title; a title may be cut short if that says enough."""
    asked = wanted.strip()
    if asked.isdecimal() and 1 <= int(asked) <= len(chapters):
        return chapters[int(asked) - 1]
    folded = asked.casefold()
    titles = [one.title.casefold() for one in chapters]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        fitting = [
            one
            for one, title in zip(chapters, titles, strict=True)
            if folded and fits(title, folded)
        ]
        if len(fitting) == 1 or (fitting and fits is str.__eq__):
            return fitting[0]
        if fitting:
            break
    if not chapters:
        raise UnknownName(
            f"'{wanted}' can't be found: the text has no headings that make chapters, so it is "
            "read as a whole; leave this out.",
            field=field,
        )
    known = [f"{one.number} {one.title}" for one in chapters]
    raise UnknownName.of("Chapter", wanted, known, field=field)
