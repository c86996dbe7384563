"""Lines of a plain text as the blocks of a document: headings, paragraphs, and their pauses."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import TypeAlias, TypeGuard

from producer.documents.document import SCENE_BREAK_MS, Block, heading, without_empty
from producer.documents.layout.bodies import paragraphs
from producer.documents.layout.breaks import is_break
from producer.documents.layout.lines import Passage, TextLine, passages_of
from producer.documents.layout.titles import (
    Rank,
    Title,
    lone_number,
    marked_title,
    name_of_chapter,
    short_title,
)
from producer.documents.layout.verse import VERSE_LINE_MS
from producer.text.cleaning import fold_spaces
from voicefarm.normalization.emphasis import without_emphasis

NAME_MARK = ": "
"""Stands between a chapter's number and its name where they are two lines."""

_COLUMN_RULE = re.compile(r"[-=]{2,}(?:\s+[-=]{2,})+")
_CONTENTS = 3
"""More chapters than these with nothing between them are a table of contents."""
_MOST_NAMES = 100_000
"""Different short titles that are counted of a long text."""


class _Break:
    """A scene break."""


_Part: TypeAlias = Block | Title | _Break


@dataclass(frozen=True)
class TextTitles:
    """The titles of a whole text, by which those of each of its parts are judged."""

    names: Counter[str] = field(default_factory=Counter)
    """How often each short title comes."""
    ranks: frozenset[Rank] = frozenset()
    has_begun: bool = False
    """Whether the text's own title lies behind."""

    def joined(self, other: "TextTitles") -> "TextTitles":
        """Those of both together."""
        room = len(self.names) < _MOST_NAMES
        names = self.names + other.names if room else self.names
        return TextTitles(names, self.ranks | other.ranks)

    @property
    def repeated(self) -> set[str]:
        """The short titles that come again."""
        return {text for text, count in self.names.items() if count > 1}


def blocks_of(lines: Iterable[TextLine], known: TextTitles | None = None) -> tuple[Block, ...]:
    """The blocks in order; a scene break is the pause of the block before it.

    Of a part of a longer text, the titles of the whole must be `known`.
    """
    parts = _parts_of(lines)
    titles = known or _titles(parts)
    return _paused(_as_headings(_titled(parts, titles.repeated), titles))


def titles_in(lines: Iterable[TextLine]) -> TextTitles:
    """The titles of a text, or of a part of one."""
    return _titles(_parts_of(lines))


def _titles(parts: Sequence[_Part]) -> TextTitles:
    names = TextTitles(Counter(part.text for part in parts if _is_name(part)))
    titled = _titled(parts, names.repeated)
    ranks = {one.rank for one in titled if isinstance(one, Title) and one.rank is not None}
    return replace(names, ranks=frozenset(ranks))


def _titled(parts: Sequence[_Part], repeated: set[str]) -> list[_Part]:
    """The parts, with nothing as a title that only looks like one."""
    return list(_without_contents(_with_names(_without_speakers(parts, repeated))))


def _parts_of(lines: Iterable[TextLine]) -> list[_Part]:
    passages = list(passages_of(lines))
    numbers = _numbers(passages)
    parts: list[_Part] = []
    for at, passage in enumerate(passages):
        if at in numbers:
            parts.append(Title(passage[0].text.strip(), Rank.SECTION, is_bare=True))
        else:
            following = passages[at + 1] if at + 1 < len(passages) else ()
            parts += _passage(passage, following, parts[-1] if parts else None)
    return parts


def _numbers(passages: Sequence[Passage]) -> set[int]:
    """The places of numbers that stand alone and count from 1 on: they number the text's parts."""
    places = {at: number for at, one in enumerate(passages) if (number := lone_number(one))}
    counted = list(places.values())
    counts = all(later in (number + 1, 1) for number, later in pairwise(counted))
    return set(places) if len(counted) > 1 and counted[0] == 1 and counts else set()


