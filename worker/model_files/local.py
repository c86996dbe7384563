"""A model's files on this machine, with their checksums verified."""

import hashlib
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.model_files import hub
from worker.model_files.source import Source


def resolve(source: Source, model: str = "NAME") -> Path:
    """The file of `source` on this machine: its local path, or its place in the hub's cache.

    Never downloads: a worker must not wait for gigabytes. Raises EngineUnavailable, which names the
    command that fetches the files of `model`.
    """
    path = source.path or hub.cached(source)
    if path is None:
        raise EngineUnavailable(
            f"{source.repo}/{source.file} is not on this machine: "
            f"run voicefarm models pull {model}."
        )
    if not path.is_file():
        raise EngineUnavailable(
            f"There is no file {path.resolve()}; bring it there (the file of model '{model}' says "
            "where it comes from), or correct 'path' in it."
        )
    return path


def verified(source: Source, model: str) -> Path:
    """The same; a local file must have the checksum that the model file gives, if it gives one.

    A file from the hub was compared when it was fetched. Raises EngineUnavailable.
    """
    path = resolve(source, model)
    if source.path is None or source.sha256 is None:
        return path
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != source.sha256:
        raise EngineUnavailable(
            f"{path} has the checksum {digest}, which is not the one in the file of model "
            f"'{model}': bring back the file, or name the new 'sha256' there."
        )
    return path
