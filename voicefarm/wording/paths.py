"""Files that a user named: read, or refused in one sentence."""

import errno
import os
import tempfile
from pathlib import Path

from voicefarm.errors import BadInput

LONGEST_SHOWN = 80
"""Characters of a path in a message; of a longer one its beginning and its end are shown."""


def shown(path: object) -> str:
    """A path as a message shows it: in quotes, on one line, cut if it is long."""
    line = "".join(letter if letter.isprintable() else "?" for letter in str(path))
    if len(line) > LONGEST_SHOWN:
        line = f"{line[: LONGEST_SHOWN - 30]}…{line[-29:]}"
    return f"'{line}'"


def reason_of(error: OSError | ValueError) -> str:
    """Why the system refuses a path; a ValueError is what Python makes of a NUL character."""
    known = error.strerror if isinstance(error, OSError) else "it holds a NUL character"
    return known or str(error)


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a write for which there is no room."""


def sentence_of(error: OSError) -> str:
    """What is wrong with the path that the error names, or with the disk."""
    if error.errno in FULL:  # the path may be that of what was copied
        return f"There is no room to write ({reason_of(error)}); free some, or name another disk."
    return f"{shown(error.filename)} can't be used ({reason_of(error)}); check its path."


def sentence_of_temporary(error: OSError) -> str:
    """What is wrong with the folder for temporary files."""
    folder = shown(tempfile.gettempdir())
    return (
        f"This machine's temporary folder {folder} can't be used ({reason_of(error)}); make room"
        " there, or set TMPDIR to a folder that has some."
    )


def temporary_folder_notice() -> str:
    """What to know if temporary files don't go where TMPDIR says; empty if they do.

    Python takes another folder then, as most programs do. It may have less room.
    """
    named = os.environ.get("TMPDIR", "")
    if not named or (Path(named).is_dir() and os.access(named, os.W_OK | os.X_OK)):
        return ""
    try:
        folder = shown(tempfile.gettempdir())
    except OSError:  # there is none; who needs one says so
        return ""
    return f"TMPDIR names no folder to write in ({shown(named)}); {folder} is used instead."


def read_named_file(path: Path, name: str, *, most: int | None = None) -> bytes:
    """The bytes of a file that messages call `name`, `most` of them. Raises BadInput."""
    try:
        size = path.stat().st_size
        if most is None or size <= most:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadInput(f"{name} can't be read ({reason_of(error)}); check its path.") from error
    raise BadInput(f"{name} has {size / 2**20:.1f} MiB; save it with at most {most // 2**20}.")
