"""A directory as a store: one file per object, on one machine or on a shared mount."""

import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voicefarm.errors import BadKey, ObjectMissing, StoreRefuses, StoreUnreachable
from voicefarm.store import BINARY, BLOCK, Entry
from voicefarm.store.keys import RESERVED, check_key, check_prefix
from voicefarm.store.writing import PART_SIZE, Bytes, StreamWriter
from voicefarm.wording.paths import FULL


class DirectoryStore:
    """Objects as files under `root`; a content type isn't kept. Keeps the promises of `Store`.

    Safe for threads and for processes that share the directory. One key can't be the directory
    of another: writing `a/b` raises BadKey if there is an object `a`.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self._root = Path(root).absolute()

    def check(self) -> None:
        """Raise StoreUnreachable unless a file can be written under the root."""
        with _writing(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            probe = self._root / (RESERVED + secrets.token_hex(8))
            probe.touch(exist_ok=False)
            probe.unlink()
            next(self._root.iterdir(), None)

    def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ObjectMissing."""
        path = self._path(key)
        with _reading(path):
            return path.read_bytes()

    def put(self, key: str, data: bytes, content_type: str = BINARY) -> None:
        """Write a small object. It outlives a killed process, but not always a power cut.

        There is no fsync here: it takes several times as long as the write itself. After a power
        cut, what was just put may be empty. A take that can't be decoded counts as not made, and
        is made again. What `writer` writes, the programme, is synced.
        """
        path = self._path(key)
        with _writing(path, key), _replacing(path) as partial:
            _write(partial, data)

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes, or None when it isn't there."""
        path = self._path(key)
        try:
            with _reading(path):
                status = path.stat()
        except ObjectMissing:
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, lazily, in the order of their UTF-8 bytes."""
        check_prefix(prefix)
        folder = prefix.rpartition("/")[0]
        return self._walk(folder + "/" if folder else "", prefix)

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what is known of the objects whose keys begin with `prefix`, as `list` does."""
        for key in self.list(prefix):
            try:
                with _reading(path := self._path(key)):
                    status = path.stat()
            except ObjectMissing:
                continue  # deleted meanwhile
            yield Entry(key, status.st_size, status.st_mtime)

    def delete(self, key: str) -> None:
        """Remove an object; one that isn't there is fine. Its directory stays."""
        path = self._path(key)
        if self.size(key) is not None:
            with _writing(path, key):
                path.unlink(missing_ok=True)

    def discard(self, prefix: str) -> None:
        """Remove all objects whose keys begin with `prefix`, and a folder of that name."""
        folder = check_prefix(prefix).removesuffix("/")
        if folder != prefix and folder:
            path = self._path(folder)
            with _writing(path, folder), suppress(FileNotFoundError):
                shutil.rmtree(path)
        for key in self.list(prefix):
            self.delete(key)

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object's bytes from `start` in blocks, or raise ObjectMissing at the first."""
        path = self._path(key)
        with _reading(path), path.open("rb") as file:
            file.seek(start)
            while block := file.read(BLOCK):
                yield block

    def presigned(self, key: str, seconds: int, disposition: str) -> str | None:
        """Return None: files have no addresses."""
        return None

    def download(self, key: str, path: str | os.PathLike[str]) -> None:
        """Copy an object to a file; the file appears when it is complete."""
        source, target = self._path(key), Path(path)
        with _reading(source):
            file = source.open("rb")
        with file, unfinished(target) as partial, partial.open("xb") as copy:
            shutil.copyfileobj(file, copy, BLOCK)

    def writer(self, key: str, content_type: str = BINARY) -> StreamWriter:
        """Begin a big object; it is synced to the disk before it appears."""
        return StreamWriter(_FileSink(self._path(key), key), key)

    def abandon(self, key: str) -> None:
        """Remove the temporary files of writers of `key` that were killed."""
        path = self._path(key)
        with _writing(path, key):
            for left in path.parent.glob(_temporary(path) + "*"):
                left.unlink(missing_ok=True)

    def locate(self, key: str) -> str:
        """Return the path of the object's file."""
        return str(self._path(key))

    def _path(self, key: str) -> Path:
        return self._root / check_key(key)

    def _walk(self, folder: str, prefix: str) -> Iterator[str]:
        """Yield the keys under `folder` (empty, or ending in a slash) that match `prefix`."""
        path = self._root / folder
        try:
            with _reading(path), os.scandir(path) as entries:
                # A directory sorts as its keys do: with the slash that follows its name.
                names = sorted(e.name + "/" if e.is_dir() else e.name for e in entries)
        except ObjectMissing:
            return
        for name in names:
            key = folder + name
            if name.startswith(RESERVED) or not key.startswith(prefix):
                continue
            if name.endswith("/"):
                yield from self._walk(key, prefix)
            else:
                yield key


