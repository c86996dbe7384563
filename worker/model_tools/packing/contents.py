"""What lies in a package: files under names of their own, and tables that name them so."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voicefarm.errors import BadInput
from voicefarm.models import Model
from voicefarm.weights import places
from worker.model_files.cache import sha256_of
from worker.model_files.local import verified
from worker.model_files.source import WeightsSource

CHECKPOINT_SUFFIXES = frozenset({".safetensors", ".json", ".txt", ".model", ".jinja"})
"""Of the files of a checkpoint's folder that its library reads."""
TENSORS = ".safetensors"


@dataclass(frozen=True, slots=True)
class PackedFile:
    """One file of a package."""

    name: str
    """Its path in the package, with `/`."""
    role: str
    """Its key in the model file, such as `weights`."""
    sha256: str
    size: int
    """Bytes."""
    origin: str
    """Where it came from, for the card."""
    path: Path | None = None
    """The file that is copied; without, `content` is written."""
    content: bytes = b""


@dataclass(slots=True)
class PackageContents:
    """The files of one package, each once, for a model whose sources are all on this machine."""

    model: Model
    files: dict[str, PackedFile] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    """Where the files of this machine lay that its model file names by their paths."""

    def packed(self, value: Any, role: str = "") -> Any:
        """The same settings, in which each source of a file is a path within the package.

        Raises EngineUnavailable for a file that isn't here or has another checksum.
        """
        if isinstance(value, Mapping):
            if places.is_source(value):
                return self._source(value, role)
            return {
                key: self.packed(inner, f"{role}.{key}" if role else key)
                for key, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.packed(inner, role) for inner in value]
        return value

    def write(self, name: str, role: str, content: bytes, origin: str) -> dict[str, Any]:
        """Put a file in that is made here; the table that names it."""
        digest = hashlib.sha256(content).hexdigest()
        self.files[name] = PackedFile(name, role, digest, len(content), origin, None, content)
        return {"path": name, "sha256": digest}

    def add(self, path: Path, name: str, role: str, origin: str) -> PackedFile:
        """Put a file of this machine in, under `name` or in a folder of its role."""
        if name in self.files and self.files[name].path != path:
            name = f"{role.replace('.', '/')}/{name}"
        self.files[name] = PackedFile(
            name, role, sha256_of(path), path.stat().st_size, origin, path
        )
        return self.files[name]

    def copy_to(self, folder: Path) -> None:
        """Write all files below `folder`. Raises BadInput if its disk hasn't the room."""
        size, free = self.size, shutil.disk_usage(folder).free
        if size > free:
            raise BadInput(
                f"The package takes {size / 1e6:,.0f} MB and the disk has {free / 1e6:,.0f} MB; "
                "free some, or name a folder on another disk."
            )
        for file in self.files.values():
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.path is None:
                target.write_bytes(file.content)
            else:
                shutil.copyfile(file.path, target)

    @property
    def size(self) -> int:
        """Of all files, bytes."""
        return sum(file.size for file in self.files.values())

    def _source(self, table: Mapping[str, Any], role: str) -> dict[str, Any]:
        known = {key: value for key, value in table.items() if key in WeightsSource.model_fields}
        source = WeightsSource.model_validate(known, context={"folder": self.model.folder})
        path = verified(source, self.model.name)
        rest = {key: value for key, value in table.items() if key not in places.PLACES | {"sha256"}}
        origin = _origin(source)
        if source.path is not None:
            self.folders.add(path if path.is_dir() else path.parent)
        if path.is_dir() or path.suffix == TENSORS:
            return rest | self._checkpoint(path, role, origin)
        name = path.name if not role.startswith("voices.") else f"voices/{path.name}"
        file = self.add(path, _named(source, name), role, origin)
        return rest | {"path": file.name, "sha256": file.sha256}

    def _checkpoint(self, weights: Path, role: str, origin: str) -> dict[str, Any]:
        """All files of a checkpoint's folder; the table names it as it was named."""
        folder = weights if weights.is_dir() else weights.parent
        inside = role.rpartition(".")[2]
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.suffix in CHECKPOINT_SUFFIXES:
                self.add(path, f"{inside}/{path.name}", role, origin)
        if weights.is_dir():
            return {"path": inside}
        file = self.files[f"{inside}/{weights.name}"]
        return {"path": file.name, "sha256": file.sha256}


def _named(source: WeightsSource, name: str) -> str:
    """A file's name in the package: the one that its own source gives it.

    A file in the cache may lie there under the name of its checksum.
    """
    if source.file is None:
        return name
    folder = name.rpartition("/")[0]
    own = source.file.rpartition("/")[2]
    return f"{folder}/{own}" if folder else own


def _origin(source: WeightsSource) -> str:
    """Where a file came from, without paths of this machine."""
    if source.path is not None:
        return f"the file {source.path.name}"
    if source.parts:
        return ", ".join(part.package for part in source.parts)
    if source.repo is not None:
        revision = f" at {source.revision}" if source.revision else ""
        return f"{source.repo}/{source.file}{revision}"
    return f"{source.package}, {source.file}"
