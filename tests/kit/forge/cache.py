"""Where forged files lie: one folder for all runs, each file named by the hash of its recipe."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any


def folder() -> Path:
    """The folder of forged files: `FORGED_MODELS`, else one under the system's temporary one."""
    otherwise = Path(tempfile.gettempdir()) / f"voicefarm-forge-{os.getuid()}"
    made = Path(os.environ.get("FORGED_MODELS", otherwise))
    made.mkdir(parents=True, exist_ok=True)
    return made


def cached(recipe: Any, sources: Sequence[str], suffix: str, forge: Callable[[Path], None]) -> Path:
    """The file that `forge` makes by `recipe` (a dataclass), made once per recipe and sources.

    `sources` are the files of the modules that forge, so that an edit of one forges anew. Safe
    among processes: a file appears whole, by rename.
    """
    said = json.dumps([type(recipe).__name__, asdict(recipe)], sort_keys=True)
    code = b"".join(Path(source).read_bytes() for source in sources)
    key = hashlib.sha256(said.encode() + code).hexdigest()[:16]
    path = folder() / f"{type(recipe).__name__.lower()}-{key}{suffix}"
    if not path.exists():
        making = path.with_name(f"{path.stem}.{os.getpid()}{suffix}")
        forge(making)
        making.rename(path)
    return path
