"""The folder for temporary files, in which a stitcher keeps what a programme is made of."""

import tempfile

from voicefarm.errors import VoicefarmError
from voicefarm.wording.paths import sentence_of_temporary

ROOM = 2**20
"""Bytes that a worker must be able to write there."""


def check_temporary_folder() -> None:
    """Raises VoicefarmError if nothing can be written there."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(ROOM))
    except OSError as error:
        raise VoicefarmError(sentence_of_temporary(error)) from error
