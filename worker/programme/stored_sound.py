"""A programme that lies in the store, read again block by block in constant memory."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import soundfile

from voicefarm.store import Store
from voicefarm.store.writing import Bytes
from worker.sound import Wave
from worker.sound.encoders.libsndfile import Callbacks

BLOCK_S = 5


class StoredFile:
    """An object of the store as a file that is read. Going back opens it anew."""

    def __init__(self, store: Store, key: str) -> None:
        """Raises ObjectMissing."""
        self._store, self._key = store, key
        self._size = store.size(key) or 0
        self._place = 0
        self._blocks: Iterator[bytes] | None = None
        self._rest = b""

    def read(self, count: int = -1) -> bytes:
        """Up to `count` bytes from the position; fewer at the end alone."""
        wanted = self._size - self._place if count < 0 else count
        parts: list[bytes] = []
        while wanted > 0 and (self._rest or self._fetch()):
            parts.append(self._rest[:wanted])
            self._rest = self._rest[wanted:]
            wanted -= len(parts[-1])
        self._place += sum(map(len, parts))
        return b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        place = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence] + offset
        if place != self._place:
            self._blocks, self._rest, self._place = None, b"", place
        return place

    def tell(self) -> int:
        """The position."""
        return self._place

    def write(self, data: Bytes) -> int:
        """Nothing: it is read only."""
        raise io.UnsupportedOperation("A stored programme is read only.")

    def _fetch(self) -> bool:
        if self._blocks is None:
            if self._place >= self._size:
                return False
            self._blocks = self._store.stream(self._key, self._place)
        self._rest = next(self._blocks, b"")
        return bool(self._rest)


class StoredSound:
    """The samples of a WAV or FLAC in the store."""

    def __init__(self, file: soundfile.SoundFile, callbacks: Callbacks) -> None:
        self._file, self._callbacks = file, callbacks
        self.rate: int = file.samplerate
        """Hz."""

    def blocks(self) -> Iterator[Wave]:
        """The first channel, full scale 1.0; the others are equal to it."""
        while True:
            with self._callbacks.raising():
                block = self._file.read(BLOCK_S * self.rate, dtype="float32", always_2d=True)
            if not len(block):
                return
            yield np.ascontiguousarray(block[:, 0])


@contextmanager
def stored_sound(store: Store, key: str) -> Iterator[StoredSound]:
    """Open a lossless programme. Raises ObjectMissing, StoreUnreachable."""
    callbacks = Callbacks(StoredFile(store, key))
    with callbacks.raising():
        file = soundfile.SoundFile(callbacks)
    with file:
        yield StoredSound(file, callbacks)
