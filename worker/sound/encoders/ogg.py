"""Ogg pages with a serial number that is the same in every run; libsndfile draws one at random.

RFC 3533, 6: a page has a serial number and a checksum, both of which are written anew.
"""

import io
import zlib

from voicefarm.store.writing import Bytes
from worker.sound.encoders.libsndfile import HeadFile

HEADER_BYTES = 27
"""Of a page, before the table of its segments."""
SEGMENTS = 26
"""Where the header counts the segments."""
SERIAL, CHECKSUM = slice(14, 18), slice(22, 26)
ALL_ONES = 2**32 - 1
MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
"""Every byte with its bits in reverse."""


class PagesOfSerial:
    """An Ogg file as libsndfile sees it. It is written front to back, a page at a time."""

    def __init__(self, file: HeadFile, serial: int) -> None:
        self._file = file
        self._serial = serial.to_bytes(4, "little")
        self._begun = bytearray()
        """A page that isn't complete yet, or two; one has 65,307 bytes at most."""

    def write(self, data: Bytes) -> int:
        """Append. A page that is complete then is written."""
        self._begun += data
        while size := page_size(self._begun):
            self._file.write(self._renumbered(self._begun[:size]))
            del self._begun[:size]
        return len(data)

    def read(self, count: int = -1) -> bytes:
        """Nothing: it is never read."""
        return b""

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stay where it is; elsewhere raises io.UnsupportedOperation."""
        position = self.tell()
        if (offset, whence) not in ((position, io.SEEK_SET), (0, io.SEEK_CUR), (0, io.SEEK_END)):
            raise io.UnsupportedOperation("An Ogg file is written front to back.")
        return position

    def tell(self) -> int:
        """The end."""
        return self._file.tell() + len(self._begun)

    def _renumbered(self, page: bytearray) -> bytearray:
        page[SERIAL] = self._serial
        page[CHECKSUM] = bytes(4)
        page[CHECKSUM] = checksum(page).to_bytes(4, "little")
        return page


def checksum(page: Bytes) -> int:
    """Ogg's CRC-32: zlib's polynomial, but bits the other way round, from 0 and not inverted."""
    mirrored = zlib.crc32(bytes(page).translate(MIRRORED), ALL_ONES) ^ ALL_ONES
    return int(f"{mirrored:032b}"[::-1], 2)


def page_size(begun: bytearray) -> int:
    """Bytes of the page at the beginning; 0 while it isn't complete."""
    if len(begun) < HEADER_BYTES:
        return 0
    table = HEADER_BYTES + begun[SEGMENTS]
    size = table + sum(begun[HEADER_BYTES:table])
    return size if len(begun) >= size and len(begun) >= table else 0
