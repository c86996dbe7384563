"""Room for what a worker writes: in the store, and in the folder for temporary files.

A stitcher keeps in that folder what a programme is made of.
"""

import tempfile

from voicefarm.errors import VoicefarmError
from voicefarm.store import Store
from voicefarm.wording.paths import sentence_of_temporary

ROOM = 2**20
"""Bytes that a worker must be able to write there."""
TAKE = 2**19
"""Bytes of a long take. A full disk still takes an empty file, and some proxies 1 MiB at most."""
PROBE = "check"
"""The key under which that is tried in the store."""


def check_store(store: Store) -> None:
    """Raises StoreUnreachable if the store can't be used, or has no room for a take."""
    store.check()
    store.put(PROBE, bytes(TAKE))
    store.delete(PROBE)


def check_temporary_folder() -> None:
    """Raises VoicefarmError if nothing can be written there."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(ROOM))
    except OSError as error:
        raise VoicefarmError(sentence_of_temporary(error)) from error
