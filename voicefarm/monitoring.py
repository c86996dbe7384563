"""A small HTTP server that shows how a process is: /metrics, /live, /ready.

It needs neither Redis nor the store: an outage of the broker makes no process unhealthy.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from voicefarm.errors import BadSetting

MISSED_BEATS = 4
"""Heartbeats in a row after which a worker counts as silent, for health checks and probes."""


@dataclass(frozen=True, slots=True)
class Probes:
    """Each says what is wrong, or '' when nothing is. Called from the server's threads."""

    live: Callable[[], str]
    ready: Callable[[], str]


class _Ipv6Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class Monitor:
    """Serves one process's registry and probes until it is closed."""

    def __init__(self, address: str, registry: CollectorRegistry, probes: Probes) -> None:
        """Listen on `host:port`; port 0 takes a free one. Raises BadSetting when it can't."""
        host, _, port = address.rpartition(":")
        server = _Ipv6Server if ":" in host else ThreadingHTTPServer
        try:
            self._server = server((host.strip("[]"), int(port)), _handler(registry, probes))
        except (OSError, ValueError, OverflowError) as error:
            raise BadSetting(
                f"Nothing can listen on '{address}' ({error}); set VOICEFARM_METRICS_ADDRESS to "
                "a free host:port such as 127.0.0.1:9108."
            ) from error
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="monitor", daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = map(str, self._server.server_address[:2])
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


def _handler(registry: CollectorRegistry, probes: Probes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10  # seconds that a silent client may hold a thread

        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(HTTPStatus.OK, generate_latest(registry), CONTENT_TYPE_LATEST)
            elif self.path == "/live":
                self._probe(probes.live())
            elif self.path == "/ready":
                self._probe(probes.ready())
            else:
                self._answer(HTTPStatus.NOT_FOUND, b"/metrics, /live or /ready\n")

        def _probe(self, fault: str) -> None:
            status = HTTPStatus.SERVICE_UNAVAILABLE if fault else HTTPStatus.OK
            self._answer(status, f"{fault or 'ok'}\n".encode())

        def _answer(self, status: HTTPStatus, body: bytes, kind: str = "text/plain") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: probes come every few seconds."""

    return Handler
