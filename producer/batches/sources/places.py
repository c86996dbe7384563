"""What the user names becomes items: folders, globs, files, lists, and the standard input.

Items are made one by one as they are needed, and may be read again. So a batch of any size takes no
more memory than the names in one folder.
"""

import glob
import os
import shutil
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from producer.batches.items import BatchItem, check_is_kept
from producer.batches.sources.list_text import csv_header, first_line, stated_delimiter
from producer.batches.sources.lists import (
    ListReader,
    items_of_csv,
    items_of_json_lines,
    items_of_lines,
    items_of_paths,
    list_reader,
)
from producer.batches.sources.remote import S3, SUFFIXES, WebPage, stored_texts
from producer.documents.web.arguments import is_address
from producer.documents.web.fetching import check_scheme
from voicefarm.errors import BadInput, UnreadableDocument
from voicefarm.settings import Settings, load_settings
from voicefarm.wording.paths import reason_of, shown

STDIN = "-"


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Items that can be read more than once."""

    items: Callable[[], Iterable[BatchItem]]
    is_remote: bool = False
    """Whether looking at them asks another machine."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """Files of the folders that aren't texts: how many, by suffix, when items were last read."""

    def __iter__(self) -> Iterator[BatchItem]:
        """The items, numbered from 1."""
        for number, item in enumerate(self.items(), start=1):
            stem = item.stem or f"{number:03}"
            # A file's name may be no Unicode; a report and a store can't hold it then.
            yield replace(item, number=number, stem=stem, label=printable(item.label))


def printable(name: str) -> str:
    """`name` with a question mark for each byte that isn't UTF-8."""
    return name.encode("utf-8", "replace").decode()


def batch_source(
    arguments: Sequence[str],
    settings: Settings | None = None,
    *,
    lines: bool = False,
    without: Path | None = None,
) -> BatchSource:
    """The items that the arguments name; with `lines` each line of a file is one.

    `without` is a folder that is passed over: the batch's own output. Raises BadInput if an
    argument names nothing. By the settings a bucket is reached; by default those that are loaded.
    """
    if "" in arguments:
        raise BadInput("The name of a source is empty; give a folder, a file or a pattern.")
    if arguments.count(STDIN) and len(arguments) > 1:
        raise BadInput("'-' is the standard input and goes alone; leave the other names out.")
    if list(arguments) == [STDIN]:
        return BatchSource(_standard_input(lines))
    remote = [argument for argument in arguments if _is_remote(argument)]
    places = [_Place.of(argument) for argument in arguments if argument not in remote]
    files = [place.path for place in places if place.path and place.path.is_file()]
    root = _common_folder(files)

    alone = len(files) == len(places) == 1
    passed_over = Counter[str]()

    def items() -> Iterator[BatchItem]:
        passed_over.clear()
        for place in places:
            prefix = place.path.name if place.is_folder and len(places) > 1 and place.path else ""
            for path, base in place.files(root, without, passed_over):
                # A folder's texts aren't opened to see whether they are lists.
                reader = None if lines or place.is_folder else list_reader(path)
                yield from _items_of_file(
                    path, base, PurePosixPath(prefix), reader, lines=lines, alone=alone
                )
        for address in remote:
            yield from _remote_items(address, settings or load_settings())

    return BatchSource(items, is_remote=bool(remote), passed_over=passed_over)


def _is_remote(argument: str) -> bool:
    """Whether an argument is an address that can be read. Raises UnreadableDocument for others."""
    if argument.lower().startswith(S3):
        return True
    check_scheme(argument)
    return is_address(argument)


def _remote_items(address: str, settings: Settings) -> Iterator[BatchItem]:
    if is_address(address):
        page = WebPage(address)
        yield BatchItem(0, address, remote=page, stem=page.stem)
        return
    for text in stored_texts(address, settings):
        key = PurePosixPath(text.entry.key)
        label = text.store.locate(text.entry.key)
        yield BatchItem(0, label, remote=text, folder=key.parent, stem=key.stem)


