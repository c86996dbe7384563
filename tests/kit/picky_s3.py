"""An S3 provider that is pickier than the test server, which stands behind it."""

import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.kit.loopback_server import LoopbackHTTPServer, QuietHandler


class Request(NamedTuple):
    """What a provider sees of a request before its body."""

    method: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    """Their names in small letters."""


Refusal = tuple[int, str] | None
Refuse = Callable[[Request], Refusal]
"""The status and the code of a request's refusal; None if it is served."""


def trailers(request: Request) -> Refusal:
    """aws-chunked is not implemented, as with many providers over https."""
    chunked = "aws-chunked" in request.headers.get("content-encoding", "")
    return (501, "NotImplemented") if chunked else None


def listing(request: Request) -> Refusal:
    """The key lacks s3:ListBucket."""
    return (403, "AccessDenied") if "list-type" in request.query else None


def deleting(request: Request) -> Refusal:
    """The key lacks s3:DeleteObject."""
    deletes = request.method == "DELETE" and "uploadId" not in request.query
    return (403, "AccessDenied") if deletes else None


def _with(status: int, code: str, method: str, field: str = "") -> Refuse:
    def refuse(request: Request) -> Refusal:
        meant = request.method == method and (not field or field in request.query)
        return (status, code) if meant else None

    return refuse


def listing_of_uploads(status: int, code: str) -> Refuse:
    """ListMultipartUploads is refused, or unknown."""
    return _with(status, code, "GET", "uploads")


def aborting_of_uploads(status: int, code: str) -> Refuse:
    """AbortMultipartUpload is refused, or unknown."""
    return _with(status, code, "DELETE", "uploadId")


def writing(status: int, code: str) -> Refuse:
    """Objects can't be written."""
    return _with(status, code, "PUT")


def parts_at_times(fails: Iterator[bool]) -> Refuse:
    """Parts of uploads that `fails` says so of, in turn, are answered with what boto3 takes for
    no reason to ask again."""

    def refuse(request: Request) -> Refusal:
        is_part = request.method == "PUT" and "partNumber" in request.query
        return (400, "Busy") if is_part and next(fails) else None

    return refuse


def everything(status: int, code: str) -> Refuse:
    """All requests are refused."""
    return lambda _: (status, code)


def session_token(status: int, code: str, ended: str) -> Refuse:
    """One session token has ended."""

    def refuse(request: Request) -> Refusal:
        held = request.headers.get("x-amz-security-token")
        return (status, code) if held == ended else None

    return refuse


class PickyS3:
    """Forwards to the test server what `refuse` lets pass. It may be changed at any time."""

    def __init__(self, upstream: str, refuse: Refuse, folder: Path | None = None) -> None:
        """With `folder` it speaks TLS, and keeps its certificate there."""
        self.refuse = refuse
        self.server = LoopbackHTTPServer(("127.0.0.1", 0), self._handler(urlsplit(upstream).port))
        self.certificate = folder / "s3.pem" if folder else None
        if folder and self.certificate:
            self._speak_tls(folder, self.certificate)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its endpoint."""
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def _speak_tls(self, folder: Path, certificate: Path) -> None:
        key = folder / "s3.key"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt"),
                *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=test"),
                *("-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", str(key), "-out", str(certificate)),
            ],
            check=True,
            capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)

    def _handler(self, upstream: int | None) -> type[BaseHTTPRequestHandler]:
        picky = self

        class Handler(QuietHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qs(parts.query, keep_blank_values=True)
                refusal = picky.refuse(Request(self.command, query, headers))
                if refusal:
                    self._refuse(*refusal)
                else:
                    self._forward(body)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _any

            def _refuse(self, status: int, code: str) -> None:
                text = f"<Error><Code>{code}</Code><Message>Signature=abc123</Message></Error>"
                body = b"" if self.command == "HEAD" else text.encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def _forward(self, body: bytes) -> None:
                connection = HTTPConnection("127.0.0.1", upstream)
                # Signed for this server's address, which therefore stays in the headers.
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                data = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                        self.send_header(name, value)
                length = answer.getheader("content-length") or str(len(data))
                self.send_header("Content-Length", length)
                self.end_headers()
                self.wfile.write(data)
                connection.close()

        return Handler
