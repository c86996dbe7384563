"""Addresses as clients write them: HEAD as well as GET, spare slashes, and what is meant by others.

Base addresses end in a slash or lack the `/v1`. So a path is tidied where that is safe, and a
refusal names the address that is there.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SLASHES = re.compile(r"/{2,}")


def tidy_path(path: str) -> str:
    """The path with single slashes. One at its end stays: behind it an id may be missing."""
    return _SLASHES.sub("/", path)


class Addresses:
    """Passes requests on by their tidy path, and answers HEAD with the head of GET's answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if "path" in scope:
            scope = {**scope, "path": tidy_path(scope["path"])}
        if scope.get("method") != "HEAD":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["is_head"] = True
        head = _HeadAlone(receive, send)
        await self._app({**scope, "method": "GET"}, head.receive, head.send)


class _HeadAlone:
    """The connection of a HEAD: its answer ends with its head, and then its client has left."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()

    async def receive(self) -> Message:
        """What comes from the client, until the answer has its head."""
        coming = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
            return {"type": "http.disconnect"} if ending.done() else coming.result()
        finally:
            coming.cancel()
            ending.cancel()

    async def send(self, message: Message) -> None:
        """Pass the head of the answer on."""
        if self._ended.is_set():
            return
        await self._send(message)
        if message["type"] == "http.response.start":
            self._ended.set()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})


def methods_at(path: str, routes: Sequence[BaseRoute]) -> list[str]:
    """The methods that an address has."""
    methods = {method for route in _matching(path, routes) for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def meant_address(path: str, routes: Sequence[BaseRoute]) -> str:
    """The address that was probably meant by one that isn't there; empty if none comes near."""
    last = path.rfind("/v1/")
    nearby = (
        path.rstrip("/"),
        f"/v1{path}",
        path[last:] if last > 0 else "",
        path.removeprefix("/api"),
    )
    return next((one for one in nearby if one != path and any(_matching(one, routes))), "")


def _matching(path: str, routes: Sequence[BaseRoute]) -> Iterator[Route]:
    scope = {"type": "http", "method": "", "path": path, "headers": []}  # fits by its path alone
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] != Match.NONE:
            yield route
