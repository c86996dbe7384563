"""Memory that mirrors a file is given back, and can be read again."""

import mmap
from pathlib import Path

import pytest

from tests.kit.mapped_files import needs_mappings, resident
from worker import heap

SIZE = 4 * 1024 * 1024


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of 4 MiB with a space in its name."""
    path = tmp_path.resolve() / "some weights.bin"
    path.write_bytes(bytes(range(256)) * (SIZE // 256))
    return path


@needs_mappings
def test_a_mapped_file_is_given_back_and_reads_as_before(file: Path) -> None:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ) as mapped:
        before = mapped[:]
        assert resident(file) == SIZE
        heap.release_file(file)
        assert resident(file) == 0
        assert mapped[:] == before


@needs_mappings
def test_what_somebody_may_write_to_is_left_alone(file: Path) -> None:
    with file.open("rb") as opened:
        kept = mmap.mmap(opened.fileno(), 0, flags=mmap.MAP_PRIVATE)
        kept[:4] = b"mine"
        heap.release_file(file)
        assert kept[:4] == b"mine"
        kept.close()


def test_a_file_that_nobody_has_mapped_is_no_fault(tmp_path: Path) -> None:
    heap.release_file(tmp_path / "nothing")
