"""A file that belongs to a request, as its bytes. A request names no place on a disk.

Faces read the files that their users name. Over HTTP the bytes come along.
"""

from dataclasses import dataclass
from pathlib import Path

from voicefarm.errors import BadInput
from voicefarm.wording.paths import reason_of, shown


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file's bytes, and what messages call it."""

    name: str
    data: bytes


def read_input_file(path: Path, field: str) -> InputFile:
    """The file at `path` for a field of the request. Raises BadInput."""
    try:
        return InputFile(str(path), path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{shown(path)} can't be read ({reason_of(error)}); check its path.", field=field
        ) from error
