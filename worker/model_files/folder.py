"""Files as one folder, for a library that wants to be given a folder."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from voicefarm.weights.places import cache_folder
from worker.model_files.cache import replace_link


def folder_of(files: Mapping[str, Path]) -> Path:
    """A folder that holds each of `files` under its name; nothing is copied.

    If all lie in one folder under these names it is that one. Otherwise it is a folder of links in
    the cache, the same one for the same files. Other files may lie in it too.
    """
    folders = {path.parent for path in files.values()}
    if len(folders) == 1 and all(path.name == name for name, path in files.items()):
        return folders.pop()
    named = "\n".join(f"{name}\t{path.absolute()}" for name, path in sorted(files.items()))
    folder = cache_folder() / "voicefarm-folders" / hashlib.sha256(named.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in files.items():
        replace_link(folder / name, path.absolute())
    return folder
