"""Connections that lead only where they may, and that end in time.

A name is looked up once, all its addresses are checked, and one of these very addresses is
connected to. So no second answer of a name server can lead elsewhere, and a redirect can't either.
TLS still checks the certificate against the name. At the deadline all connections are shut, however
slowly an answer drips.
"""

import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from producer.documents.web.addresses import Network, may_contact


class RefusedAddress(Exception):
    """A name leads to an address that must not be contacted."""


class CarefulPool:
    """Asks no proxy, follows nothing by itself, and checks each address."""

    def __init__(self, allowed: Sequence[Network], timeout_s: float) -> None:
        self._allowed = allowed
        self._deadline = time.monotonic() + timeout_s
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(timeout_s, self._shut)
        self._timer.daemon = True
        self._pool = urllib3.PoolManager(retries=False)
        self._pool.pool_classes_by_scheme = {
            "http": self._pool_class(HTTPConnectionPool, HTTPConnection),
            "https": self._pool_class(HTTPSConnectionPool, HTTPSConnection),
        }

    def __enter__(self) -> "CarefulPool":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._pool.clear()
        for shut in self._sockets:
            shut.close()

    @property
    def is_late(self) -> bool:
        """Whether the deadline is over."""
        return time.monotonic() >= self._deadline

    def get(self, url: str, headers: dict[str, str]) -> urllib3.response.BaseHTTPResponse:
        """The answer of an address, without its body. Raises RefusedAddress, urllib3's, OSError."""
        left = max(0.1, self._deadline - time.monotonic())
        timeout = urllib3.Timeout(connect=left, read=left)
        return self._pool.request(
            "GET",
            url,
            headers=headers,
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=timeout,
        )

    def _shut(self) -> None:
        for opened in self._sockets:
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)

    def _pool_class(self, pool: Any, connection: Any) -> Any:
        connect = self._connect

        class CheckedConnection(connection):  # type: ignore[misc]
            """Connects to a checked address; everything above it sees the name."""

            def _new_conn(self) -> socket.socket:
                return connect(self._dns_host, self.port, self.timeout)

        return type("CheckedPool", (pool,), {"ConnectionCls": CheckedConnection})

    def _connect(self, host: str, port: int, timeout: Any) -> socket.socket:
        places = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        for *_, place in places:
            if not may_contact(str(place[0]), self._allowed):
                raise RefusedAddress(str(place[0]))
        failure = OSError(f"{host} has no address")
        for family, kind, protocol, _, place in places:
            connected = socket.socket(family, kind, protocol)
            try:
                connected.settimeout(timeout if isinstance(timeout, int | float) else None)
                connected.connect(place)
            except OSError as error:
                connected.close()
                failure = error
            else:
                self._sockets.append(connected.dup())  # TLS takes the descriptor itself
                return connected
        raise failure
