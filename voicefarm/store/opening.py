"""Which store an address names."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from voicefarm.errors import BadKey, BadSetting
from voicefarm.store import Store
from voicefarm.store.keys import check_key

if TYPE_CHECKING:
    from voicefarm.store.s3_client import Addressing, Checksums, EqualParts, S3Options


def open_store(
    url: str,
    *,
    endpoint_url: str | None = None,
    region: str | None = None,
    addressing: "Addressing" = "auto",
    checksums: "Checksums" = "auto",
    equal_parts: "EqualParts" = "auto",
) -> Store:
    """Return the store that `url` names, without touching it yet (see `Store.check`).

    `s3://bucket/prefix` is S3 or, with `endpoint_url`, a provider that speaks it; a path or
    `file:///path` is a directory, made when first written. The rest is as S3Options has it. Raises
    BadSetting.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "s3" and separator:
        from voicefarm.store.s3_client import S3Options

        options = S3Options(endpoint_url, region, addressing, checksums, equal_parts)
        return _open_s3(rest, options)
    if scheme == "file" and separator:
        return _open_directory(_path_of(url))
    if separator or not url.strip() or "\0" in url or url.startswith(("s3:", "file:")):
        raise BadSetting(f"Store '{url}' is not known; give s3://bucket/prefix or a directory.")
    return _open_directory(url)


def _open_directory(path: str) -> Store:
    from voicefarm.store.directory import DirectoryStore

    try:
        return DirectoryStore(Path(path).expanduser())
    except RuntimeError as error:  # the home folder of an unknown user
        raise BadSetting(
            f"Store '{path}' can't be found ({error}); give its whole path."
        ) from error


def _path_of(url: str) -> str:
    parts = urlsplit(url)
    if parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        raise BadSetting(f"Store '{url}' names another machine; write file:///path.")
    return unquote(parts.path)


def _open_s3(rest: str, options: "S3Options") -> Store:
    from voicefarm.store.s3 import S3Store  # boto3 costs half a second; a directory needs none

    bucket, _, prefix = rest.partition("/")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]", bucket):
        raise BadSetting(f"Store 's3://{rest}' has no usable bucket; write s3://bucket/prefix.")
    endpoint = options.endpoint_url
    if endpoint and not re.fullmatch(r"https?://[^/\s@]+(/\S*)?", endpoint):
        raise BadSetting("The S3 endpoint is not a URL without a key; write http://host:port.")
    return S3Store(bucket, _checked_prefix(prefix.strip("/")), options)


def _checked_prefix(prefix: str) -> str:
    try:
        return prefix and check_key(prefix)
    except BadKey as error:
        raise BadSetting(f"The store's prefix can't be used: {error}") from error
