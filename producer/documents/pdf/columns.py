"""The order in which a page is read: columns one after the other, what spans them in between.

A gutter is a strip that nearly no line crosses, with lines of prose on both sides at the same
heights. What crosses it parts the page into bands; in each the columns are read from the left. The
file's own order of letters isn't trusted: it may go row by row.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from producer.documents.pdf.segments import Segment

_STEP = 2.0
"""Points between two places at which a gutter is looked for."""
_FEWEST_LINES = 4
"""On each side."""
_MOST_CROSSING = 0.35
"""Share of the lines that may cross a gutter, such as titles and wide pictures' captions."""
_NARROWEST = 0.5
"""Of a gutter, in sizes of type."""
_FULL_LINE, _FEWEST_SPACES = 7.0, 3
"""Sizes of type in the width of a line of prose, and spaces in it."""
_SAME_LINE = 0.5
BULLET = "•"
_BULLET = re.compile(r"[!•●▪◦‣·■□❑➢→§Øüo\uf000-\uf0ff]")
"""With what items begin; fonts of signs have theirs in the places of other letters."""
_SAME_GAP = 0.6
"""Sizes of type that two gaps have in common if they part the columns of a table."""


@dataclass(frozen=True, slots=True)
class PdfLine:
    """The segments at one height of a column, and where the column begins and ends."""

    segments: tuple[Segment, ...]
    left: float
    right: float

    @property
    def first(self) -> Segment:
        """The leftmost segment."""
        return self.segments[0]

    @property
    def end(self) -> float:
        """Where its text ends."""
        return self.segments[-1].right

    @property
    def text(self) -> str:
        """What it says; a wide gap is a semicolon, as in a row of a table."""
        return "; ".join(segment.text for segment in self.segments)


def reading_order(segments: Sequence[Segment]) -> list[PdfLine]:
    """The lines of a page in the order in which they are read."""
    return list(_ordered(list(segments), 0))


def _ordered(segments: list[Segment], depth: int) -> Iterator[PdfLine]:
    gutter = _gutter(segments) if depth < 4 and len(segments) >= 2 * _FEWEST_LINES else None
    if gutter is None:
        yield from _lines(segments)
        return
    left: list[Segment] = []
    right: list[Segment] = []
    for segment in sorted(segments, key=lambda one: -one.middle):
        if segment.left < gutter < segment.right:
            yield from _band(left, right, depth)
            left, right = [], []
            yield from _lines([segment])
        elif segment.right <= gutter:
            left.append(segment)
        else:
            right.append(segment)
    yield from _band(left, right, depth)


def _band(left: list[Segment], right: list[Segment], depth: int) -> Iterator[PdfLine]:
    yield from _ordered(left, depth + 1)
    yield from _ordered(right, depth + 1)


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where the page parts into two columns; None if it doesn't."""
    first = min(segment.left for segment in segments)
    last = max(segment.right for segment in segments)
    best: tuple[float, float] | None = None
    place = first + 0.1 * (last - first)
    while place < last - 0.1 * (last - first):
        width = _gutter_width(segments, place)
        if width is not None and (best is None or width > best[0]):
            best = (width, place)
        place += _STEP
    return best[1] if best else None


def _gutter_width(segments: Sequence[Segment], place: float) -> float | None:
    left = [one for one in segments if one.right <= place]
    right = [one for one in segments if one.left >= place]
    crossing = len(segments) - len(left) - len(right)
    if min(len(left), len(right)) < _FEWEST_LINES:
        return None
    if crossing > _MOST_CROSSING * len(segments):
        return None
    end, start = max(one.right for one in left), min(one.left for one in right)
    size = sorted(one.size for one in segments)[len(segments) // 2]
    if start - end < _NARROWEST * size:
        return None
    if not (_is_prose(left) and _is_prose(right) and _stand_beside(left, right)):
        return None
    return start - end - crossing * size


def _is_prose(column: Sequence[Segment]) -> bool:
    """Whether most letters stand in lines with the words of a text; a table's cell has fewer.

    Lines aren't counted: a picture has many short ones.
    """
    full = [
        len(one.text)
        for one in column
        if one.right - one.left > _FULL_LINE * one.size and one.text.count(" ") >= _FEWEST_SPACES
    ]
    letters = sum(len(one.text) for one in column)
    return len(full) >= _FEWEST_LINES and 2 * sum(full) >= letters


def _stand_beside(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether both sides have lines at the same heights."""
    lowest = max(min(one.bottom for one in side) for side in (left, right))
    highest = min(max(one.top for one in side) for side in (left, right))
    shared = [sum(lowest <= one.middle <= highest for one in side) for side in (left, right)]
    return min(shared) >= _FEWEST_LINES - 1


def _lines(segments: Sequence[Segment]) -> Iterator[PdfLine]:
    """Segments of one column as lines from the top down."""
    if not segments:
        return
    left = min(one.left for one in segments)
    right = max(one.right for one in segments)
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda one: -one.middle):
        if rows and _on_one_line(rows[-1][0], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for place, row in enumerate(rows):
        row.sort(key=lambda one: one.left)
        rows[place] = _with_bullet(row)
    for above, row, below in zip([[], *rows], rows, [*rows[1:], []], strict=False):
        is_tabular = _share_gaps(above, row) or _share_gaps(row, below)
        yield PdfLine(tuple(row) if is_tabular else (_as_one(row),), left, right)


def _with_bullet(row: list[Segment]) -> list[Segment]:
    """An item's bullet, which stands apart from it, joined to its words."""
    if len(row) < 2 or not _BULLET.fullmatch(row[0].text):
        return row
    return [replace(row[1], text=f"{BULLET} {row[1].text}"), *row[2:]]


def _share_gaps(above: Sequence[Segment], below: Sequence[Segment]) -> bool:
    """Whether two lines have a gap at the same place, as the rows of a table have."""
    return any(
        min(end, other_end) - max(start, other_start) > _SAME_GAP * above[0].size
        for start, end in _gaps(above)
        for other_start, other_end in _gaps(below)
    )


def _gaps(row: Sequence[Segment]) -> list[tuple[float, float]]:
    return [(before.right, after.left) for before, after in pairwise(row)]


def _as_one(row: Sequence[Segment]) -> Segment:
    """A line of prose that was stretched to its column's width, or a number and its title."""
    if len(row) == 1:
        return row[0]
    longest = max(row, key=lambda one: len(one.text))
    text = " ".join(one.text for one in row)
    return replace(longest, text=text, left=row[0].left, right=row[-1].right)


def _on_one_line(first: Segment, second: Segment) -> bool:
    overlap = min(first.top, second.top) - max(first.bottom, second.bottom)
    return overlap > _SAME_LINE * min(first.size, second.size)
