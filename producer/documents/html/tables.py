"""Tables of pages: their cells, or that they only arrange the page."""

from collections.abc import Callable, Iterator

from producer.documents.asides.tables import Row
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import is_hidden, kinds_of

_LONG_CELL = 600
"""Characters of a cell that holds a part of the page and no entry of a table."""
_BLOCKS_IN_LAYOUT = frozenset({"table", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section"})


def is_layout(table: Element) -> bool:
    """Whether a table arranges a page: what is in it is read as if there were none."""
    if kinds_of(table) & {"presentation", "none"}:
        return True
    cells = [cell for row in _rows(table) for cell in _cells(row)]
    if any(local_name(cell) == "th" for cell in cells):
        return False
    if max((len(list(_cells(row))) for row in _rows(table)), default=0) < 2:
        return True
    return any(_is_page_part(cell) for cell in cells)


def rows_of(table: Element, read: Callable[[Element], str]) -> tuple[Row, list[Row]]:
    """The headings of a table, if its first row is one of headings, and its rows.

    `read` says what a cell holds. A caption is a row of its own.
    """
    rows: list[tuple[bool, list[str]]] = []
    for row in _rows(table):
        cells = list(_cells(row))
        is_heading = bool(cells) and all(local_name(cell) == "th" for cell in cells)
        is_heading |= local_name(row.getparent()) == "thead"
        rows.append((is_heading, [read(cell) for cell in cells]))
    captions = [[read(child)] for child in table if local_name(child) == "caption"]
    titles: Row = rows.pop(0)[1] if rows and rows[0][0] else ()
    return (
        ((), [*captions, *_texts(rows)])
        if captions and not titles
        else (
            titles,
            [*captions, *_texts(rows)],
        )
    )


def _texts(rows: list[tuple[bool, list[str]]]) -> list[list[str]]:
    return [cells for _, cells in rows]


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local_name(child) == "tr":
            yield child
        elif local_name(child) in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if local_name(row) == "tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if local_name(cell) in ("td", "th") and not is_hidden(cell))


def _is_page_part(cell: Element) -> bool:
    if any(local_name(inner) in _BLOCKS_IN_LAYOUT for inner in cell.iterdescendants()):
        return True
    return len(text_of(cell)) > _LONG_CELL
