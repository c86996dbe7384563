"""TLS in front of a unix socket, as a managed Redis has it: for `rediss://` addresses."""

import os
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.kit.loopback_server import AT_ONCE

BLOCK = 2**16


class _Handler(socketserver.BaseRequestHandler):
    server: "TlsServer"

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as behind, suppress(OSError):
            behind.connect(str(self.server.behind))
            with self.server.context.wrap_socket(self.request, server_side=True) as front:
                back = threading.Thread(target=_copy, args=(behind, front))
                back.start()
                _copy(front, behind)
                back.join()


def _copy(source: Any, target: Any) -> None:
    with suppress(OSError):
        while data := source.recv(BLOCK):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


class TlsServer(socketserver.ThreadingTCPServer):
    """Forwards what it decrypts to `behind`; its certificate is its own authority."""

    daemon_threads = False
    request_queue_size = AT_ONCE

    def __init__(
        self,
        behind: Path,
        folder: Path,
        *,
        names: str = "IP:127.0.0.1",
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Its certificate is for these `names`, and is made in this environment."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.certificate = folder / "server.pem"
        key = folder / "key.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
                *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"),
                *("-addext", f"subjectAltName={names}"),
                *("-keyout", str(key), "-out", str(self.certificate)),
            ],
            check=True,
            capture_output=True,
            env=environment,
        )
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address as VOICEFARM_REDIS_URL wants it, with the authority to trust."""
        port = self.server_address[1]
        return f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={self.certificate}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that doesn't trust us is what a test wants to see; not its traceback."""
