"""Where a model's files come from."""

from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)


def _located(path: Path, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder / path.expanduser()


LocalFile = Annotated[Path, AfterValidator(_located)]
"""A file on this machine; a relative path starts at the folder of the model file."""


class StrictTable(BaseModel):
    """A frozen table in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Source(StrictTable):
    """Where a file comes from: a hub repository, or a path on this machine."""

    repo: str | None = None
    """Repository on the hub, `owner/name`."""
    file: str | None = None
    """File in the repository."""
    revision: str | None = None
    """Commit, tag or branch of the repository; a commit pins the sound for good."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """Checksum of the file, in lower-case hex, verified when it is fetched or, if it is a local
    one, when it is loaded. So takes of different files are never mixed up."""
    path: LocalFile | None = None
    """A local file, instead of `repo` and `file`; relative to the folder of the model file."""
    known_as: str | None = None
    """The path that the file had when its first takes were made. Fingerprints use it, so that no
    take is made again because a file was moved."""

    @model_validator(mode="after")
    def _names_one_place(self) -> "Source":
        hub = self.repo is not None and self.file is not None
        if (self.path is not None) == hub:
            raise ValueError("give either 'path', or 'repo' and 'file'")
        if self.path is not None and (self.repo or self.file or self.revision):
            raise ValueError("'path' stands alone: leave out 'repo', 'file' and 'revision'")
        if self.known_as is not None and self.path is None:
            raise ValueError("'known_as' belongs to a 'path': leave it out")
        return self
