"""ZIP archives, checked before anything is unpacked.

Bombs are refused by what their entries say of themselves, and nothing is read beyond that.
Overlapping entries are found by their offsets: Python's own check came with 3.11.8. Nothing is
ever written to a disk, so a path that leads elsewhere does no harm; such an archive is refused all
the same. Format: PKWARE APPNOTE 6.3.10.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote

from producer.documents.limits import MIB, DocumentLimits
from voicefarm.errors import UnreadableDocument

_MOST_ENTRIES = 20_000
_MOST_TAGS = 2_000_000
"""In all parts of an archive."""
_MOST_RATIO = 200
"""Bytes that one packed byte may become; text and XML stay below 50."""
_SMALL = MIB
"""Bytes below which the ratio doesn't matter: a page of spaces packs very well."""
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENTRY = b"PK\x03\x04"
_LOCAL_HEADER = 30
_SYMLINK = 0o120000


class Archive:
    """An archive in memory; what it holds is read by name."""

    def __init__(self, opened: zipfile.ZipFile, name: str, limits: DocumentLimits) -> None:
        self._zip = opened
        self._name = name
        self._limits = limits
        self._read_bytes = 0
        self._tags = 0
        self._by_name = {info.filename: info for info in opened.infolist()}
        self._by_folded = {key.casefold(): info for key, info in self._by_name.items()}

    @property
    def names(self) -> Sequence[str]:
        """Of all entries, in the archive's order."""
        return list(self._by_name)

    def find(self, path: str) -> str | None:
        """The entry at `path`, also if it is percent-encoded or in other letters' case."""
        for spelled in (path, unquote(path)):
            if spelled in self._by_name:
                return spelled
            if folded := self._by_folded.get(spelled.casefold()):
                return folded.filename
        return None

    def read_text(self, path: str) -> bytes:
        """The bytes of a part that is read as text; all of them together have a limit.

        Raises UnreadableDocument.
        """
        self._read_bytes += self._entry(path).file_size
        self._limits.check_text(self._read_bytes, self._name)
        data = self.read(path)
        self._tags += data.count(b"<")
        if self._tags > _MOST_TAGS:
            raise _refused(self._name, f"its text has more than {_MOST_TAGS} tags")
        return data

    def read(self, path: str) -> bytes:
        """The bytes of an entry. Raises UnreadableDocument for one that is missing or damaged."""
        info = self._entry(path)
        try:
            with self._zip.open(info) as entry:
                return entry.read(info.file_size)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise UnreadableDocument(
                f"{self._name} is damaged at '{_short(path)}'; get it anew, or repair it."
            ) from error

    def _entry(self, path: str) -> zipfile.ZipInfo:
        found = self.find(path)
        if found is None:
            raise UnreadableDocument(
                f"{self._name} lacks its part '{_short(path)}'; get it anew, or repair it."
            )
        return self._by_name[found]


def open_archive(data: bytes, name: str, limits: DocumentLimits) -> Archive:
    """Open an archive that messages call `name`. Raises UnreadableDocument."""
    if data.startswith(_OLD_OFFICE):
        raise UnreadableDocument(
            f"{name} is an old or an encrypted Office file; save it anew, without a password."
        )
    if data.count(_DIRECTORY_ENTRY) > _MOST_ENTRIES:
        raise _refused(name, f"it has more than {_MOST_ENTRIES} entries")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableDocument(
            f"{name} is damaged: its list of contents can't be read; get it anew, or repair it."
        ) from error
    entries = opened.infolist()
    _check_names(entries, name)
    _check_sizes(entries, name, limits)
    _check_places(entries, data, opened.start_dir, name)
    return Archive(opened, name, limits)


def _check_names(entries: Sequence[zipfile.ZipInfo], name: str) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocument(f"{name} is encrypted; save it without a password first.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise _refused(name, f"its entry '{_short(entry.filename)}' leads out of it")
        if (entry.external_attr >> 16) & 0o170000 == _SYMLINK:
            raise _refused(name, f"its entry '{_short(entry.filename)}' is a link")
    if len({entry.filename for entry in entries}) < len(entries):
        raise _refused(name, "two of its entries have one name")


def _check_sizes(entries: Sequence[zipfile.ZipInfo], name: str, limits: DocumentLimits) -> None:
    if sum(entry.file_size for entry in entries) > limits.unpacked_mb * MIB:
        raise UnreadableDocument(
            f"{name} would unpack to more than {limits.unpacked_mb} MiB; split it, or raise the "
            "setting 'document_unpacked_limit_mb'."
        )
    for entry in entries:
        if entry.file_size > max(_SMALL, _MOST_RATIO * entry.compress_size):
            raise _refused(name, f"its entry '{_short(entry.filename)}' unpacks without measure")


def _check_places(
    entries: Sequence[zipfile.ZipInfo], data: bytes, directory: int, name: str
) -> None:
    """Refuse entries whose bytes are also another's, or the list's.

    Where an entry doesn't begin at its place, bytes were lost, as when line ends are changed.
    """
    places = [entry.header_offset for entry in entries]
    if any(place < 0 or not data.startswith(_ENTRY, place) for place in places):
        raise UnreadableDocument(
            f"{name} is damaged: its entries aren't where its list of contents says; get it"
            " anew, or repair it."
        )
    spans = sorted((entry.header_offset, _end(entry, data)) for entry in entries)
    spans.append((directory, directory))
    for (_, end), (start, _) in pairwise(spans):
        if end > start:
            raise _refused(name, "its entries overlap")


def _end(entry: zipfile.ZipInfo, data: bytes) -> int:
    """Where the packed bytes end; the header before them says how long it is itself."""
    lengths = data[entry.header_offset + 26 : entry.header_offset + _LOCAL_HEADER]
    named, extra = struct.unpack("<HH", lengths) if len(lengths) == 4 else (0, 0)
    return int(entry.header_offset + _LOCAL_HEADER + named + extra + entry.compress_size)


def _refused(name: str, why: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name} isn't opened: {why}, as in archives made to harm; save it anew from its source."
    )


def _short(path: str) -> str:
    return "".join(sign for sign in path[:80] if sign.isprintable())
