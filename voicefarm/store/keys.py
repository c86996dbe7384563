"""Which names an object may have: one rule for every store.

A key that is accepted here works the same in an S3 bucket and as a path under a directory, and
can't leave either. Every store checks its keys through this file and nowhere else.
"""

import re
import unicodedata

from voicefarm.errors import BadKey

MAX_KEY_BYTES = 1024
"""S3's limit for a whole key, prefix included, in UTF-8 bytes."""

MAX_SEGMENT_BYTES = 255
"""What Linux file systems allow for one name, in bytes."""

RESERVED = ".voicefarm-tmp-"
"""Segments that begin with it are a directory store's unfinished files; they are never listed."""

_PLAIN = re.compile(r"[!-\[\]-~]*")
"""Most keys: what each character is need not be looked up."""


def check_key(key: str, *, room: int = 0) -> str:
    """Return `key`, or raise BadKey with what is wrong with it.

    `room` is how many of the 1,024 bytes the store's own prefix takes.
    """
    _check_text(key, room)
    for segment in key.split("/"):
        _check_segment(segment, key)
    return key


def check_prefix(prefix: str, *, room: int = 0) -> str:
    """Return the beginning of a key, as `Store.list` takes it: empty, or cut off anywhere."""
    _check_text(prefix, room)
    *whole, _ = prefix.split("/")
    for segment in whole:
        _check_segment(segment, prefix)
    return prefix


def _check_text(key: str, room: int) -> None:
    if not _PLAIN.fullmatch(key) and any(
        unicodedata.category(char) in ("Cc", "Cs") or char == "\\" for char in key
    ):
        raise BadKey(f"Key {key!r} has a backslash or a control character; leave it out.")
    if (size := len(key.encode())) > MAX_KEY_BYTES - room:
        raise BadKey(
            f"Key {key[:40]!r}… takes {size:,} bytes; shorten it to {MAX_KEY_BYTES - room:,}."
        )


def _check_segment(segment: str, key: str) -> None:
    if segment in ("", ".", ".."):
        raise BadKey(f"Key {key!r} has the part {segment!r}; give a relative key, like 'a/b.json'.")
    if segment.startswith(RESERVED):
        raise BadKey(f"Key {key!r} has a part beginning with {RESERVED!r}, which is reserved.")
    if len(segment.encode()) > MAX_SEGMENT_BYTES:
        raise BadKey(f"Key {key[:40]!r}… has a part over {MAX_SEGMENT_BYTES} bytes; shorten it.")
