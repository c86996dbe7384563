"""A model's files on this machine, with their checksums verified."""

import json
from pathlib import Path
from typing import Any

from voicefarm.errors import BadSetting, EngineUnavailable
from voicefarm.weights.places import hub_file, packaged_file, packages_folder
from worker.model_files.cache import sha256_of
from worker.model_files.source import Source


def located(source: Source) -> Path | None:
    """Where the file of `source` lies: its path, an installed package, the cache, or nowhere.

    A file out of a package has the checksum that its source names, or is not found.
    """
    if source.path is not None:
        is_folder = source.takes_folder and source.path.is_dir()
        return source.path if is_folder or source.path.is_file() else None
    assert source.file is not None
    if source.repo is not None:
        return hub_file(source.repo, source.file, source.revision)
    assert source.sha256 is not None
    return packaged_file(source.package, source.file, source.sha256)


def resolve(source: Source, model: str = "NAME") -> Path:
    """The file of `source` on this machine.

    Never downloads: a worker must not wait for gigabytes. Raises EngineUnavailable, which names the
    command that fetches the files of `model`.
    """
    if path := located(source):
        return path
    if source.path is not None:
        raise EngineUnavailable(
            f"There is no file {source.path.resolve()}; bring it there (the file of model "
            f"'{model}' says where it comes from), or correct 'path' in it."
        )
    raise EngineUnavailable(f"{source} is not on this machine: run voicefarm models pull {model}.")


def verified(source: Source, model: str) -> Path:
    """The same; a file that others put there must have the checksum that the model file gives.

    A file that was fetched into the cache was compared then. Raises EngineUnavailable.
    """
    path = resolve(source, model)
    if source.sha256 is None or source.repo is not None or path.is_relative_to(packages_folder()):
        return path
    if path.is_dir():
        raise EngineUnavailable(
            f"{path} is a folder, and the file of model '{model}' gives the 'sha256' of a file: "
            "name the file in it that has this checksum."
        )
    digest = sha256_of(path)
    if digest != source.sha256:
        raise EngineUnavailable(
            f"{path} has the checksum {digest}, which is not the one in the file of model "
            f"'{model}': bring back the file, or name the new 'sha256' there."
        )
    return path


def read_json(path: Path, what: str) -> Any:
    """What a JSON file says; `what` names the file. Raises EngineUnavailable, BadSetting."""
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise EngineUnavailable(
            f"The {what} {path} can't be read ({error.strerror}); correct its path."
        ) from error
    except ValueError as error:
        raise BadSetting(f"{path} is not valid JSON ({error}); fetch it again.") from error
