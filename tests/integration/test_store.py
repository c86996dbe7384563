"""What every store promises, tried on a directory and on a real S3 server."""

import io
import itertools
import socket
import socketserver
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from voicefarm.errors import BadKey, BadSetting, ObjectMissing, StoreUnreachable
from voicefarm.store import Store, open_store
from voicefarm.store.writing import EVEN_PARTS, MAX_PARTS, PART_SIZE, part_size

if TYPE_CHECKING:
    from tests.integration.conftest import S3

MIB = 2**20
KINDS = ["directory", "s3"]


@pytest.fixture
def open_s3(s3: "S3", monkeypatch: pytest.MonkeyPatch) -> Callable[..., Store]:
    """Open a store on the test server, its credentials in the environment."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)

    def open_it(url: str, endpoint_url: str = s3.endpoint_url) -> Store:
        return open_store(url, endpoint_url=endpoint_url)

    return open_it


@pytest.fixture(scope="session")
def bucket(s3: "S3") -> str:
    return s3.make_bucket()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "directory":
        return open_store(str(tmp_path / "store"))
    bucket = request.getfixturevalue("bucket")
    return request.getfixturevalue("open_s3")(f"s3://{bucket}/{tmp_path.name}")


def leftovers(store: Store, request: pytest.FixtureRequest) -> list[Any]:
    """Return what an unfinished writer may have left: temporary files or uploads."""
    kind, _, rest = store.locate("x").partition("://")
    if kind != "s3":
        return list(Path(store.locate("x")).parent.rglob(".*"))
    bucket, _, name = rest.partition("/")
    client = request.getfixturevalue("s3").client()
    found = client.list_multipart_uploads(Bucket=bucket, Prefix=name.removesuffix("x"))
    return list(found.get("Uploads", []))


@contextmanager
def cutting_proxy(endpoint_url: str, *, after: int, times: int) -> Iterator[str]:
    """Pass connections on to a server, but cut the first `times` after so many answered bytes."""
    host, _, port = endpoint_url.removeprefix("http://").partition(":")
    left = itertools.chain(itertools.repeat(after, times), itertools.repeat(2**40))

    class Passage(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, int(port))) as server:
                asking = threading.Thread(target=pass_on, args=(self.request, server, 2**40))
                asking.start()
                pass_on(server, self.request, next(left))
                self.request.shutdown(socket.SHUT_RDWR)
                asking.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Passage) as proxy:
        serving = threading.Thread(target=proxy.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{proxy.server_address[1]}"
        finally:
            proxy.shutdown()
            serving.join()


def pass_on(source: socket.socket, target: socket.socket, limit: int) -> None:
    """Copy bytes from one connection to another until the source ends or `limit` is passed."""
    with suppress(OSError):
        while limit > 0 and (data := source.recv(2**16)):
            target.sendall(data)
            limit -= len(data)
        target.shutdown(socket.SHUT_WR)


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
    store: Store, request: pytest.FixtureRequest
) -> None:
    store.check()

    assert list(store.list()) == []
    assert leftovers(store, request) == []


@pytest.mark.parametrize("size", [0, 1, PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE, 20 * MIB + 3])
def test_a_writer_writes_what_it_was_given(
    store: Store, size: int, request: pytest.FixtureRequest
) -> None:
    data = np.random.default_rng(size).bytes(size)

    with store.writer("programme", content_type="audio/wav") as writer:
        for start in range(0, size, 700_001):
            writer.write(data[start : start + 700_001])
        assert writer.tell() == writer.size == size
        assert store.size("programme") is None

    assert store.get("programme") == data
    assert leftovers(store, request) == []


@pytest.mark.parametrize("size", [10, 20 * MIB])
def test_an_aborted_writer_leaves_nothing(
    store: Store, size: int, request: pytest.FixtureRequest
) -> None:
    store.put("programme", b"old")

    def fail() -> None:
        with store.writer("programme") as writer:
            writer.write(bytes(size))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert store.get("programme") == b"old"
    assert leftovers(store, request) == []


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


def test_the_last_of_concurrent_writers_wins_whole(
    store: Store, request: pytest.FixtureRequest
) -> None:
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
    assert leftovers(store, request) == []


def test_many_threads_share_one_store(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.put(f"takes/{n}", str(n).encode()), range(64)))
        got = list(pool.map(lambda n: store.get(f"takes/{n}"), range(64)))

    assert got == [str(n).encode() for n in range(64)]


def test_ten_thousand_parts_reach_five_tebibytes() -> None:
    sizes = [part_size(number) for number in range(1, MAX_PARTS + 1)]

    assert sum(sizes) >= 5 * 2**40
    assert max(sizes) <= 5 * 2**30
    assert set(sizes[:EVEN_PARTS]) == {PART_SIZE}


def test_a_directory_is_named_by_path_or_by_url(tmp_path: Path) -> None:
    folder = tmp_path / "sách nói"

    assert open_store(str(folder)).locate("a/b") == str(folder / "a" / "b")
    assert open_store(folder.as_uri()).locate("a/b") == str(folder / "a" / "b")


@pytest.mark.parametrize(
    "url", ["", "gs://bucket", "s3://", "s3:///prefix", "s3://b/../c", "file://host/a", "a\0b"]
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
    tmp_path: Path, request: pytest.FixtureRequest
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
    assert leftovers(store, request) == []


def test_objects_outside_the_prefix_are_not_seen(
    bucket: str, open_s3: Callable[..., Store], tmp_path: Path
) -> None:
    whole = open_s3(f"s3://{bucket}")
    mine = open_s3(f"s3://{bucket}/{tmp_path.name}/mine/")
    whole.put(f"{tmp_path.name}/mine2/a", b"x")
    mine.put("a", b"y")

    assert list(mine.list()) == ["a"]
    assert whole.get(f"{tmp_path.name}/mine/a") == b"y"
    assert mine.locate("a") == f"s3://{bucket}/{tmp_path.name}/mine/a"


def test_a_content_type_is_kept_in_s3(
    bucket: str, s3: "S3", open_s3: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_s3(f"s3://{bucket}/{tmp_path.name}")
    store.put("small", b"x", content_type="application/json")
    with store.writer("big", content_type="audio/flac") as writer:
        writer.write(bytes(PART_SIZE + 1))

    def content_type(key: str) -> str:
        name = f"{tmp_path.name}/{key}"
        return str(s3.client().head_object(Bucket=bucket, Key=name)["ContentType"])

    assert content_type("small") == "application/json"
    assert content_type("big") == "audio/flac"


def test_a_missing_bucket_is_reported(open_s3: Callable[..., Store]) -> None:
    store = open_s3("s3://never-made-bucket/x")

    for use in (store.check, lambda: store.put("a", b""), lambda: store.get("a")):
        with pytest.raises(StoreUnreachable, match="'never-made-bucket' does not exist at http"):
            use()


def test_a_wrong_secret_is_reported(
    bucket: str, open_s3: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")

    with pytest.raises(StoreUnreachable, match=r"refuses the key .*check AWS_ACCESS_KEY_ID"):
        open_s3(f"s3://{bucket}").check()


def test_missing_credentials_are_reported(
    bucket: str, open_s3: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(StoreUnreachable, match=r"No usable S3 credentials .*set AWS_ACCESS_KEY_ID"):
        open_s3(f"s3://{bucket}").check()


def test_an_endpoint_that_does_not_answer_is_reported(open_s3: Callable[..., Store]) -> None:
    with socket.socket() as held:  # bound, so nobody else gets the port; not listening
        held.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{held.getsockname()[1]}"

        with pytest.raises(StoreUnreachable, match=f"{endpoint} does not answer .*check that it"):
            open_s3("s3://bucket", endpoint_url=endpoint).check()


def test_a_download_goes_on_where_its_connection_broke(
    bucket: str, s3: "S3", open_s3: Callable[..., Store]
) -> None:
    data = np.random.default_rng(4).bytes(6 * MIB)
    open_s3(f"s3://{bucket}/broken").put("take", data)

    with cutting_proxy(s3.endpoint_url, after=2 * MIB, times=2) as endpoint:
        assert open_s3(f"s3://{bucket}/broken", endpoint_url=endpoint).get("take") == data


def test_a_download_that_keeps_breaking_is_reported(
    bucket: str, s3: "S3", open_s3: Callable[..., Store]
) -> None:
    open_s3(f"s3://{bucket}/broken").put("take", bytes(6 * MIB))

    with cutting_proxy(s3.endpoint_url, after=MIB // 2, times=100) as endpoint:
        broken = open_s3(f"s3://{bucket}/broken", endpoint_url=endpoint)
        with pytest.raises(StoreUnreachable, match="does not answer"):
            broken.get("take")


# What a callback of libsndfile raises is printed and dropped; the writer must raise it again.
@pytest.mark.filterwarnings("ignore:Exception ignored from cffi callback")
def test_a_writer_whose_upload_fails_says_so_even_through_soundfile(
    bucket: str, open_s3: Callable[..., Store], s3: "S3", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    noise = np.random.default_rng(3).integers(-9999, 9999, 12 * MIB, dtype=np.int16)
    store = open_s3(f"s3://{bucket}/refused")

    def write_sound() -> None:
        with (
            store.writer("programme") as writer,
            soundfile.SoundFile(writer, "w", 24_000, 1, format="WAV") as sound,
        ):
            sound.write(noise)

    with pytest.raises(StoreUnreachable, match="refuses the key"):
        write_sound()
    assert (
        s3.client().list_multipart_uploads(Bucket=bucket, Prefix="refused").get("Uploads") is None
    )
