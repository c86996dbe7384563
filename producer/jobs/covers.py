"""Covers: a JPEG or PNG, looked through before anything is queued.

The structure is read to its end and checked: a PNG's checksums and pixels, a JPEG's segments. So a
file that was cut off, or only has the right suffix, is refused here and not in a player.
JPEG: ITU-T T.81, annex B; PNG: W3C PNG, third edition.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from producer.jobs.input_file import InputFile
from voicefarm.errors import BadInput
from voicefarm.messages import Cover
from voicefarm.wording.paths import shown

MOST_BYTES = 4 * 2**20
"""An MP3's tag has to stay in the 8 MiB that can be patched at the end, with its chapters."""
SIDES = (16, 8192)
"""Pixels; what players show is 3000 at most."""
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset(range(0xD0, 0xD8)) | {0x01}
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NotAPicture(ValueError):
    """What is wrong with the bytes, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class CoverFile:
    """A checked picture."""

    info: Cover
    data: bytes


def checked_cover(file: InputFile | None) -> CoverFile | None:
    """The picture in a file; None without a file. Raises BadInput."""
    if file is None:
        return None
    if len(file.data) > MOST_BYTES:
        raise BadInput(
            f"{shown(file.name)} has {len(file.data) / 2**20:.1f} MiB; "
            f"save it with at most {MOST_BYTES // 2**20}.",
            field="cover",
        )
    try:
        return _picture(file.data)
    except NotAPicture as error:
        raise BadInput(
            f"{shown(file.name)} {error}; give a JPEG or PNG picture.", field="cover"
        ) from error


def cover_of_document(data: bytes | None) -> CoverFile | None:
    """The picture that a document brings, if it can be taken over.

    One that is too large or in another form is left away, and the job goes on.
    """
    if data is None or len(data) > MOST_BYTES:
        return None
    try:
        return _picture(data)
    except NotAPicture:
        return None


def _picture(data: bytes) -> CoverFile:
    if data.startswith(_PNG):
        kind, (width, height) = "png", _png_size(data)
    elif data.startswith(_JPEG):
        kind, (width, height) = "jpg", _jpeg_size(data)
    else:
        raise NotAPicture("is not a picture in a known form")
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        raise NotAPicture(f"has {width} × {height} pixels, and a side has {SIDES[0]} to {SIDES[1]}")
    digest = hashlib.sha256(data).hexdigest()
    return CoverFile(Cover.model_validate(_fields(kind, width, height, digest)), data)


def _fields(kind: str, width: int, height: int, digest: str) -> dict[str, str | int]:
    return {"kind": kind, "width": width, "height": height, "digest": digest}


def _png_size(data: bytes) -> tuple[int, int]:
    chunks = list(_png_chunks(data))
    names = [name for name, _ in chunks]
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or len(chunks[0][1]) != 13:
        raise NotAPicture("is a PNG that was cut off")
    width, height, depth, color, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    packed = b"".join(content for name, content in chunks if name == b"IDAT")
    rows = height * (1 + (width * depth * _PNG_CHANNELS.get(color, 0) + 7) // 8)
    # One that is interlaced has a few more rows; its checksum says that it is whole.
    if min(width, height) and not _unpacks(packed, rows, exact=not interlaced):
        raise NotAPicture("is a PNG whose pixels are broken")
    return width, height


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(data):
        if place + 12 > len(data):
            raise NotAPicture("is a PNG that was cut off")
        length, name = struct.unpack_from(">I4s", data, place)
        content = data[place + 8 : place + 8 + length]
        checksum = data[place + 8 + length : place + 12 + length]
        if zlib.crc32(name + content).to_bytes(4, "big") != checksum:
            raise NotAPicture("is a PNG that was cut off or damaged")
        yield name, content
        if name == b"IEND":
            return
        place += 12 + length


def _unpacks(packed: bytes, size: int, *, exact: bool) -> bool:
    """Whether zlib gives at least `size` bytes, and ends there; memory is 64 kB."""
    unpacking, given = zlib.decompressobj(), 0
    rest = packed
    try:
        while rest and not unpacking.eof and given <= 2 * size:
            given += len(unpacking.decompress(rest, 65_536))
            rest = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof and (given == size if exact else given >= size)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    size, scanned, place = None, False, 2
    while place + 4 <= len(data):
        marker = data[place + 1]
        if data[place] != 0xFF:
            raise NotAPicture("is a JPEG that is damaged")
        if marker == 0xFF:  # a fill byte
            place += 1
        elif marker in _JPEG_BARE:
            place += 2
        elif marker == 0xD9:
            break
        else:
            length = int.from_bytes(data[place + 2 : place + 4], "big")
            if marker in _JPEG_FRAMES:
                size = struct.unpack_from(">xxBHH", data, place + 2)[1:] if length > 7 else None
            place += 2 + length
            if marker == 0xDA:
                scanned, place = True, _behind_scan(data, place)
    if size is None or not scanned or data[place : place + 2] != b"\xff\xd9":
        raise NotAPicture("is a JPEG that was cut off")
    height, width = size
    return width, height


def _behind_scan(data: bytes, place: int) -> int:
    """Where the next marker is that is neither a stuffed byte nor a restart."""
    while 0 <= (place := data.find(b"\xff", place)) < len(data) - 1:
        if data[place + 1] != 0 and data[place + 1] not in _JPEG_BARE:
            return place
        place += 2
    return len(data)
