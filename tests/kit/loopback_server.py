"""An HTTP server on a loopback port of its own, for as long as a context lasts."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

AT_ONCE = 128
"""Connections that may wait to be taken up; of the usual five, a busy machine resets some."""


class LoopbackHTTPServer(ThreadingHTTPServer):
    """A server to which many may connect at once."""

    daemon_threads = True
    request_queue_size = AT_ONCE


class QuietHandler(BaseHTTPRequestHandler):
    """Prints nothing of the requests: the tests read what their server keeps of them."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing."""

    def answer_json(self, status: int, content: Any) -> None:
        """Send a whole answer."""
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class LoopbackServer:
    """Answers with what `handler` makes of a request."""

    def __init__(self) -> None:
        self._server = LoopbackHTTPServer(("127.0.0.1", 0), self.handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """The class that answers requests."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
