"""The gateway's socket, and the heads that it reads from connections."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import uvicorn

from producer.gateway.answers.heads import BoundedHeads
from producer.gateway.server import listening_socket


def test_answers_leave_without_waiting_for_a_receipt() -> None:
    host, listening = listening_socket("127.0.0.1:0")
    with listening, socket.create_connection(listening.getsockname()[:2]):
        connection, _ = listening.accept()
        with connection:
            assert host == "127.0.0.1"
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


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
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(sent)
        said = b""
        while piece := connection.recv(1000):
            said += piece
    assert said.startswith(b"HTTP/1.1 408 ")
