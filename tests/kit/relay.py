"""A TCP relay whose flows can be forgotten, as firewalls and NATs forget those that were idle."""

import random
import socket
import socketserver
import threading
from contextlib import suppress
from typing import Any

from tests.kit.loopback_server import AT_ONCE

CHOSEN_PORTS = (20_000, 30_000)

BLOCK = 2**16


class _Handler(socketserver.BaseRequestHandler):
    server: "Relay"

    def handle(self) -> None:
        era = self.server.era
        with (
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self.server.upstream)) as behind,
        ):
            self.server.remember(behind, self.request)
            back = threading.Thread(target=self._copy, args=(behind, self.request, era))
            back.start()
            self._copy(self.request, behind, era)
            back.join()

    def _copy(self, source: Any, target: Any, era: int) -> None:
        with suppress(OSError):
            while data := source.recv(BLOCK):
                if era == self.server.era:
                    target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


class Relay(socketserver.ThreadingTCPServer):
    """Forwards to a port on the loopback; `forget` makes holes of the flows of before."""

    request_queue_size = AT_ONCE

    def __init__(self, upstream: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = upstream
        self.era = 0
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self.serve_forever, name="relay", daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def forget(self) -> None:
        """From now on the open flows swallow everything, and nobody is told. New ones work."""
        self.era += 1

    def remember(self, *sockets: socket.socket) -> None:
        """They are ended by `close`."""
        self._sockets += sockets

    def close(self) -> None:
        """End, and with it the open flows."""
        self.shutdown()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self.server_close()


def free_port() -> int:
    """A port of the loopback on which nobody listens.

    It is below those that systems give to whoever leaves the choice to them. So nobody gets it
    before it is used.
    """
    while True:
        port = random.randrange(*CHOSEN_PORTS)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
