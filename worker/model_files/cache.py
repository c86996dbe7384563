"""Files put into the cache of weights whole, verified, and by one process at a time."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from voicefarm.errors import EngineUnavailable
from voicefarm.weights.places import cache_folder

PARTIAL = ".voicefarm-partial"
"""What ends the name of a file that is not complete."""


class Progress(Protocol):
    """Called regularly while a file is fetched, with how far it is."""

    def __call__(self, file: str, done: int, total: int) -> None:
        """`done` of `total` bytes of `file` are here; a `total` of 0 is not known."""
        ...


def no_progress(file: str, done: int, total: int) -> None:
    """A Progress that shows nothing."""


@contextmanager
def locked(path: Path) -> Iterator[IO[bytes]]:
    """The file at `path`, open to read and append, for this process alone. Waits for others.

    Whoever holds it may rename or delete it: the next one then opens a new file.
    """
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not _is_still(path, file):
                continue
            yield file
            return


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def put_into_place(file: IO[bytes], partial: Path, place: Path) -> None:
    """Let the complete `partial`, open as `file`, be the file at `place`, at once and for good."""
    file.flush()
    os.fsync(file.fileno())
    partial.replace(place)


def replace_link(link: Path, target: Path) -> None:
    """Let `link` lead to `target`, at once, wherever it has led so far."""
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def check_space(name: str, missing: int) -> None:
    """Raise EngineUnavailable if the cache's disk has no room for the `missing` bytes of `name`."""
    folder = cache_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if missing > free:
        raise EngineUnavailable(
            f"{name} needs {missing / 1e6:,.0f} MB more and the disk has "
            f"{free / 1e6:,.0f} MB; free some or set HF_HUB_CACHE to another disk."
        )


def sha256_of(path: Path) -> str:
    """The checksum of a file, in lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
