"""Where a tool writes: a path on which nothing lies yet, and which appears whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voicefarm.errors import BadInput
from voicefarm.wording.paths import reason_of


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
        part.touch()
    except OSError as error:
        raise BadInput(f"{path} can't be written ({reason_of(error)}); name another.") from error
    try:
        yield part
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `target` at the end and goes away on an error."""
    part = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=f".{target.name}."))
    try:
        yield part
        part.chmod(0o755)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
