"""Tables of pages: their cells, or that they only arrange the page."""

from collections.abc import Callable, Iterator, Sequence

from producer.documents.asides.tables import Row
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import is_hidden, kinds_of

_LONG_CELL = 600
"""Characters of a cell that holds a part of the page and no entry of a table."""
_WIDEST = 50
"""Columns or rows over which a cell may go."""
_MOST_COLUMNS = 500
"""In which cells may go over several."""
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
    hanging: dict[int, int] = {}
    for row in _rows(table):
        cells = list(_cells(row))
        is_heading = bool(cells) and all(local_name(cell) == "th" for cell in cells)
        is_heading |= local_name(row.getparent()) == "thead"
        rows.append((is_heading, _in_columns(cells, read, hanging)))
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


def _in_columns(
    cells: Sequence[Element], read: Callable[[Element], str], hanging: dict[int, int]
) -> list[str]:
    """A row's cells, each in its column; a column that a cell above still fills is empty.

    `hanging` says how many rows down each column is filled, and is brought up to date. A cell over
    several columns is said in the first of them.
    """
    texts: list[str] = []

    def pass_filled() -> None:
        while hanging.get(len(texts), 0):
            hanging[len(texts)] -= 1
            texts.append("")

    for cell in cells:
        pass_filled()
        said = read(cell)
        if len(texts) >= _MOST_COLUMNS:
            texts.append(said)
            continue
        depth = _span(cell, "rowspan")
        for number in range(_span(cell, "colspan")):
            hanging[len(texts)] = depth - 1
            texts.append("" if number else said)
    pass_filled()
    return texts


def _span(cell: Element, direction: str) -> int:
    written = (cell.get(direction) or "").strip()
    return max(1, min(int(written), _WIDEST)) if written.isdecimal() and len(written) < 9 else 1


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