@dataclass(frozen=True, slots=True)
class _Place:
    """One argument."""

    path: Path | None
    pattern: str = ""

    @classmethod
    def of(cls, argument: str) -> "_Place":
        path = Path(argument)
        try:
            path.stat()
        except (OSError, ValueError) as error:
            if not glob.has_magic(argument):
                raise UnreadableDocument(
                    f"{shown(argument)} can't be read ({reason_of(error)}); name a folder, a file "
                    "or a pattern such as 'texts/*.md'."
                ) from error
            if next(_matches(argument), None) is None:
                raise BadInput(f"No file matches {shown(argument)}; check the pattern.") from error
            return cls(None, argument)
        check_is_kept(path)
        return cls(path)

    @property
    def is_folder(self) -> bool:
        return self.path is not None and self.path.is_dir()

    def files(
        self, root: Path, without: Path | None, passed_over: Counter[str]
    ) -> Iterator[tuple[Path, Path]]:
        """Each file, with the folder that its place in the output is seen from.

        Those of a folder that aren't texts are counted in `passed_over`.
        """
        if self.path is None:
            base = self._fixed_part()
            yield from ((path, base) for path in sorted(_matches(self.pattern)) if path.is_file())
        elif self.path.is_dir():
            yield from ((path, self.path) for path in _walk(self.path, without, passed_over))
        else:
            yield self.path, root

    def _fixed_part(self) -> Path:
        parts = Path(self.pattern).parts
        fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
        return Path(*parts[:fixed])


def _matches(pattern: str) -> Iterator[Path]:
    # Not Path.glob: a pattern may be absolute, and hidden files are not meant by a star.
    return map(Path, glob.iglob(pattern, recursive=True))  # noqa: PTH207


def _walk(folder: Path, without: Path | None, passed_over: Counter[str]) -> Iterator[Path]:
    """The documents in a folder and those below, in the order of their names."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except OSError as error:
        raise UnreadableDocument(
            f"The folder {shown(folder)} can't be read ({reason_of(error)}); check its permissions."
        ) from error
    for name, is_folder in found:
        path = folder / name
        if name.startswith((".", "~$")):  # hidden, or says who has a document open in Office
            continue
        if is_folder:
            if not (path.is_symlink() or (without and path.resolve() == without)):
                yield from _walk(path, without, passed_over)
        elif path.suffix.lower() in SUFFIXES:
            yield path
        else:
            passed_over[path.suffix.lower()] += 1


def _items_of_file(
    path: Path,
    base: Path,
    prefix: PurePosixPath,
    reader: ListReader | None,
    *,
    lines: bool,
    alone: bool,
) -> Iterator[BatchItem]:
    """One item, or those of a list, or of all lines; these lie apart unless the file is alone.

    A list that can't be read spoils no others: unless it is alone, it is an item with its problem.
    """
    place = _relative(path, base)
    folder, label = prefix / place.parent, (prefix / place).as_posix()
    if not (lines or reader):
        yield BatchItem(0, label, file=path, folder=folder, stem=path.stem)
        return
    inside = folder if alone else folder / path.stem
    try:
        yield from (
            reader(path, str(path)) if reader else items_of_lines(path, place.as_posix(), inside)
        )
    except BadInput as problem:
        if alone:
            raise
        yield BatchItem(0, label, problem=str(problem))


def _relative(path: Path, base: Path) -> PurePosixPath:
    try:
        return PurePosixPath(path.absolute().relative_to(base.absolute()))
    except ValueError:
        return PurePosixPath(path.name)


def _common_folder(files: Sequence[Path]) -> Path:
    """The folder that all files lie in, directly or below."""
    folders = [str(path.absolute().parent) for path in files]
    return Path(os.path.commonpath(folders)) if folders else Path()


def _standard_input(lines: bool) -> Callable[[], Iterable[BatchItem]]:
    """The standard input, kept in a file so that it can be read twice."""
    with NamedTemporaryFile(prefix="voicefarm-batch-", delete=False) as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
    path, name = Path(kept.name), "the standard input"
    first = first_line(path, name)

    def items() -> Iterator[BatchItem]:
        if lines:
            yield from items_of_lines(path, name, PurePosixPath())
        elif first.startswith("{"):
            yield from items_of_json_lines(path, name, Path())
        elif stated_delimiter(first) or {"text", "file"} & set(csv_header(first)):
            yield from items_of_csv(path, name, Path())
        else:
            yield from items_of_paths(path, name)

    weakref.finalize(items, path.unlink, missing_ok=True)
    return items
