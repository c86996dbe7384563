"""One item of a batch, before its text is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from producer.batches.sources.remote import RemoteText
from voicefarm.errors import UnreadableDocument
from voicefarm.wording.paths import shown

OWN_FIELDS = frozenset({"file", "text", "id", "name", "outputs", "format"})
"""What a row says besides the fields of a JobRequest."""
INPUT_FILES = ("dictionary", "cover")
"""Those of a JobRequest's fields that a row gives as names of files."""
NO_FOLDER = PurePosixPath()


@dataclass(frozen=True, slots=True)
class BatchItem:
    """A text or a file, with what differs from the batch's defaults."""

    number: int
    """From 1, in the order of the source."""
    label: str
    """What messages and the report call it: a path in the source, or a list's line."""
    file: Path | None = None
    text: str | None = None
    folder: PurePosixPath = NO_FOLDER
    """Where it lies in the source; its results lie so in the output folder."""
    stem: str = ""
    """Its name without folder and suffix."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What a row of a list says of it, unchecked."""
    base: Path = Path()
    """Where relative paths in `fields` begin."""
    problem: str = ""
    """Why it can't be made, if that is known without reading its text."""
    remote: RemoteText | None = None
    """In place of file and text: a page of the web, or an object of a bucket."""

    @property
    def id(self) -> str:
        """What its row calls it; empty without one."""
        own = self.fields.get("id")
        return "" if own is None else str(own)

    @property
    def suffix(self) -> str:
        """Of its file or its object, with the dot; empty without one."""
        return self.remote.suffix if self.remote else self.file.suffix if self.file else ""

    @property
    def size(self) -> int:
        """How much text it is, in bytes, to share out progress; 1 at least."""
        if self.text is not None:
            return len(self.text) or 1
        if self.remote is not None:
            return self.remote.state[1] or 1
        try:
            return (self.file.stat().st_size if self.file else 0) or 1
        except (OSError, ValueError):
            return 1


def check_is_kept(path: Path) -> None:
    """Raise UnreadableDocument for a pipe or a device, which can't be read more than once."""
    if not (path.is_file() or path.is_dir()):
        raise UnreadableDocument(
            f"{shown(path)} is a pipe or a device, not a file; save what it gives in a file, "
            "or give '-' for the standard input."
        )
