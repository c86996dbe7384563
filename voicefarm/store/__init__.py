"""Where takes, manifests and programmes lie: an S3 bucket or a directory, behind one contract."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from voicefarm.errors import BadKey, BadSetting
from voicefarm.store.keys import check_key
from voicefarm.store.writing import StreamWriter

__all__ = ["BINARY", "Store", "StreamWriter", "open_store"]

BINARY = "application/octet-stream"


class Store(Protocol):
    """Objects by key. Thread-safe. Raises BadKey, and StoreUnreachable with the remedy.

    Writes are atomic: a reader sees an object whole, as it was before or after, or not at all.
    They are idempotent: the last of several writers to one key wins.
    """

    def check(self) -> None:
        """Raise StoreUnreachable unless objects can be listed and written."""

    def get(self, key: str) -> bytes:
        """Return an object's bytes, or raise ObjectMissing."""

    def put(self, key: str, data: bytes, content_type: str = BINARY) -> None:
        """Write a small object, kept in memory as a whole."""

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes, or None when it isn't there."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Yield the keys that begin with `prefix`, lazily, in the order of their UTF-8 bytes."""

    def delete(self, key: str) -> None:
        """Remove an object; one that isn't there is fine."""

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object's bytes from `start` in blocks, or raise ObjectMissing at the first."""

    def download(self, key: str, path: str | os.PathLike[str]) -> None:
        """Copy an object to a file in constant memory; the file appears when it is complete.

        Raises ObjectMissing, and OSError when the file can't be written.
        """

    def writer(self, key: str, content_type: str = BINARY) -> StreamWriter:
        """Begin a big object, of any size, in constant memory."""

    def abandon(self, key: str) -> None:
        """Drop what writers of `key` that were killed have left behind.

        A writer that still lives fails; so call it only with the sole right to write the key.
        """

    def locate(self, key: str) -> str:
        """Return where an object lies, for people: `s3://…` or an absolute path."""


def open_store(url: str, *, endpoint_url: str | None = None, region: str | None = None) -> Store:
    """Return the store that `url` names, without touching it yet (see `Store.check`).

    `s3://bucket/prefix` is S3 or, with `endpoint_url`, a provider that speaks it; a path or
    `file:///path` is a directory, made when first written. Raises BadSetting.
    """
    scheme, found, rest = url.partition("://")
    if scheme == "s3" and found:
        return _open_s3(rest, endpoint_url, region)
    if scheme == "file" and found:
        return _open_directory(_path_of(url))
    if found or not url.strip() or "\0" in url:
        raise BadSetting(f"Store '{url}' is not known; give s3://bucket/prefix or a directory.")
    return _open_directory(url)


def _open_directory(path: str) -> Store:
    from voicefarm.store.directory import DirectoryStore

    try:
        return DirectoryStore(Path(path).expanduser())
    except RuntimeError as error:  # a home folder of nobody's
        raise BadSetting(
            f"Store '{path}' can't be found ({error}); give its whole path."
        ) from error


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise BadSetting(f"Store '{url}' names another machine; write file:///path.")
    return unquote(parts.path)


def _open_s3(rest: str, endpoint_url: str | None, region: str | None) -> Store:
    from voicefarm.store.s3 import S3Store  # boto3 costs half a second; a directory needs none

    bucket, _, prefix = rest.partition("/")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]", bucket):
        raise BadSetting(f"Store 's3://{rest}' has no usable bucket; write s3://bucket/prefix.")
    if endpoint_url and not re.match(r"https?://[^/\s]+", endpoint_url):
        raise BadSetting(f"S3 endpoint '{endpoint_url}' is no address; write http://host:port.")
    return S3Store(
        bucket, _checked_prefix(prefix.strip("/")), endpoint_url=endpoint_url, region=region
    )


def _checked_prefix(prefix: str) -> str:
    try:
        return prefix and check_key(prefix)
    except BadKey as error:
        raise BadSetting(f"The store's prefix can't be used: {error}") from error