def _passage(passage: Passage, following: Passage, last: _Part | None) -> Iterator[_Part]:
    """One passage: titles and breaks where they stand, and the bodies between.

    `last` is what stands before it.
    """
    if passage[0].is_cue:
        yield from (replace(_paragraph(line.text), line=line.number) for line in passage)
        return
    body: list[TextLine] = []
    at = 0
    before: Title | _Break | None = last if isinstance(last, Title) and last.is_bare else None
    while at < len(passage):
        mark = _mark(passage, at, following, before)
        if mark is None:
            body.append(passage[at])
        else:
            yield from _bodies(body)
            yield mark
            body = []
        before = mark
        at += mark.lines if isinstance(mark, Title) else 1
    yield from _bodies(body)


def _mark(
    passage: Passage, at: int, following: Passage, before: Title | _Break | None
) -> Title | _Break | None:
    """The title or break at a line; `before` is that of the line above."""
    if title := marked_title(passage, at, is_below_title=isinstance(before, Title)):
        return title
    text = passage[at].text.strip()
    if is_break(text):
        is_inside = 0 < at < len(passage) - 1
        return None if is_inside and _COLUMN_RULE.fullmatch(text) else _Break()
    if isinstance(before, Title) and before.is_bare:
        return name_of_chapter(passage, at, following)
    return short_title(passage, at, following) if at == 0 or before is not None else None


def _bodies(lines: Sequence[TextLine]) -> Iterator[Block]:
    if not lines:
        return
    for texts, is_verse in paragraphs(lines):
        blocks = [
            replace(_paragraph(without_emphasis(text)), line=lines[0].number) for text in texts
        ]
        if is_verse:
            blocks[:-1] = [replace(block, pause_ms=VERSE_LINE_MS) for block in blocks[:-1]]
        yield from blocks


def _paragraph(text: str) -> Block:
    """A paragraph of text that is clean already."""
    return Block("paragraph", 0, fold_spaces(text))


def _without_speakers(parts: Sequence[_Part], repeated: set[str]) -> list[_Part]:
    """The same; short titles that come again are names of who speaks, which are paragraphs.

    In such a text every short title in capitals is a name.
    """
    has_figures = any(map(str.isupper, repeated))
    return [
        _paragraph(part.text)
        if _is_name(part) and (part.text in repeated or (has_figures and part.text.isupper()))
        else part
        for part in parts
    ]


def _with_names(parts: Sequence[_Part]) -> list[_Part]:
    """The same, with a chapter's number and the name below it as one title."""
    joined: list[_Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if isinstance(last, Title) and last.is_bare and _is_name(part):
            text = last.text.rstrip(".: ") + NAME_MARK + part.text
            joined[-1] = replace(last, text=text, is_bare=False)
        else:
            joined.append(part)
    return joined


def _is_name(part: _Part) -> TypeGuard[Title]:
    return isinstance(part, Title) and part.rank is Rank.SHORT


def _without_contents(parts: Sequence[_Part]) -> Iterator[_Part]:
    """The same; chapters that follow each other without text are lines of a table of contents.

    The last of them has its text below it.
    """
    for is_chapter, run in groupby(parts, _is_chapter):
        titles = list(run)
        if is_chapter and len(titles) > _CONTENTS:
            yield from (_paragraph(title.text) for title in titles[:-1] if _is_chapter(title))
            titles = titles[-1:]
        yield from titles


def _is_chapter(part: _Part) -> TypeGuard[Title]:
    return isinstance(part, Title) and part.rank is not Rank.SHORT


def _as_headings(parts: Iterable[_Part], titles: TextTitles) -> Iterator[Block | _Break]:
    """The titles as headings; the ranks that the text has are its levels from 1 on.

    A short title above the first chapter is the text's own, of level 1.
    """
    ranks = sorted(titles.ranks | {Rank.SHORT})
    has_begun = titles.has_begun
    for part in parts:
        if not isinstance(part, Title):
            yield part
            continue
        has_begun = has_begun or part.rank is not Rank.SHORT
        level = ranks.index(part.rank) + 1 if part.rank is not None else part.level
        yield heading(level if has_begun else 1, without_emphasis(part.text))


def _paused(parts: Iterable[Block | _Break]) -> tuple[Block, ...]:
    """The blocks, with the scene breaks as their pauses."""
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Block):
            blocks += without_empty([part])
        elif blocks:
            blocks[-1] = replace(blocks[-1], pause_ms=SCENE_BREAK_MS)
    return tuple(blocks)
