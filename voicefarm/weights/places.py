"""Where weights lie on this machine, by what a model file says of them. Nothing is fetched.

The cache is huggingface_hub's own folder. A hub's files lie there as huggingface_hub lays them out
(`models--owner--name/snapshots/<commit>/…`), so both share what either of them fetched. Files out
of packages lie in a folder of their own there, each under its checksum.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from voicefarm.weights.package import Package

COMMIT = re.compile(r"[0-9a-f]{40}")
PLACES = frozenset({"path", "repo", "revision", "file", "package", "parts"})
"""Keys of a table that say where a file comes from. Its `sha256` says which file it is."""


def cache_folder() -> Path:
    """Where fetched weights are kept: `HF_HUB_CACHE`, `HF_HOME`, or the user's cache."""
    if own := os.environ.get("HF_HUB_CACHE"):
        return Path(own).expanduser()
    caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = os.environ.get("HF_HOME") or f"{caches}/huggingface"
    return Path(home).expanduser() / "hub"


def packages_folder() -> Path:
    """The part of the cache that holds files out of packages."""
    return cache_folder() / "voicefarm-packages"


def repository_folder(repo: str) -> Path:
    """The part of the cache that holds a hub repository."""
    return cache_folder() / f"models--{repo.replace('/', '--')}"


def commit_of(repo: str, revision: str) -> str | None:
    """The commit that `revision` was when a file of the repository was last fetched."""
    if COMMIT.fullmatch(revision):
        return revision
    ref = repository_folder(repo) / "refs" / revision
    return ref.read_text("utf-8").strip() if ref.is_file() else None


def hub_file(repo: str, file: str, revision: str | None) -> Path | None:
    """Where a file of the hub lies in the cache, or None."""
    commit = commit_of(repo, revision or "main")
    path = repository_folder(repo) / "snapshots" / commit / file if commit else None
    return path if path is not None and path.is_file() else None


def packaged_place(file: str, sha256: str) -> Path:
    """Where a file out of a package is kept in the cache, whether it is there or not."""
    return packages_folder() / sha256 / PurePosixPath(file).name


def packaged_file(package: str | None, file: str, sha256: str) -> Path | None:
    """Where a package's file lies: installed for this Python, in the cache, or nowhere (None).

    Without a package it is one that was joined from parts, and so is in the cache alone.
    """
    if package and (path := Package.parse(package).installed_file_with(file, sha256)):
        return path
    path = packaged_place(file, sha256)
    return path if path.is_file() else None


def sources_in(settings: object) -> Iterator[Mapping[str, Any]]:
    """Every table within a model's settings that says where a file comes from."""
    if isinstance(settings, Mapping):
        if is_source(settings):
            yield settings
            return
        settings = list(settings.values())
    if isinstance(settings, list | tuple):
        for value in settings:
            yield from sources_in(value)


def is_source(table: Mapping[str, Any]) -> bool:
    """Whether a table of a model file says where a file comes from."""
    return "path" in table or (
        "file" in table and not {"repo", "package", "parts"}.isdisjoint(table)
    )


def is_here(source: Mapping[str, Any], folder: Path) -> bool:
    """Whether the file is on this machine; a relative path starts at `folder`.

    A table that is not valid names no file; its engine says what is wrong with it.
    """
    match source:
        case {"path": str(path)}:
            return (folder / Path(path).expanduser()).exists()
        case {"repo": str(repo), "file": str(file)}:
            return hub_file(repo, file, source.get("revision")) is not None
        case {"file": str(file), "sha256": str(sha256)}:
            with suppress(TypeError, ValueError):
                return packaged_file(source.get("package"), file, sha256) is not None
    return False
