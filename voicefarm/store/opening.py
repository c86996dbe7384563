"""Which store an address names."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from voicefarm.errors import BadKey, BadSetting
from voicefarm.store import Store
from voicefarm.store.keys import check_key


def open_store(url: str, *, endpoint_url: str | None = None, region: str | None = None) -> Store:
    """Return the store that `url` names, without touching it yet (see `Store.check`).

    `s3://bucket/prefix` is S3 or, with `endpoint_url`, a provider that speaks it; a path or
    `file:///path` is a directory, made when first written. Raises BadSetting.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "s3" and separator:
        return _open_s3(rest, endpoint_url, region)
    if scheme == "file" and separator:
        return _open_directory(_path_of(url))
    if separator or not url.strip() or "\0" in url:
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


def _open_s3(rest: str, endpoint_url: str | None, region: str | None) -> Store:
    from voicefarm.store.s3 import S3Store  # boto3 costs half a second; a directory needs none

    bucket, _, prefix = rest.partition("/")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]", bucket):
        raise BadSetting(f"Store 's3://{rest}' has no usable bucket; write s3://bucket/prefix.")
    if endpoint_url and not re.match(r"https?://[^/\s]+", endpoint_url):
        raise BadSetting(f"S3 endpoint '{endpoint_url}' is not a URL; write http://host:port.")
    return S3Store(
        bucket, _checked_prefix(prefix.strip("/")), endpoint_url=endpoint_url, region=region
    )


def _checked_prefix(prefix: str) -> str:
    try:
        return prefix and check_key(prefix)
    except BadKey as error:
        raise BadSetting(f"The store's prefix can't be used: {error}") from error
