"""Where a tool writes: a path on which nothing lies yet, and which appears whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicefarm.errors import BadInput


def check_free(path: Path) -> None:
    """Raise BadInput when something lies there, or its folder is missing."""
    if path.exists():
        raise BadInput(f"{path} exists already; name another, or remove it.")
    if not path.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {path.absolute().parent}; make it first.")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes `path` at the end and goes away on an error."""
    check_free(path)
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
