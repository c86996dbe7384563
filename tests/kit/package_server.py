"""A package index for pip and a registry for npm on the loopback, and packages to put into them.

It answers what pip and npm ask for one package: pip's simple index, npm's description of a package,
and the archives themselves.
"""

import base64
import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.kit.loopback_server import LoopbackServer, QuietHandler

BLOCK = 65_536


def wheel(name: str, version: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A wheel's file name and content."""
    module = name.replace("-", "_")
    info = f"{module}-{version}.dist-info"
    contents = dict(files) | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},{_recorded(data)},{len(data)}" for path, data in contents.items()]
    contents[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,\n"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in contents.items():
            archive.writestr(path, data)
    return f"{module}-{version}-py3-none-any.whl", packed.getvalue()


def _recorded(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest}"


def tarball(name: str, version: str, files: Mapping[str, bytes]) -> bytes:
    """A package as `npm pack` makes it."""
    manifest = json.dumps({"name": name, "version": version}).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, data in {"package.json": manifest, **files}.items():
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


class PackageServer(LoopbackServer):
    """Serves `wheels` and `tarballs` on a port of its own while the context lasts."""

    def __init__(self) -> None:
        self.wheels: dict[str, bytes] = {}
        """By file name."""
        self.tarballs: dict[tuple[str, str], bytes] = {}
        """By name and version."""
        self.fetched: list[str] = []
        """File names of the archives that were asked for."""
        self.hold: Callable[[int], None] = lambda _sent: None
        """Called with the bytes of an archive sent so far."""
        super().__init__()

    def add_wheel(self, name: str, version: str, files: Mapping[str, bytes]) -> None:
        file, content = wheel(name, version, files)
        self.wheels[file] = content

    def add_tarball(self, name: str, version: str, files: Mapping[str, bytes]) -> None:
        self.tarballs[name, version] = tarball(name, version, files)

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body of a path."""
        match path.strip("/").replace("%2f", "/").split("/"):
            case ["simple", name]:
                begins = f"{name.replace('-', '_')}-"
                files = [file for file in self.wheels if file.startswith(begins)]
                links = [f'<a href="/wheels/{file}">{file}</a>' for file in files]
                return ("text/html", "".join(links).encode()) if files else None
            case ["wheels", file]:
                return self._archive(file, self.wheels.get(file))
            case ["tarballs", *name, version]:
                found = self.tarballs.get(("/".join(name), version))
                return self._archive(f"{name[-1]}-{version}.tgz", found)
            case name:
                return self._npm_package("/".join(name))

    def _archive(self, file: str, content: bytes | None) -> tuple[str, bytes] | None:
        if content is None:
            return None
        self.fetched.append(file)
        return "application/octet-stream", content

    def _npm_package(self, name: str) -> tuple[str, bytes] | None:
        versions: dict[str, Any] = {}
        for (known, version), content in self.tarballs.items():
            digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
            address = f"{self.url}/tarballs/{name}/{version}"
            dist = {"tarball": address, "integrity": f"sha512-{digest}"}
            if known == name:
                versions[version] = {"name": name, "version": version, "dist": dist}
        if not versions:
            return None
        latest = {"latest": max(versions)}
        described = {"name": name, "dist-tags": latest, "versions": versions}
        return "application/json", json.dumps(described).encode()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                found = server.answer(self.path)
                kind, body = found or ("text/plain", b"")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for at in range(0, len(body), BLOCK):
                    try:
                        self.wfile.write(body[at : at + BLOCK])
                    except ConnectionError:
                        return
                    server.hold(at + BLOCK)

        return Handler
