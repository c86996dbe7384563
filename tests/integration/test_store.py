"""What every store promises, tried on a directory and on a real S3 server."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from voicefarm.errors import BadKey, BadSetting, ObjectMissing, StoreUnreachable
from voicefarm.store import Store
from voicefarm.store.opening import open_store

if TYPE_CHECKING:
    from tests.integration.conftest import Leftovers

MIB = 2**20


def test_what_was_put_is_got(store: Store) -> None:
    store.put("jobs/1/manifest.json", b"{}", content_type="application/json")

    assert store.get("jobs/1/manifest.json") == b"{}"
    assert store.size("jobs/1/manifest.json") == 2


def test_an_empty_object_is_an_object(store: Store) -> None:
    store.put("empty", b"")

    assert store.get("empty") == b""
    assert store.size("empty") == 0


def test_a_missing_object_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ObjectMissing, match=r"takes/none.* is not in the store"):
        store.get("takes/none")
    with pytest.raises(ObjectMissing):
        next(store.stream("takes/none"))
    with pytest.raises(ObjectMissing):
        store.download("takes/none", tmp_path / "copy")
    assert store.size("takes/none") is None
    assert not (tmp_path / "copy").exists()


def test_the_beginning_of_a_key_is_no_object(store: Store) -> None:
    store.put("jobs/1/manifest.json", b"{}")

    assert store.size("jobs/1") is None
    with pytest.raises(ObjectMissing):
        store.get("jobs/1")
    store.delete("jobs/1")
    assert store.get("jobs/1/manifest.json") == b"{}"


def test_readers_of_an_overwritten_object_see_one_version_whole(store: Store) -> None:
    versions = [bytes([number]) * 200_000 for number in range(8)]
    store.put("take", versions[0])
    done = threading.Event()

    def read() -> set[bytes]:
        seen = set()
        while not done.is_set():
            seen.add(store.get("take"))
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for version in versions:
                store.put("take", version)
        finally:
            done.set()
    for reader in readers:
        assert reader.result() <= set(versions)
    assert store.get("take") == versions[-1]


def test_a_deleted_object_is_gone_and_may_be_deleted_again(store: Store) -> None:
    store.put("takes/1", b"x")

    store.delete("takes/1")
    store.delete("takes/1")
    store.delete("never/there")

    assert store.size("takes/1") is None
    assert list(store.list()) == []


def test_keys_are_listed_by_prefix_in_byte_order(store: Store) -> None:
    keys = ["a", "a-b", "a.b", "a0/1", "b/10", "b/9", "b/9x/1", "z/ề", "z/🎧", "đ/1"]
    for key in reversed(keys):
        store.put(key, b"x")

    assert list(store.list()) == keys == sorted(keys, key=str.encode)
    assert list(store.list("a")) == ["a", "a-b", "a.b", "a0/1"]
    assert list(store.list("b/")) == ["b/10", "b/9", "b/9x/1"]
    assert list(store.list("b/9")) == ["b/9", "b/9x/1"]
    assert list(store.list("z/ề")) == ["z/ề"]
    assert list(store.list("nothing/here")) == []


def test_more_than_one_page_of_keys_is_listed(store: Store) -> None:
    keys = [f"takes/{number:04d}" for number in range(250)]  # the test server's page has 100
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: store.put(key, b"x"), keys))

    assert list(store.list("takes/")) == keys


@pytest.mark.parametrize("key", ["sách/Chương 1 – Mở đầu.wav", "a b+c%20d&e=f?g#h", "~!*'()"])
def test_vietnamese_and_awkward_keys_work(store: Store, key: str) -> None:
    store.put(key, "Xin chào".encode())
    with store.writer(key + ".2") as writer:
        writer.write(b"x")

    assert store.get(key).decode() == "Xin chào"
    assert list(store.list()) == [key, key + ".2"]


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "a/../b", "..", "a\\b", "a\nb", "a" * 1025]
)
def test_a_bad_key_is_refused_by_every_method(store: Store, key: str, tmp_path: Path) -> None:
    methods: list[Callable[[], object]] = [
        lambda: store.get(key),
        lambda: store.put(key, b""),
        lambda: store.size(key),
        lambda: store.delete(key),
        lambda: next(store.stream(key)),
        lambda: store.download(key, tmp_path / "copy"),
        lambda: store.writer(key),
        lambda: store.locate(key),
    ]
    for method in methods:
        with pytest.raises(BadKey):
            method()


def test_a_stream_may_begin_anywhere(store: Store) -> None:
    data = np.random.default_rng(1).bytes(3 * MIB + 5)
    store.put("big", data)

    assert b"".join(store.stream("big")) == data
    assert b"".join(store.stream("big", start=2 * MIB + 1)) == data[2 * MIB + 1 :]
    assert b"".join(store.stream("big", start=len(data))) == b""


def test_a_download_replaces_the_file_when_it_is_complete(store: Store, tmp_path: Path) -> None:
    store.put("programme", b"new")
    target = tmp_path / "out" / "programme.wav"
    target.parent.mkdir()
    target.write_bytes(b"old")

    store.download("programme", target)
    with pytest.raises(ObjectMissing):
        store.download("none", target)

    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_a_usable_store_passes_its_check_and_stays_empty(
    store: Store, leftovers: "Leftovers"
) -> None:
    store.check()

    assert list(store.list()) == []
    assert leftovers(store) == []


def test_many_threads_share_one_store(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.put(f"takes/{n}", str(n).encode()), range(64)))
        got = list(pool.map(lambda n: store.get(f"takes/{n}"), range(64)))

    assert got == [str(n).encode() for n in range(64)]


def test_a_directory_is_named_by_path_or_by_url(tmp_path: Path) -> None:
    folder = tmp_path / "sách nói"

    assert open_store(str(folder)).locate("a/b") == str(folder / "a" / "b")
    assert open_store(folder.as_uri()).locate("a/b") == str(folder / "a" / "b")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gs://bucket",
        "s3://",
        "s3:///prefix",
        "s3://b/../c",
        "s3:/b",
        "file:a",
        "file://host/a",
        "a\0b",
    ],
)
def test_an_unusable_address_is_refused_before_anything_is_touched(url: str) -> None:
    with pytest.raises(BadSetting):
        open_store(url)


def test_an_unusable_endpoint_is_refused() -> None:
    with pytest.raises(BadSetting, match="write http://host:port"):
        open_store("s3://bucket", endpoint_url="localhost:8333")


def test_a_file_in_place_of_the_directory_is_reported(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"")

    with pytest.raises(StoreUnreachable, match="name a directory"):
        open_store(str(tmp_path / "store")).check()


def test_a_directory_that_may_not_be_written_is_reported() -> None:
    with pytest.raises(StoreUnreachable, match=r"can't use '/proc/.*name a directory"):
        open_store("/proc/voicefarm").check()


def test_a_directory_refuses_a_key_under_another_object(
    tmp_path: Path, leftovers: "Leftovers"
) -> None:
    store = open_store(str(tmp_path / "store"))
    store.put("a", b"x")
    store.put("b/c", b"x")

    with pytest.raises(BadKey, match="choose another name"):
        store.put("a/b", b"x")
    with pytest.raises(BadKey, match="choose another name"):
        store.put("b", b"x")
    with pytest.raises(BadKey, match="choose another name"), store.writer("b") as writer:
        writer.write(b"x")
    assert leftovers(store) == []
