"""Page numbers and page headers, which a reader's eye passes over."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from producer.documents.document import Omission
from producer.documents.layout.lines import TextLine, is_open

PAGE_NUMBER, PAGE_HEADER = "page number", "page header"

_MARKED = re.compile(
    r"[-–—~•|]\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—~•|]"
    r"|\{\d{1,4}\}|\[?(?:page|pag\.|pg\.?|p\.|trang|seite)\s*\d{1,4}(?:\s*(?:of|/|trên|von)\s*\d{1,4})?\]?",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,4}|[ivxlc]{1,6}")
_DIGITS = re.compile(r"\d+")
_REPEATED = 3
"""A line on this many pages is a header."""


def without_page_numbers(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Omission]]:
    """The lines without what belongs to pages, and that.

    A sentence that a page ended is whole again: the empty lines inside it go too.
    """
    filled = [at for at, line in enumerate(lines) if line.text]
    what = dict.fromkeys(_headers(lines, filled), PAGE_HEADER)
    what |= dict.fromkeys(_numbers(lines, [at for at in filled if at not in what]), PAGE_NUMBER)
    if not what and (not lines or lines[-1].page == 0):
        return list(lines), []
    left = [at for at in filled if at not in what]
    dropped = {*what, *_gaps(lines, left, what)}
    kept = [line for at, line in enumerate(lines) if at not in dropped]
    omitted = [Omission(what[at], lines[at].text.strip(), lines[at].number) for at in sorted(what)]
    return kept, omitted


def _headers(lines: Sequence[TextLine], filled: Sequence[int]) -> Iterator[int]:
    """Where the first or last line of a page stands on several pages, with more than itself."""
    if not lines or lines[-1].page == 0:
        return
    pages = [list(page) for _, page in groupby(filled, lambda at: lines[at].page)]
    edges = {at for page in pages if len(page) > 1 for at in (page[0], page[-1])}
    shapes = {at: _DIGITS.sub("0", " ".join(lines[at].text.split())) for at in edges}
    counts = Counter(shapes.values())
    yield from (
        at for at, shape in shapes.items() if counts[shape] >= _REPEATED and shape.strip("0")
    )


def _numbers(lines: Sequence[TextLine], filled: Sequence[int]) -> Iterator[int]:
    """Where page numbers stand alone on a line."""
    bare: list[int] = []
    is_sure = False
    for place, at in enumerate(filled):
        text = lines[at].text.strip()
        if len(text) > len("[page 1234 trên 1234]"):
            continue
        if _MARKED.fullmatch(text):
            yield at
        elif _BARE.fullmatch(text):
            before = lines[filled[place - 1]] if place else None
            after = lines[filled[place + 1]] if place + 1 < len(filled) else None
            if _ends_page(lines[at], before, after) and _is_apart(lines, at):
                is_sure = True
                yield at
            elif text.isdigit() and _is_alone(lines, at):
                bare.append(at)
    numbers = [int(lines[at].text) for at in bare]
    rises = all(low < high for low, high in pairwise(numbers))
    if rises and (is_sure or (len(numbers) >= _REPEATED and numbers[0] > 1)):
        yield from bare


def _ends_page(line: TextLine, before: TextLine | None, after: TextLine | None) -> bool:
    """Whether a number stands at a page's edge, or inside a sentence."""
    if before is None or after is None:
        other = before or after
        return other is not None and other.page != line.page
    return before.page != line.page or after.page != line.page or _goes_on(before, after)


def _goes_on(before: TextLine, after: TextLine) -> bool:
    """Whether a sentence goes on from one line to a later one."""
    start = after.text.lstrip("\"'“‘([ ")[:1]
    return is_open(before.text) and before.text[-1] != "|" and start.islower()


def _is_apart(lines: Sequence[TextLine], at: int) -> bool:
    """Whether an empty line or the text's end stands on one side of a line."""
    return not all(lines[other].text for other in _near(lines, at)) or at in (0, len(lines) - 1)


def _is_alone(lines: Sequence[TextLine], at: int) -> bool:
    """Whether empty lines stand on both sides of a line."""
    return not any(lines[other].text for other in _near(lines, at))


def _near(lines: Sequence[TextLine], at: int) -> list[int]:
    return [other for other in (at - 1, at + 1) if 0 <= other < len(lines)]


def _gaps(lines: Sequence[TextLine], left: Sequence[int], what: dict[int, str]) -> Iterator[int]:
    """The empty lines at a page's end inside a sentence."""
    for at, other in pairwise(left):
        if other == at + 1:
            continue
        is_page_end = lines[at].page != lines[other].page or any(
            between in what for between in range(at + 1, other)
        )
        if is_page_end and _goes_on(lines[at], lines[other]):
            yield from range(at + 1, other)
