"""FLAC, with tags and with a cover in a PICTURE block, which libsndfile doesn't write.

RFC 9639, 8.8.
"""

import io

from voicefarm.forms import Output
from voicefarm.store import StreamWriter
from voicefarm.store.writing import Bytes
from worker.sound.encoders.libsndfile import SoundFileEncoder
from worker.sound.pictures import FRONT_COVER, Picture
from worker.sound.programme_head import Programme

PICTURE_BLOCK = 6
STREAMINFO_END = 42
"""The mark `fLaC` and STREAMINFO, always the first block."""
BITS_PER_PIXEL = 24


def encoder(file: StreamWriter, rate: int, programme: Programme) -> SoundFileEncoder:
    """A FLAC file."""
    cover = programme.cover
    covered = WithBlock(file, flac_block(cover)) if cover else file
    return SoundFileEncoder(covered, Output.FLAC, rate, programme.spec)


def flac_block(picture: Picture) -> bytes:
    """A whole PICTURE block that isn't the last one."""
    numbers = (picture.info.width, picture.info.height, BITS_PER_PIXEL, 0)
    content = (
        _number(FRONT_COVER)
        + _counted(picture.mime)
        + _counted(b"")
        + b"".join(map(_number, numbers))
        + _counted(picture.data)
    )
    return bytes([PICTURE_BLOCK]) + len(content).to_bytes(3, "big") + content


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _counted(data: bytes) -> bytes:
    return _number(len(data)) + data


class WithBlock:
    """A FLAC file as libsndfile sees it, into which a block is put behind STREAMINFO.

    Positions before the block are the file's own, those behind it lie further on in the file.
    """

    def __init__(self, file: StreamWriter, block: bytes) -> None:
        self._file = file
        self._block = block
        self._place = 0
        self._inserted = False

    def write(self, data: Bytes) -> int:
        """Write at the position."""
        rest = memoryview(data).cast("B")
        count = len(rest)
        if self._place < STREAMINFO_END:
            head = rest[: STREAMINFO_END - self._place]
            self._file.seek(self._place)
            self._file.write(head)
            self._place, rest = self._place + len(head), rest[len(head) :]
        if rest:
            self._insert()
            self._file.seek(self._place + len(self._block))
            self._file.write(rest)
            self._place += len(rest)
        return count

    def read(self, count: int = -1) -> bytes:
        """Read what is still in memory, up to the block or from behind it."""
        behind = self._place >= STREAMINFO_END
        self._file.seek(self._place + (len(self._block) if behind else 0))
        data = self._file.read(count if behind else min(count, STREAMINFO_END - self._place))
        self._place += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        size = self._file.size - (len(self._block) if self._inserted else 0)
        self._place = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: size}[whence] + offset
        return self._place

    def tell(self) -> int:
        """The position."""
        return self._place

    def flush(self) -> None:
        """Nothing waits."""

    def _insert(self) -> None:
        if not self._inserted:
            self._file.seek(STREAMINFO_END)
            self._file.write(self._block)
            self._inserted = True
