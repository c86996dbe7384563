"""Tables: rows as a listener can follow them."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from producer.documents.asides.findings import Findings
from producer.documents.policies import TablesPolicy
from producer.documents.spoken_labels import spoken_label
from producer.text.sentences import SPEAKABLE

Row = Sequence[str]
"""The words of its cells."""

_ANSWERS = {**dict.fromkeys("✅✔✓☑", "yes"), **dict.fromkeys("❌✗✘☒✖", "no")}
"""Signs of a table of features that stand alone in a cell."""
_GRID_RULE = re.compile(r"\+[-=:+]+\+")
_MOST_REMEMBERED = 3
"""Columns that a listener keeps apart without hearing their headings again in each row."""


def spoken_rows(titles: Row, rows: Sequence[Row], findings: Findings, line: int) -> Iterator[str]:
    """What is read of a table, row by row, as the policy says; what it skips is remembered."""
    titles, *rows = ([_said(cell, findings) for cell in row] for row in (titles, *rows))
    policy = findings.policies.tables
    if policy == "skip":
        shown = "; ".join(filter(None, titles or next(iter(rows), [])))
        findings.leave_out("table", shown, line)
        return
    yield from _rows_to_read(titles, rows, policy)


def _said(cell: str, findings: Findings) -> str:
    """A cell with nothing but a tick or a cross says yes or no."""
    answer = _ANSWERS.get(cell.removesuffix("\ufe0f"))
    return (answer and spoken_label(answer, findings.language)) or cell


def _rows_to_read(headings: Row, rows: Sequence[Row], policy: TablesPolicy) -> Iterator[str]:
    """One line a row: its cells with "; " between, and before them the headings, if they help.

    Empty cells, and those without a letter or digit, aren't read.
    """
    wide = len(headings) > _MOST_REMEMBERED
    if rows and any(map(_is_spoken, headings)) and (policy == "headings" or wide):
        for row in rows:
            yield "; ".join(_with_headings(headings, row))
        return
    for row in (headings, *rows):
        yield "; ".join(filter(_is_spoken, row))


def _with_headings(headings: Row, row: Row) -> Iterator[str]:
    for column, cell in enumerate(row):
        title = headings[column] if column < len(headings) else ""
        if _is_spoken(cell):
            yield f"{title.rstrip(' :')}: {cell}" if _is_spoken(title) else cell


def _is_spoken(cell: str) -> bool:
    return SPEAKABLE.search(cell) is not None


def rows_of_grid(text: str) -> tuple[Row, list[Row]] | None:
    """Titles and rows of a table that is drawn with `+---+`, as Markdown; None if it is none.

    Lines between two rules are one row. Titles are what stands above a rule of `=`.
    """
    titles: Row = ()
    rows: list[Row] = []
    cells: list[str] = []
    for line in text.split("\n"):
        line = line.strip()
        if _GRID_RULE.fullmatch(line):
            if cells and "=" in line and not titles:
                titles = cells
            elif cells:
                rows.append(cells)
            cells = []
        elif line.startswith("|") and line.endswith("|"):
            parts = [part.strip() for part in line[1:-1].split("|")]
            cells = [
                f"{above} {part}".strip() for above, part in zip_longest(cells, parts, fillvalue="")
            ]
        else:
            return None
    return None if cells else (titles, rows)
