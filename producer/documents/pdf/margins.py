"""Running heads and page numbers: what stands at the edge of many pages at the same height."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from producer.documents.asides.findings import Findings
from producer.documents.pdf.segments import Segment, without_raised_marks

_NUMBER = re.compile(
    r"[-–—~•|\[(]?\s*(?:page|pag\.|p\.|trang|seite)?\s*(?:\d{1,4}|[ivxlcdm]{1,7})"
    r"(?:\s*(?:of|/|trên|von|sur|de)\s*\d{1,4})?\s*[-–—~•|\])]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_EDGE_LINES = 2
"""At the top and at the bottom, that may belong to the page and not to the text."""
_EDGE = 0.2
"""Share of a page's height in which they stand."""
_REPEATED = 3
"""Pages with the same line at the same height; of a file with fewer pages, two."""
_HEIGHT = 4.0
"""Points by which the heights of one running head differ."""
_LONGEST = 80
"""Characters of a running head."""
_SHARE_OF_PAGES = 0.4
"""With heads that change from chapter to chapter at one height."""
_APART = 1.8
"""Sizes of type between a head and the text."""


def without_margins(
    pages: Sequence[Sequence[Segment]], heights: Sequence[float], findings: Findings
) -> list[list[Segment]]:
    """The pages' segments without running heads and page numbers; these are remembered."""
    edges = [_edges(page, height) for page, height in zip(pages, heights, strict=True)]
    repeated = _repeated(edges)
    numbered = _numbered(edges)
    usual = _usual_heights(edges, repeated | numbered, len(pages)) | _titled_heights(pages, edges)
    kept: list[list[Segment]] = []
    for number, page in enumerate(pages):
        dropped: set[Segment] = set()
        for row in edges[number]:
            key = _key(row)
            if (
                key in repeated
                or (key[1], "") in numbered
                or (row in (edges[number][0], edges[number][-1]) and _is_usual(row, usual))
            ):
                what = "page number" if _NUMBER.fullmatch(_said(row)) else "running head"
                findings.leave_out(what, f"page {number + 1}: {_said(row)}", 0)
                dropped.update(row)
        kept.append([segment for segment in page if segment not in dropped])
    return kept


_Row = tuple[Segment, ...]


def _edges(page: Sequence[Segment], height: float) -> list[_Row]:
    """The first and last lines of a page, if they stand near its edge."""
    rows: list[list[Segment]] = []
    for segment in sorted(page, key=lambda one: -one.middle):
        if rows and abs(rows[-1][0].middle - segment.middle) < 0.5 * segment.size:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    near = [*rows[:_EDGE_LINES], *rows[max(_EDGE_LINES, len(rows) - _EDGE_LINES) :]]
    found = [tuple(sorted(row, key=lambda one: one.left)) for row in near]
    return [
        row
        for row in found
        if row[0].middle > (1 - _EDGE) * height or row[0].middle < _EDGE * height
    ]


def _said(row: _Row) -> str:
    return " ".join(without_raised_marks(segment.text) for segment in row)


def _key(row: _Row) -> tuple[str, int]:
    """What a line says without its numbers, and its height."""
    return _DIGITS.sub("#", _said(row).lower()), round(row[0].middle / _HEIGHT)


def _near(key: tuple[str, int]) -> list[tuple[str, int]]:
    return [(key[0], key[1] + step) for step in (-1, 0, 1)]


def _repeated(edges: Sequence[Sequence[_Row]]) -> set[tuple[str, int]]:
    counts = Counter(key for page in edges for key in {_key(row) for row in page})
    fewest = _REPEATED if len(edges) > _REPEATED else 2
    return {key for key in counts if sum(counts[near] for near in _near(key)) >= fewest}


def _numbered(edges: Sequence[Sequence[_Row]]) -> set[tuple[int, str]]:
    """Heights at which lines are nothing but numbers that grow with their pages."""
    heights: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for number, page in enumerate(edges):
        for row in page:
            if _NUMBER.fullmatch(_said(row)):
                heights[_key(row)[1]].append((number, _said(row)))
    return {(height, "") for height, found in heights.items() if len(found) > 1 or len(edges) == 1}


def _usual_heights(
    edges: Sequence[Sequence[_Row]], known: set[object], pages: int
) -> frozenset[int]:
    """Heights at which on many pages a running head stands."""
    counts: Counter[int] = Counter()
    for page in edges:
        counts.update({_key(row)[1] for row in page if _key(row) in known})
    return frozenset(
        height
        for height, count in counts.items()
        if count > _SHARE_OF_PAGES * pages and pages > _REPEATED
    )


def _titled_heights(
    pages: Sequence[Sequence[Segment]], edges: Sequence[Sequence[_Row]]
) -> frozenset[int]:
    """Heights at which many pages have, apart from their text, a title that stands elsewhere too.

    Titles of slides and chapters are larger than the text, or bold.
    """
    sizes = Counter(round(one.size) for page in pages for one in page for _ in one.text)
    largest = sizes.most_common(1)[0][0] + 0.5 if sizes else 0.0
    lines = Counter(_bare(one) for page in pages for one in page)
    counts: Counter[int] = Counter()
    for page in edges:
        for row, following in (page[:2], page[:-3:-1]) if len(page) > 1 else ():
            gap = abs(row[0].middle - following[0].middle)
            if gap > _APART * largest and all(
                one.size <= largest and not one.is_bold and lines[_bare(one)] > 1 for one in row
            ):
                counts[_key(row)[1]] += 1
    fewest = max(_REPEATED, _SHARE_OF_PAGES * len(pages))
    return frozenset(height for height, count in counts.items() if count >= fewest)


def _bare(segment: Segment) -> str:
    return _DIGITS.sub("#", segment.text.lower()).strip(" .:#")


def _is_usual(row: _Row, usual: frozenset[int]) -> bool:
    is_short = len(_said(row)) <= _LONGEST and not _said(row).endswith((".", ",", ";"))
    return is_short and any(_key(row)[1] + step in usual for step in (-1, 0, 1))
