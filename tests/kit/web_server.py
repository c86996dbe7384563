"""A small web server of pages, on the loopback."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.kit.loopback_server import LoopbackHTTPServer, QuietHandler


@dataclass
class WebPage:
    """What a path answers."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_s: float = 0
    """Seconds between two bytes of the body."""


@dataclass
class WebServer:
    """Its address, and the paths that were asked for."""

    url: str
    asked: list[str]


@contextmanager
def web_server(pages: Mapping[str, WebPage]) -> Iterator[WebServer]:
    """Serve pages until the end of the block."""
    asked: list[str] = []
    server = LoopbackHTTPServer(("127.0.0.1", 0), _handler(pages, asked.append))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield WebServer(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(
    pages: Mapping[str, WebPage], remember: Callable[[str], None]
) -> type[BaseHTTPRequestHandler]:
    class PageHandler(QuietHandler):
        """Answers from `pages`."""

        def do_GET(self) -> None:
            remember(self.path)
            page = pages.get(self.path, WebPage(status=404))
            self.send_response(page.status)
            self.send_header("Content-Type", page.media_type)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(OSError):  # the other side has had enough
                self._send(page)

        def _send(self, page: WebPage) -> None:
            if not page.drip_s:
                self.wfile.write(page.body)
                return
            for byte in page.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(page.drip_s)

    return PageHandler
