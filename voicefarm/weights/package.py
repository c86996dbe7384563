"""Packages that bring weights: how a model file names one, and its files where it is installed."""

import base64
import hashlib
import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

_PYPI = re.compile(r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)==(?P<version>\w[\w.!+-]*)", re.A)
_NPM = re.compile(
    r"npm:(?P<name>(?:@[a-z0-9][\w.-]*/)?[a-z0-9][\w.-]*)@(?P<version>\d+\.\d+\.\d+[\w.+-]*)", re.A
)

Registry = Literal["pip", "npm"]


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package, of pip's index or of npm's registry."""

    registry: Registry
    name: str
    version: str

    @classmethod
    def parse(cls, text: str) -> "Package":
        """The package that `text` names. Raises ValueError that says how one is written."""
        registries: tuple[tuple[Registry, re.Pattern[str]], ...] = (("pip", _PYPI), ("npm", _NPM))
        for registry, pattern in registries:
            if match := pattern.fullmatch(text):
                return cls(registry, match["name"], match["version"])
        raise ValueError(
            f"'{text}' names no version of a package; write 'name==1.0.0', or 'npm:name@1.0.0'"
        )

    def __str__(self) -> str:
        """As a model file names it."""
        if self.registry == "npm":
            return f"npm:{self.name}@{self.version}"
        return f"{self.name}=={self.version}"

    @property
    def requirement(self) -> str:
        """As its own registry's command names it."""
        return str(self).removeprefix("npm:")

    def installed_file(self, file: str) -> Path | None:
        """The package's `file`, or None where this Python doesn't have this version of it."""
        found = _installed(self)
        if found is None or found.version != self.version:
            return None
        return _file(found, file)

    def installed_file_with(self, file: str, sha256: str) -> Path | None:
        """The installed package's `file` if it has this checksum, in whatever version it is.

        The checksum that was recorded at the installation counts, so no file is read for it.
        """
        found = _installed(self)
        path = _file(found, file) if found else None
        return path if found and path and _recorded(found, file, path) == sha256 else None


def _installed(package: Package) -> Distribution | None:
    if package.registry != "pip":
        return None
    try:
        return distribution(package.name)
    except PackageNotFoundError:
        return None


def _file(installed: Distribution, file: str) -> Path | None:
    path = Path(str(installed.locate_file(file)))
    return path if path.is_file() else None


def _recorded(installed: Distribution, file: str, path: Path) -> str:
    """The checksum of `file` in the installation's record; if it has none, the file's own."""
    for entry in installed.files or ():
        if entry.as_posix() == file and entry.hash and entry.hash.mode == "sha256":
            padded = entry.hash.value + "=" * (-len(entry.hash.value) % 4)
            return base64.urlsafe_b64decode(padded).hex()
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
