"""The gateway's socket."""

import socket

from producer.gateway.server import listening_socket


def test_answers_leave_without_waiting_for_a_receipt() -> None:
    host, listening = listening_socket("127.0.0.1:0")
    with listening, socket.create_connection(listening.getsockname()[:2]):
        connection, _ = listening.accept()
        with connection:
            assert host == "127.0.0.1"
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
