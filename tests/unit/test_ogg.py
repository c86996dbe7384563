"""Ogg pages with a serial number of our own, against libsndfile's own pages."""

import io

import numpy as np
import pytest
import soundfile

from tests.kit.jobs import RATE
from worker.sound.encoders.ogg import CHECKSUM, SERIAL, PagesOfSerial, checksum, page_size

NOISE = np.random.default_rng(0).standard_normal(20 * RATE).astype(np.float32) / 10


def written(file: io.BytesIO | PagesOfSerial) -> None:
    """Twenty seconds of Opus."""
    with soundfile.SoundFile(file, "w", RATE, 1, "OPUS", format="OGG") as sound:
        sound.write(NOISE)


def pages_of(data: bytes) -> list[bytes]:
    """The pages of a whole file."""
    rest, pages = bytearray(data), []
    while rest:
        size = page_size(rest)
        pages.append(bytes(rest[:size]))
        del rest[:size]
    return pages


def test_the_checksum_is_libsndfiles() -> None:
    file = io.BytesIO()
    written(file)
    pages = pages_of(file.getvalue())
    assert len(pages) > 3
    for page in pages:
        bare = bytearray(page)
        bare[CHECKSUM] = bytes(4)
        assert checksum(bare).to_bytes(4, "little") == page[CHECKSUM]


def test_only_serial_and_checksum_change() -> None:
    own, renumbered = io.BytesIO(), io.BytesIO()
    written(own)
    written(PagesOfSerial(renumbered, 0x12345678))
    assert {page[SERIAL] for page in pages_of(renumbered.getvalue())} == {b"\x78\x56\x34\x12"}
    assert bare(renumbered) == bare(own)
    renumbered.seek(0)
    heard = soundfile.read(renumbered, dtype="float32")[0]
    own.seek(0)
    assert np.array_equal(heard, soundfile.read(own, dtype="float32")[0])


def bare(file: io.BytesIO) -> list[bytes]:
    """The pages without what may differ."""
    pages = list(map(bytearray, pages_of(file.getvalue())))
    for page in pages:
        page[SERIAL] = page[CHECKSUM] = bytes(4)
    return list(map(bytes, pages))


@pytest.mark.parametrize("size", [1, 26, 27, 28, 65_307])
def test_pages_pass_whole_however_they_come(size: int) -> None:
    own, renumbered = io.BytesIO(), io.BytesIO()
    written(own)
    pages = PagesOfSerial(renumbered, 7)
    data = own.getvalue()
    for start in range(0, len(data), size):
        pages.write(data[start : start + size])
        assert pages.tell() == min(start + size, len(data))
    assert bare(renumbered) == bare(own)


def test_it_goes_nowhere_but_to_its_end() -> None:
    pages = PagesOfSerial(io.BytesIO(), 7)
    pages.write(b"OggS")
    assert pages.seek(0, io.SEEK_END) == pages.seek(4) == pages.seek(0, io.SEEK_CUR) == 4
    with pytest.raises(io.UnsupportedOperation):
        pages.seek(0)
