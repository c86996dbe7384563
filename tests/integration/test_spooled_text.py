"""Text results wait in a file and become visible whole or not at all."""

from pathlib import Path

import pytest

from voicefarm.store.opening import open_store
from voicefarm.store.writing import PART_SIZE
from worker.programme.spooled_text import SpooledText


@pytest.mark.parametrize("size", [0, 10, PART_SIZE, 2 * PART_SIZE + 1])
def test_it_is_in_the_store_when_its_block_has_ended(tmp_path: Path, size: int) -> None:
    store = open_store(str(tmp_path))
    text = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    with SpooledText(store, "a/report.json", "application/json") as result:
        for start in range(0, size, 100_000):
            result.write(text[start : start + 100_000])
        assert store.size("a/report.json") is None
    assert store.get("a/report.json") == text


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    result = SpooledText(store, "a", "text/plain")
    result.write(b"half")
    result.__exit__(ValueError, ValueError("no"), None)
    assert list(tmp_path.rglob("*")) == []
