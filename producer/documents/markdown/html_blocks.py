"""HTML between paragraphs: its blocks, with the Markdown that is in them."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

PieceKind: TypeAlias = Literal["text", "table", "rule", "picture", "media", "code"]

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][\w:.-]*)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>",
    re.DOTALL,
)
_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|q|rp|rt|ruby|s"
    "|samp|small|span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
"""Tags that the reader of lines knows; they stay in the text."""
_UNREAD = re.compile(
    "audio|canvas|head|iframe|math|noscript|object|pre|script|select|style|svg|template|textarea"
    "|video"
)
MEDIA = re.compile("audio|canvas|iframe|object|svg|video")
_SOURCE = re.compile(r"\b(?:src|title)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_START = re.compile(r"\bstart\s*=\s*[\"']?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a block of HTML: a text, a table, a rule, or what isn't read."""

    kind: PieceKind
    line: int
    """Lines of the block above it."""
    text: str = ""
    """Markdown on one line, with tags that stand in lines; for what isn't read, what it is."""
    level: int = 0
    """Of a heading, 1 to 6; 0 for any other text."""
    number: int | None = None
    """Of an item in a numbered list."""
    rows: tuple[tuple[bool, tuple[str, ...]], ...] = ()
    """Of a table: whether it is a row of headings, and its cells."""


def html_pieces(content: str) -> Iterator[Piece]:
    """The pieces of a block of HTML in order. Takes time by its length; any text is accepted."""
    return _PieceReader(content).read()


def source_of(name: str, attributes: str) -> str:
    """What an embedded medium is called: its title or address, or without either its tag's name."""
    source = _SOURCE.search(attributes)
    return source[1] if source else name


@dataclass(slots=True)
class _Table:
    line: int
    rows: list[tuple[bool, tuple[str, ...]]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    is_heading: bool = True


class _PieceReader:
    """Goes through the tags once and keeps what is open."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._lower = content.lower()
        self._text: list[str] = []
        self._line = self._text_line = 0
        self._level = 0
        self._number: int | None = None
        self._lists: list[int | None] = []
        self._table: _Table | None = None

    def read(self) -> Iterator[Piece]:
        place = 0
        while tag := _TAG.search(self._content, place):
            self._add(self._content[place : tag.start()])
            self._line += self._content.count("\n", place, tag.start())
            start, place = tag.start(), tag.end()
            name = (tag["name"] or "").lower()
            if _UNREAD.fullmatch(name):
                place = self._end_of_unread(name, place, is_end=tag["end"] == "/")
                yield from self._unread(name, tag, self._content[tag.end() : place])
            elif _INLINE.fullmatch(name):
                self._add(tag[0])
            elif name:
                yield from self._block_tag(name, tag)
            self._line += self._content.count("\n", start, place)
        self._add(self._content[place:])
        yield from self._flush()
        yield from self._end_of_table()

    def _add(self, text: str) -> None:
        if not self._text and text.strip():
            self._text_line = self._line + text[: -len(text.lstrip())].count("\n")
        if self._text or text.strip():
            self._text.append(text)

    def _end_of_unread(self, name: str, place: int, *, is_end: bool) -> int:
        if is_end:
            return place
        end = self._lower.find(f"</{name}", place)
        close = self._content.find(">", end) if end >= 0 else -1
        return close + 1 if close >= 0 else len(self._content)

    def _unread(self, name: str, tag: re.Match[str], inside: str) -> Iterator[Piece]:
        if tag["end"]:
            return
        yield from self._flush()
        if name == "pre":
            yield Piece("code", self._line, html.unescape(_TAG.sub("", inside)))
        elif MEDIA.fullmatch(name):
            yield Piece("media", self._line, source_of(name, tag["attributes"]))

    def _block_tag(self, name: str, tag: re.Match[str]) -> Iterator[Piece]:
        is_end = tag["end"] == "/"
        if name in ("td", "th"):
            self._cell(is_heading=name == "th", is_end=is_end)
            return
        yield from self._flush()
        if name == "table":
            yield from self._end_of_table()
            self._table = None if is_end else _Table(self._line)
        elif name == "tr":
            self._end_of_row()
        elif name == "hr":
            yield Piece("rule", self._line)
        elif name in ("ol", "ul"):
            self._list(name, tag["attributes"], is_end=is_end)
        elif name == "li":
            self._number = None if is_end else self._next_number()
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            self._level = 0 if is_end else int(name[1])

    def _cell(self, *, is_heading: bool, is_end: bool) -> None:
        if self._table is None:
            self._table = _Table(self._line)
        self._end_of_cell()
        if not is_end:
            self._table.cells.append("")
            self._table.is_heading &= is_heading

    def _end_of_cell(self) -> None:
        if self._table and self._table.cells:
            text = self._table.cells[-1] + " " + " ".join("".join(self._text).split())
            self._table.cells[-1] = text.strip()
            self._text = []

    def _end_of_row(self) -> None:
        self._end_of_cell()
        if self._table and self._table.cells:
            self._table.rows.append((self._table.is_heading, tuple(self._table.cells)))
            self._table.cells, self._table.is_heading = [], True

    def _end_of_table(self) -> Iterator[Piece]:
        self._end_of_row()
        if self._table and self._table.rows:
            yield Piece("table", self._table.line, rows=tuple(self._table.rows))
        self._table = None

    def _list(self, name: str, attributes: str, *, is_end: bool) -> None:
        if is_end:
            del self._lists[-1:]
        elif name == "ul":
            self._lists.append(None)
        else:
            start = _START.search(attributes)
            self._lists.append(int(start[1]) if start else 1)

    def _next_number(self) -> int | None:
        if not self._lists or self._lists[-1] is None:
            return None
        self._lists[-1] += 1
        return self._lists[-1] - 1

    def _flush(self) -> Iterator[Piece]:
        """Yield the text that a tag ends; in a cell it stays, with a space for the tag."""
        if self._table and self._table.cells:
            if self._text:
                self._text.append("<br>")
            return
        text, self._text = " ".join("".join(self._text).split()), []
        if text:
            yield Piece("text", self._text_line, text, self._level, self._number)
            self._number = None