class _FileSink:
    """A StreamWriter's temporary file, in the folder of the file that it will replace."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key
        self._partial = path.with_name(_temporary(path) + secrets.token_hex(8))
        self._begun = False

    def put_whole(self, data: Bytes) -> None:
        self.finish(data)

    def append(self, number: int, part: Bytes) -> None:
        with _writing(self._path, self._key):
            # The first part leaves a hole where the head will be.
            self._write_at(max(self._size(), PART_SIZE), part)

    def finish(self, head: Bytes) -> None:
        with _writing(self._path, self._key):
            self._write_at(0, head)
            _sync(self._partial)
            self._partial.replace(self._path)
            _sync(self._path.parent)

    def abort(self) -> None:
        with suppress(OSError):
            self._partial.unlink()

    def _size(self) -> int:
        return self._partial.stat().st_size if self._partial.exists() else 0

    def _write_at(self, offset: int, data: Bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Made once: if it is gone, the key was abandoned, and what was written is gone too.
        made = 0 if self._begun else os.O_CREAT
        descriptor = os.open(self._partial, os.O_WRONLY | made, 0o666)
        self._begun = True
        with open(descriptor, "wb") as file:  # noqa: PTH123  # "wb" by name would truncate
            file.seek(offset)
            file.write(data)


def _temporary(path: Path) -> str:
    """How the names of the temporary files of writers of `path` begin."""
    return f"{RESERVED}{hashlib.sha256(path.name.encode()).hexdigest()[:8]}-"


def _write(path: Path, data: bytes) -> None:
    """Write a new file; its folder is made if it is lacking, as few are."""
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """Give a name in the folder of `target`; its file becomes `target`, or is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(target) as partial:
        yield partial


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """The same where the folder may be lacking still."""
    partial = target.with_name(RESERVED + secrets.token_hex(8))
    try:
        yield partial
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _sync(path: Path) -> None:
    """Bring a file's bytes, or a directory's names, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn the file system's errors in reading into voicefarm's."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ObjectMissing(
            f"'{path}' is not in the store; check its name, or make it again."
        ) from error
    except OSError as error:
        raise _unusable(path, error) from error


@contextmanager
def _writing(path: Path, key: str = "") -> Iterator[None]:
    """Turn the file system's errors in writing into voicefarm's."""
    try:
        yield
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        if not key:
            raise _unusable(path, error) from error
        raise BadKey(
            f"Key '{key}' can't be written because its path is both a file and a directory in"
            " the store; choose another name."
        ) from error
    except OSError as error:
        raise _unusable(path, error) from error


MANY_FILES = {errno.EMFILE, errno.ENFILE}
LASTING = {
    *FULL, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG
}  # fmt: skip
"""Errors that don't pass. Others may, mostly those of a network mount."""


def _unusable(path: Path, error: OSError) -> StoreUnreachable:
    if error.errno in MANY_FILES:
        return StoreUnreachable(
            f"The store can't open '{path}' ({error.strerror}); raise the limit of open files of"
            " this process (ulimit -n) to 1024 at least."
        )
    kind = StoreRefuses if error.errno in LASTING else StoreUnreachable
    return kind(
        f"The store can't use '{path}' ({error.strerror}); name a directory that has room and"
        " that this user may write, in VOICEFARM_STORE."
    )
