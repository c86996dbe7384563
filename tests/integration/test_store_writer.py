"""Big objects in constant memory: what every store's writer promises."""

import io
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from voicefarm.errors import StoreUnreachable
from voicefarm.store import Store
from voicefarm.store.writing import EVEN_PARTS, MAX_PARTS, PART_SIZE, part_size

if TYPE_CHECKING:
    from tests.integration.conftest import Leftovers

MIB = 2**20


@pytest.mark.parametrize("size", [0, 1, PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE, 20 * MIB + 3])
def test_a_writer_writes_what_it_was_given(store: Store, size: int, leftovers: "Leftovers") -> None:
    data = np.random.default_rng(size).bytes(size)

    with store.writer("programme", content_type="audio/wav") as writer:
        for start in range(0, size, 700_001):
            writer.write(data[start : start + 700_001])
        assert writer.tell() == writer.size == size
        assert store.size("programme") is None

    assert store.get("programme") == data
    assert leftovers(store) == []


@pytest.mark.parametrize("size", [10, 20 * MIB])
def test_an_aborted_writer_leaves_nothing(store: Store, size: int, leftovers: "Leftovers") -> None:
    store.put("programme", b"old")

    def fail() -> None:
        with store.writer("programme") as writer:
            writer.write(bytes(size))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.get("programme") == b"old"
    assert leftovers(store) == []


@pytest.mark.parametrize("size", [100, PART_SIZE + 100, 3 * PART_SIZE])
def test_the_head_can_be_read_and_rewritten_until_the_end(store: Store, size: int) -> None:
    with store.writer("programme") as writer:
        writer.write(bytes(size))
        writer.seek(4)
        assert writer.read(2) == b"\0\0"
        writer.seek(4)
        writer.write(b"head")
        assert writer.seek(0, io.SEEK_END) == size
        writer.write(b"tail")
        with pytest.raises(io.UnsupportedOperation):
            writer.seek(size + 5)

    data = store.get("programme")
    assert len(data) == size + 4
    assert data[:9] == b"\0\0\0\0head\0"
    assert data[-5:] == b"\0tail"


def test_only_the_head_and_the_end_are_within_reach(store: Store) -> None:
    with store.writer("programme") as writer:
        writer.write(bytes(2 * PART_SIZE))
        with pytest.raises(io.UnsupportedOperation, match="has left memory"):
            writer.seek(PART_SIZE + 1)
        writer.seek(PART_SIZE - 2)
        with pytest.raises(io.UnsupportedOperation, match="at its end or in its first"):
            writer.write(b"over the edge")


def test_a_closed_writer_takes_no_more(store: Store) -> None:
    with store.writer("programme") as writer:
        writer.write(b"x")

    with pytest.raises(ValueError, match="was closed"):
        writer.write(b"y")
    assert writer.closed


@pytest.mark.parametrize(
    ("container", "subtype", "seconds"),
    [
        ("WAV", "PCM_16", 5),
        ("WAV", "PCM_16", 250),
        ("RF64", "PCM_16", 200),
        ("FLAC", "PCM_16", 250),
    ],
)
def test_sound_written_through_a_writer_reads_back_equal(
    store: Store, container: str, subtype: str, seconds: int, tmp_path: Path
) -> None:
    rate = 48_000
    second = np.random.default_rng(2).integers(-20_000, 20_000, rate, dtype=np.int16)

    with (
        store.writer("programme") as writer,
        soundfile.SoundFile(writer, "w", rate, 1, subtype, format=container) as sound,
    ):
        for _ in range(seconds):
            sound.write(second)

    store.download("programme", tmp_path / "copy")
    with soundfile.SoundFile(tmp_path / "copy") as sound:
        assert (sound.format, sound.frames) == (container, seconds * rate)
        for block in sound.blocks(rate, dtype="int16"):
            np.testing.assert_array_equal(block, second)


@pytest.mark.parametrize(
    ("container", "subtype"), [("OGG", "VORBIS"), ("OGG", "OPUS"), ("MP3", None)]
)
def test_compressed_sound_through_a_writer_has_its_whole_length(
    store: Store, container: str, subtype: str | None
) -> None:
    rate = 48_000
    tone = np.sin(np.arange(rate * 5) / 20).astype(np.float32) / 2

    with (
        store.writer("programme") as writer,
        soundfile.SoundFile(writer, "w", rate, 1, subtype, format=container) as sound,
    ):
        sound.write(tone)

    with soundfile.SoundFile(io.BytesIO(store.get("programme"))) as sound:
        assert abs(sound.frames - len(tone)) < rate / 10


def test_a_long_stream_takes_bounded_memory(store: Store, tmp_path: Path) -> None:
    block = bytes(MIB)
    store.check()  # what a first use loads is not counted
    tracemalloc.start()
    try:
        with store.writer("programme") as writer:
            for _ in range(40):
                writer.write(block)
        store.download("programme", tmp_path / "copy")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert (tmp_path / "copy").stat().st_size == 40 * MIB
    assert peak < 28 * MIB


def test_the_last_of_concurrent_writers_wins_whole(store: Store, leftovers: "Leftovers") -> None:
    start = threading.Barrier(3)

    def write(number: int) -> bytes:
        data = bytes([number]) * (PART_SIZE + 1000 * number)
        with store.writer("programme") as writer:
            start.wait()
            writer.write(data)
        return data

    with ThreadPoolExecutor(3) as pool:
        written = list(pool.map(write, range(3)))

    assert store.get("programme") in written
    assert leftovers(store) == []


def test_ten_thousand_parts_reach_five_tebibytes() -> None:
    sizes = [part_size(number) for number in range(1, MAX_PARTS + 1)]

    assert sum(sizes) >= 5 * 2**40
    assert max(sizes) <= 5 * 2**30
    assert set(sizes[:EVEN_PARTS]) == {PART_SIZE}


def test_what_a_killed_writer_left_is_dropped_when_its_key_is_abandoned(
    store: Store, leftovers: "Leftovers"
) -> None:
    store.put("job/programme", b"old")
    for key in ("job/programme", "job/programme", "job/programme.json"):
        store.writer(key).write(bytes(20 * MIB))  # and its process is killed
    assert len(leftovers(store)) == 3
    store.abandon("job/programme")
    assert len(leftovers(store)) == 1  # another key's, which may still be at work
    store.abandon("job/programme.json")
    store.abandon("nobody/wrote/this")
    assert leftovers(store) == []
    assert store.get("job/programme") == b"old"


def test_a_writer_whose_key_was_abandoned_fails_and_puts_nothing_in_place(
    store: Store, leftovers: "Leftovers"
) -> None:
    writer = store.writer("job/programme")
    writer.write(bytes(20 * MIB))
    store.abandon("job/programme")  # by its successor, which took it for dead
    store.put("job/programme", b"the successor's")
    with pytest.raises(StoreUnreachable), writer:
        writer.write(bytes(20 * MIB))
    assert store.get("job/programme") == b"the successor's"
    assert leftovers(store) == []
