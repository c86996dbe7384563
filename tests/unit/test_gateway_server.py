"""The gateway's socket, and the heads that it reads from connections."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
import uvicorn

from producer.gateway.answers.heads import BoundedHeads
from producer.gateway.guard import guarded
from producer.gateway.server import listening_socket
from tests.kit.waiting import PATIENCE_S
from voicefarm.errors import BadSetting
from voicefarm.settings import Settings


def test_answers_leave_without_waiting_for_a_receipt() -> None:
    host, listening = listening_socket("127.0.0.1:0")
    with listening, socket.create_connection(listening.getsockname()[:2]):
        connection, _ = listening.accept()
        with connection:
            assert host == "127.0.0.1"
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_ipv6_address_stands_in_brackets() -> None:
    with suppress(BadSetting):  # a machine without IPv6
        host, listening = listening_socket("[::1]:0")
        listening.close()
        assert host == "::1"
    for address in ("::1", "::1:8080", "::"):
        with pytest.raises(BadSetting, match=r"stands in brackets.*\[::1\]:8080"):
            listening_socket(address)


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        *(("[::1]:80", True), ("localhost:80", True), ("127.0.0.9", True)),
        *(("[::1", False), ("[::2]:80", False), ("::1", False), ("a.example", False), ("", False)),
    ],
)
def test_a_loopback_gateway_answers_to_its_own_names_alone(host: str, is_ours: bool) -> None:
    async def call() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"host", host.encode()), (b"origin", f"http://{host}".encode())]
        scope = {"type": "http", "path": "/", "method": "GET", "headers": headers}
        app = guarded(answers_ok, Settings(), loopback_only=True)
        await app(scope, lambda: asyncio.sleep(0, {"type": "http.request"}), send)
        return sent

    start = asyncio.run(call())[0]
    assert start["status"] == (200 if is_ours else 421)


async def answers_ok(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class _Impatient(BoundedHeads):
    slowest_head_s = 0.2


@pytest.fixture
def address() -> Iterator[Any]:
    """Of a server that waits 0.2 s for a head."""
    _, listening = listening_socket("127.0.0.1:0")
    config = uvicorn.Config(answers_ok, http=_Impatient, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    with closing(listening):
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a"])
def test_a_head_that_does_not_come_ends_its_connection(address: Any, sent: bytes) -> None:
    with socket.create_connection(address, timeout=PATIENCE_S) as connection:
        connection.sendall(sent)
        said = b""
        while piece := connection.recv(1000):
            said += piece
    assert said.startswith(b"HTTP/1.1 408 ")
