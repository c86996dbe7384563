"""Where takes, manifests and programmes lie: an S3 bucket or a directory, behind one contract.

- `directory`, `s3`: the two stores; `opening` says which one an address names
- `keys`: which names an object may have
- `writing`: a big object, written front to back in constant memory
- `s3_client`, `s3_errors`: what providers differ in, and their errors as sentences
"""

import os
from collections.abc import Iterator
from typing import NamedTuple, Protocol

from voicefarm.store.writing import StreamWriter

__all__ = ["BINARY", "BLOCK", "JSON", "Entry", "Store", "StreamWriter"]

BINARY = "application/octet-stream"
JSON = "application/json"
BLOCK = 2**20
"""Bytes of one block of `stream`, and of a copy."""


class Entry(NamedTuple):
    """An object as a listing has it."""

    key: str
    size: int
    """Bytes."""
    modified: float
    """When it was written last, Unix time."""


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

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Yield what is known of the objects whose keys begin with `prefix`, as `list` does."""

    def delete(self, key: str) -> None:
        """Remove an object; one that isn't there is fine."""

    def discard(self, prefix: str) -> None:
        """Remove all objects whose keys begin with `prefix`; none is fine."""

    def stream(self, key: str, start: int = 0) -> Iterator[bytes]:
        """Yield an object's bytes from `start` in blocks, or raise ObjectMissing at the first."""

    def presigned(self, key: str, seconds: int, disposition: str) -> str | None:
        """Return an address that gives an object to whoever has it, until the seconds are over.

        It answers with that Content-Disposition. None if the store has no such addresses.
        """

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
