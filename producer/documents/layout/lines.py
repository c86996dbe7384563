"""Lines of a text with their numbers, and the passages that empty lines part."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

BLOCK_END = "\x1e"
"""Stands in a text where a tag ended a block. Cleaned text has no such character of its own."""
PAGE_END = "\x0c"
_NO_SPACES = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff01-\uff9f]{2}")
"""The end of a line and the beginning of the next one, in letters that know no spaces."""


class TextLine(NamedTuple):
    """One line; `text` has its indent and no space at its end."""

    text: str
    number: int
    """In the file, from 1."""
    page: int = 0
    """Which page it is on, from 0; form feeds part them."""
    is_cue: bool = False
    """Whether it is the joined text of subtitles, which has no layout."""

    is_wrapped: bool = False
    """Whether a word went on from it on the next line: what is wrapped so is prose."""

    @property
    def indent(self) -> int:
        """Its leading white space, in columns; a tab goes to the next eighth."""
        expanded = self.text.expandtabs() if "\t" in self.text else self.text
        return len(expanded) - len(expanded.lstrip())


Passage: TypeAlias = Sequence[TextLine]
"""Lines without an empty one among them; there is at least one."""


def lines_of(text: str) -> list[TextLine]:
    """The lines of `text`; what `BLOCK_END` or `PAGE_END` parts has an empty line between."""
    lines: list[TextLine] = []
    page = 0
    for number, row in enumerate(text.split("\n"), 1):
        if BLOCK_END in row or PAGE_END in row:
            for part in row.replace(PAGE_END, BLOCK_END + PAGE_END).split(BLOCK_END):
                page += part.startswith(PAGE_END)
                lines.append(TextLine(part.removeprefix(PAGE_END).rstrip(), number, page))
                lines.append(TextLine("", number, page))
        else:
            lines.append(TextLine(row.rstrip(), number, page))
    return lines


def passages_of(lines: Iterable[TextLine]) -> Iterator[Passage]:
    """The passages in order."""
    passage: list[TextLine] = []
    for line in lines:
        if line.text:
            passage.append(line)
        elif passage:
            yield passage
            passage = []
    if passage:
        yield passage


def joined(lines: Iterable[TextLine]) -> str:
    """The lines as one."""
    text = ""
    for line in lines:
        following = line.text.strip()
        text += f"{space_between(text, following)}{following}" if text else following
    return text


def space_between(before: str, after: str) -> str:
    """What stands where two lines meet: nothing in Chinese and Japanese, otherwise a space."""
    return "" if _NO_SPACES.fullmatch(before[-1:] + after[:1]) else " "


def is_open(text: str) -> bool:
    """Whether a line ends inside a sentence."""
    return text.rstrip("\"'”’»)]*_ ")[-1:] not in set(".!?…:;。！？")
