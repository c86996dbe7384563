"""What the argument that names a text says of itself, before anything is read or fetched."""

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit


def is_address(text: str) -> bool:
    """Whether an input argument is an address of the web and no file."""
    return text.lower().startswith(("http://", "https://"))


def name_of(source: str) -> str:
    """What a document is called by its path or its address, for files that are made of it."""
    if not is_address(source):
        return Path(source).stem
    parts = urlsplit(source)
    name = PurePosixPath(unquote(parts.path)).stem or parts.hostname or "page"
    return "".join(sign if sign.isalnum() or sign in " -_." else "-" for sign in name)[:100]
