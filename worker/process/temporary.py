"""The folder for temporary files, in which a stitcher keeps what a programme is made of."""

import errno
import tempfile

from voicefarm.errors import VoicefarmError
from voicefarm.wording.paths import reason_of, shown

ROOM = 2**20
"""Bytes that a worker must be able to write there."""
FULL = (errno.ENOSPC, errno.EDQUOT)


def check_temporary_folder() -> None:
    """Raises VoicefarmError if nothing can be written there."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(ROOM))
    except OSError as error:
        raise VoicefarmError(sentence_of_temporary(error)) from error


def sentence_of_temporary(error: OSError) -> str:
    """What is wrong with the folder."""
    folder = shown(tempfile.gettempdir())
    return (
        f"This machine's temporary folder {folder} can't be used ({reason_of(error)}); make room"
        " there, or set TMPDIR to a folder that has some."
    )
