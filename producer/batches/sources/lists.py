"""Lists become items: JSON lines, CSV, names of files, and the lines of a text.

A row names a `file` or holds a `text`. It may have an `id`, a `name` for its results, `outputs`,
and any field of a request, such as `title` or `voice`. Relative paths begin at the list's folder.
A row that can't be used becomes an item with its problem.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from producer.batches.items import INPUT_FILES, NO_FOLDER, OWN_FIELDS, BatchItem
from producer.batches.names import file_name
from producer.batches.sources.list_text import CsvRows, list_lines
from producer.batches.sources.remote import WebPage
from producer.documents.web.arguments import is_address
from producer.documents.web.fetching import check_scheme
from producer.jobs.request import JobRequest
from voicefarm.errors import BadInput, UnknownName, UnreadableDocument
from voicefarm.wording.paths import shown

KNOWN_FIELDS = frozenset(OWN_FIELDS | JobRequest.model_fields.keys())
MANY = ("outputs",)
"""Fields that hold several words in one cell of a CSV."""


class ListReader(Protocol):
    """Reads a list's items; `base` is where its paths begin, by default its own folder."""

    def __call__(self, path: Path, name: str, base: Path | None = None) -> Iterator[BatchItem]:
        """Raises BadInput if the list as a whole can't be read."""


def list_reader(path: Path) -> ListReader | None:
    """What reads the file as a list: by its suffix, or as it has addresses and nothing more."""
    suffix = path.suffix.lower()
    if suffix == ADDRESS_LIST and path.is_file() and _has_addresses_only(path):
        return items_of_paths
    return LISTS.get(suffix)


def items_of_json_lines(path: Path, name: str, base: Path | None = None) -> Iterator[BatchItem]:
    """One item a line that isn't blank."""
    base = path.parent if base is None else base
    for number, line in _lines(path, name):
        label = f"line {number} of {name}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield BatchItem(0, label, problem=f"It is not valid JSON ({error}).")
            continue
        if isinstance(row, dict):
            yield _item(row, label, base)
        else:
            yield BatchItem(0, label, problem='It is no JSON object; write {"text": "…"}.')


def items_of_csv(path: Path, name: str, base: Path | None = None) -> Iterator[BatchItem]:
    """One item a row; the first row names the fields. Commas, semicolons or tabs part cells."""
    base = path.parent if base is None else base
    rows = CsvRows(path, name)
    header: list[str] | None = None
    for cells, problem in rows:
        label = f"line {rows.line} of {name}"
        if header is None:
            header = [cell.strip().lower() for cell in cells]
            _check_header(header, name)
        elif problem:
            yield BatchItem(0, label, problem=problem)
        elif any(cell.strip() for cell in cells):
            yield _row_item(header, cells, label, base)
    if header is None:
        _check_header([], name)


def items_of_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[BatchItem]:
    """One item for each mapping; relative paths begin at the current folder."""
    for number, row in enumerate(rows, start=1):
        yield _item(row, f"item {number}", Path())


def items_of_lines(path: Path, name: str, folder: PurePosixPath) -> Iterator[BatchItem]:
    """Each line that isn't blank is a text; they are counted from 001 in each file."""
    for count, (number, line) in enumerate(_lines(path, name), start=1):
        label = f"line {number} of {name}"
        yield BatchItem(0, label, text=line, folder=folder, stem=f"{count:03}")


def items_of_paths(path: Path, name: str, base: Path | None = None) -> Iterator[BatchItem]:
    """Each line names a file, as `find` prints them, or is an address."""
    for number, line in _lines(path, name):
        yield _item({"file": line}, f"line {number} of {name}", base or Path())


def _row_item(header: list[str], cells: list[str], label: str, base: Path) -> BatchItem:
    if len(cells) > len(header):
        problem = f"It has {len(cells)} cells under {len(header)} columns; put texts in quotes."
        return BatchItem(0, label, problem=problem)
    given = {key: cell for key, cell in zip(header, cells, strict=False) if key and cell.strip()}
    many = {
        key: given[key].replace(",", " ").replace(";", " ").split() for key in MANY & given.keys()
    }
    return _item({**given, **many}, label, base)


def _item(row: Mapping[str, Any], label: str, base: Path) -> BatchItem:
    try:
        json.dumps(row, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        return BatchItem(0, label, problem=f"It holds half a character ({half}); write it whole.")
    text, file = row.get("text"), row.get("file")
    file = str(file) if isinstance(file, Path) else file
    fields = {key: value for key, value in row.items() if key not in ("text", "file")}
    if (text is None) is (file is None):
        return BatchItem(0, label, fields=fields, problem="Give a 'text' or a 'file', one of both.")
    if not isinstance(text if file is None else file, str):
        return BatchItem(0, label, fields=fields, problem="'text' and 'file' are strings.")
    if any(row.get(name) == "" for name in ("file", *INPUT_FILES)):
        return BatchItem(0, label, fields=fields, problem="The name of a file is empty; give one.")
    if file is None:
        stem = _stem_of(fields)
        return BatchItem(0, label, text=text, stem=stem, fields=fields, base=base)
    try:
        check_scheme(file)
    except UnreadableDocument as problem:
        return BatchItem(0, label, fields=fields, problem=str(problem))
    if is_address(file):
        page = WebPage(file)
        stem = _stem_of(fields) or page.stem
        return BatchItem(0, label, remote=page, stem=stem, fields=fields, base=base)
    named = PurePosixPath(file)
    inside = not named.is_absolute() and ".." not in named.parts
    return BatchItem(
        0,
        label,
        file=base / file,
        folder=named.parent if inside else NO_FOLDER,
        stem=_stem_of(fields) or named.stem,
        fields=fields,
        base=base,
    )


def _stem_of(fields: Mapping[str, Any]) -> str:
    """What the row's id says of its results' name; empty without one."""
    return "" if fields.get("id") is None else file_name(str(fields["id"]))


def _check_header(header: list[str], name: str) -> None:
    """Raise BadInput for a column that no item has: every row would be refused for it."""
    for column in filter(None, header):
        if column not in KNOWN_FIELDS:
            raise UnknownName.of("Column", column, KNOWN_FIELDS, f" in {shown(name)}")
    if not {"text", "file"} & set(header):
        raise BadInput(
            f"{shown(name)} has no column 'text' or 'file'; name the columns in its first line."
        )


def _has_addresses_only(path: Path) -> bool:
    with suppress(UnreadableDocument):
        are_addresses = (_ADDRESS.fullmatch(line) for _, line in _lines(path, path.name))
        return next(are_addresses, None) is not None and all(are_addresses)
    return False


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """The lines that aren't blank, without their ends, and with their numbers."""
    for number, line in list_lines(path, name):
        if line.strip():
            yield number, line.strip()


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
ADDRESS_LIST = ".txt"
LISTS: Mapping[str, ListReader] = {
    ".jsonl": items_of_json_lines,
    ".ndjson": items_of_json_lines,
    ".csv": items_of_csv,
    ".tsv": items_of_csv,
}
"""By suffix."""
