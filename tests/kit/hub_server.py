"""A model hub on the loopback: files, revisions, redirects, ranges and refusals as the real one.

It answers what huggingface_hub asks: HEAD and GET of `/<repo>/resolve/<revision>/<file>`. Small
files come directly; a "large" file is redirected to another path, as to a storage service, with
its checksum in `X-Linked-Etag`.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.kit.loopback_server import LoopbackServer, QuietHandler

COMMIT = "0123456789abcdef0123456789abcdef01234567"
_RESOLVE = re.compile(r"/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<file>.+)")
_BLOB = re.compile(r"/storage/(?P<repo>[^/]+/[^/]+)/(?P<file>.+)")


@dataclass
class Repository:
    """One repository of the hub."""

    files: dict[str, bytes] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=lambda: {"main": COMMIT})
    large: set[str] = field(default_factory=set)
    refusal: tuple[int, str] | None = None
    """Status and X-Error-Code that every request gets."""


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    method: str
    path: str
    range: str | None
    authorization: str | None


class HubServer(LoopbackServer):
    """Serves `repositories` on a port of its own while the context lasts."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.asked: list[Asked] = []
        self.cut_after: int | None = None
        """Bytes of a body after which the connection is dropped, once."""
        self.hold: Callable[[int], None] = lambda _sent: None
        """Called with the bytes of a body sent so far."""
        self.status: int | None = None
        """Answered to everything, when given."""
        super().__init__()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(QuietHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                _Answer(hub, self).send()

            def do_GET(self) -> None:
                _Answer(hub, self).send()

        return Handler


class _Answer:
    """The answer to one request."""

    def __init__(self, hub: HubServer, request: BaseHTTPRequestHandler) -> None:
        self._hub, self._request = hub, request
        self._range = request.headers.get("Range")
        hub.asked.append(
            Asked(
                request.command,
                request.path,
                self._range,
                request.headers.get("Authorization"),
            )
        )

    def send(self) -> None:
        if self._hub.status is not None:
            self._refuse(self._hub.status, "")
        elif found := _RESOLVE.fullmatch(self._request.path):
            self._resolve(found["repo"], found["revision"], found["file"])
        elif found := _BLOB.fullmatch(self._request.path):
            self._body(self._hub.repositories[found["repo"]].files[found["file"]], {})
        else:
            self._refuse(404, "")

    def _resolve(self, name: str, revision: str, file: str) -> None:
        repository = self._hub.repositories.get(name)
        if repository is None:
            self._refuse(401, "RepoNotFound")  # the real hub hides what doesn't exist
        elif repository.refusal:
            self._refuse(*repository.refusal)
        elif revision not in (*repository.revisions, *repository.revisions.values()):
            self._refuse(404, "RevisionNotFound")
        elif file not in repository.files:
            self._refuse(404, "EntryNotFound", repository.revisions.get(revision, revision))
        else:
            self._file(name, repository, repository.revisions.get(revision, revision), file)

    def _file(self, name: str, repository: Repository, commit: str, file: str) -> None:
        content = repository.files[file]
        headers = {"X-Repo-Commit": commit}
        if file not in repository.large:
            self._body(content, headers | {"ETag": f'"{hashlib.sha1(content).hexdigest()}"'})
            return
        headers |= {
            "X-Linked-Etag": f'"{hashlib.sha256(content).hexdigest()}"',
            "X-Linked-Size": str(len(content)),
            # Another name for this machine, so that it counts as another host.
            "Location": f"{self._hub.url.replace('127.0.0.1', 'localhost')}/storage/{name}/{file}",
        }
        self._head(302, headers | {"Content-Length": "0"})

    def _body(self, content: bytes, headers: dict[str, str]) -> None:
        start = 0
        if self._range and (asked := re.fullmatch(r"bytes=(\d+)-", self._range)):
            start = int(asked[1])
            headers = headers | {
                "Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"
            }
        self._head(206 if start else 200, headers | {"Content-Length": str(len(content) - start)})
        if self._request.command == "GET":
            self._write(content[start:])

    def _write(self, content: bytes) -> None:
        cut, self._hub.cut_after = self._hub.cut_after, None
        block = 16_384
        for at in range(0, len(content), block):
            if cut is not None and at >= cut:
                self._request.close_connection = True
                return
            try:
                self._request.wfile.write(content[at : at + block])
            except ConnectionError:
                self._request.close_connection = True
                return
            self._hub.hold(at + block)

    def _refuse(self, status: int, code: str, commit: str = "") -> None:
        headers = {"Content-Length": "0"}
        headers |= {"X-Error-Code": code} if code else {}
        headers |= {"X-Repo-Commit": commit} if commit else {}
        self._head(status, headers)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self._request.send_response(status)
        for name, value in headers.items():
            self._request.send_header(name, value)
        self._request.end_headers()
