"""What only an S3 store can get wrong, and how it says so."""

import itertools
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from voicefarm.errors import StoreUnreachable
from voicefarm.store import Store
from voicefarm.store.writing import PART_SIZE

if TYPE_CHECKING:
    from tests.kit.servers import S3

MIB = 2**20


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
