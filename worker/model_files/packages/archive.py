"""One file out of a package's archive: a wheel (zip), or a tarball of npm (tar.gz).

A member is only ever copied into a file of ours, so no name in an archive chooses a place on disk.
"""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from voicefarm.errors import EngineUnavailable

NPM_FOLDER = "package"
"""The folder in which an npm tarball has its files; an installed package doesn't show it."""
BLOCK = 1 << 20
_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError),
    RuntimeError,  # what zipfile raises for a way of packing that it can't undo
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive, open to read."""

    size: int
    """Bytes, as the archive declares them. No more are ever read."""
    data: IO[bytes]

    def copy_to(self, file: IO[bytes]) -> None:
        """Append the whole member to `file`. Raises EOFError if it ends early."""
        left = self.size
        while left and (block := self.data.read(min(left, BLOCK))):
            file.write(block)
            left -= len(block)
        if left:
            raise EOFError(f"{left} bytes are missing")


@contextmanager
def member(archive: Path, file: str) -> Iterator[Member]:
    """The regular file that the package in `archive` has at `file`.

    Raises EngineUnavailable if it has none, or if the archive is damaged.
    """
    opened = _in_tarball if archive.name.endswith((".tgz", ".tar.gz")) else _in_zip
    try:
        with opened(archive, file) as found:
            yield found
    except _DAMAGE as error:
        raise DamagedArchive(f"{archive.name} is damaged ({error}); run the pull again.") from error


class DamagedArchive(EngineUnavailable):
    """An archive that can't be read to its end; it has to be fetched again."""


@contextmanager
def _in_zip(archive: Path, file: str) -> Iterator[Member]:
    with zipfile.ZipFile(archive) as opened:
        try:
            entry = opened.getinfo(file)
        except KeyError:
            raise _lacks(archive, file, opened.namelist()) from None
        with opened.open(entry) as data:
            yield Member(entry.file_size, data)


@contextmanager
def _in_tarball(archive: Path, file: str) -> Iterator[Member]:
    names = []
    with tarfile.open(archive, "r:gz") as opened:
        for entry in opened:
            name = entry.name.removeprefix(f"{NPM_FOLDER}/")
            names.append(name)
            if name == file and entry.isreg() and (data := opened.extractfile(entry)):
                yield Member(entry.size, data)
                return
    raise _lacks(archive, file, names)


def _lacks(archive: Path, file: str, names: list[str]) -> EngineUnavailable:
    base = file.rpartition("/")[2]
    alike = [name for name in names if name.rpartition("/")[2] == base]
    hint = f"; it has '{alike[0]}'" if alike else ""
    return EngineUnavailable(
        f"{archive.name} has no file '{file}'{hint}: correct 'file' in the model file."
    )
