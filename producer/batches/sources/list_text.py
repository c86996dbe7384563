"""The text of a list: its lines, decoded one by one, and what their form is."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from producer.documents.decoding import encoding_of
from voicefarm.errors import UnreadableDocument
from voicefarm.wording.paths import reason_of, shown

MOST_LINE = 64 * 2**20
"""Characters of one line; a text that long is a file."""
HEAD = 4096
"""Bytes that show how a list is written."""
DELIMITERS = ",;\t"
_SAYS_DELIMITER = "sep="
"""How Excel begins a CSV whose delimiter it doesn't leave to chance."""


def list_lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Each line with its number and its end; UTF-8, or what a byte-order mark says.

    Raises UnreadableDocument.
    """
    with _opened(path, name) as file:
        try:
            yield from enumerate(iter(lambda: file.readline(MOST_LINE), ""), start=1)
        except UnicodeDecodeError as error:
            raise UnreadableDocument(
                f"{shown(name)} is not UTF-8 text{_broken_line(path)}; save "
                "it as UTF-8, or convert it with iconv."
            ) from error


def first_line(path: Path, name: str) -> str:
    """The first line that isn't blank; empty if there is none, or if it can't be read."""
    with suppress(UnreadableDocument):
        return next((line.strip() for _, line in list_lines(path, name) if line.strip()), "")
    return ""


def delimiter_of(header: str) -> str:
    """What parts the cells of a CSV, by its header."""
    return max(DELIMITERS, key=header.count)


def stated_delimiter(line: str) -> str:
    """The delimiter that a line states as Excel does; empty if it is another line."""
    line = line.strip().lower()
    return line[-1] if line[:-1] == _SAYS_DELIMITER else "\t" if line == _SAYS_DELIMITER else ""


def csv_header(line: str) -> list[str]:
    """The names of a CSV's columns, by its first line."""
    cells = next(csv.reader([line], delimiter=delimiter_of(line)), [])
    return [cell.strip().lower() for cell in cells]


class CsvRows:
    """The rows of a CSV, of which the first is its header. It is read once."""

    def __init__(self, path: Path, name: str) -> None:
        """Raises UnreadableDocument."""
        csv.field_size_limit(MOST_LINE)
        self._lines = list_lines(path, name)
        self._name = name
        self.line = 0
        """The last one that was read."""
        self._quotes = 0
        number, first = next(self._lines, (0, ""))
        delimiter = stated_delimiter(first)
        if delimiter:
            number, first = next(self._lines, (0, ""))
        self._delimiter = delimiter or delimiter_of(first)
        self._first = (number, first)

    def __iter__(self) -> Iterator[tuple[list[str], str]]:
        """Each row's cells, and what is wrong with it; the header first.

        Raises UnreadableDocument.
        """
        rows = csv.reader(self._read(), delimiter=self._delimiter)
        try:
            begun = self.line
            for cells in rows:
                is_open = self.line > begun + 1 and self._quotes % 2 == 1
                yield cells, _NOT_CLOSED.format(begun + 1) if is_open else ""
                begun, self._quotes = self.line, 0
        except csv.Error as error:
            raise UnreadableDocument(
                f"{shown(self._name)} can't be read behind line {self.line} ({error}); save it as "
                "UTF-8 CSV."
            ) from error

    def _read(self) -> Iterator[str]:
        for number, line in self._all():
            self.line = number
            self._quotes += line.count('"')
            yield line

    def _all(self) -> Iterator[tuple[int, str]]:
        if self._first[1]:
            yield self._first
        yield from self._lines


_NOT_CLOSED = "A quotation mark in line {} is not closed; close it, or write two for one."


def _broken_line(path: Path) -> str:
    """Where a file's first line that isn't UTF-8 stands, as a message says it."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return f" in line {number}"
    return ""


def _opened(path: Path, name: str) -> Any:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
        return path.open(encoding=encoding_of(head, shown(name)), newline="")
    except (OSError, ValueError) as error:
        raise UnreadableDocument(
            f"{shown(name)} can't be read ({reason_of(error)}); check its path."
        ) from error
