"""What stands before all routes: request ids, the log, strange origins, bodies without end.

As plain ASGI, so that nothing waits for a whole body or a whole answer.
"""

import asyncio
import ipaddress
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from producer.gateway.problems import HttpProblem, problem_response, request_id
from producer.gateway.routes.addresses import tidy_path
from voicefarm.settings import Settings

log = structlog.get_logger()

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ALLOWED_HEADERS = "authorization, content-type, idempotency-key, last-event-id, x-api-key"
LIST_PATHS = frozenset({"/v1/models", "/v1/audio/models", "/v1/audio/voices", "/v1/voices"})


@dataclass(frozen=True, slots=True)
class Guard:
    """The outermost part of the application."""

    app: ASGIApp
    settings: Settings
    loopback_only: bool
    """Whether the gateway listens on the loopback: then it is called by that name alone."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id()
        state["is_list"] = tidy_path(scope["path"]) in LIST_PATHS
        if scope["type"] == "websocket":
            if self._refusal(Headers(scope=scope)) is None:
                await self.app(scope, receive, send)
            else:
                await receive()
                await send({"type": "websocket.close", "code": 1008, "reason": "strange origin"})
            return
        await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        allowed = origin if origin in self.settings.gateway_origins else ""
        answer = _Answer(send, scope["state"]["request_id"], allowed)
        body = _Body(receive, self.settings)
        started = time.monotonic()
        refusal = self._refusal(headers) or body.refusal(headers)
        if refusal:
            response: ASGIApp = problem_response(refusal, scope["path"], answer.request)
        elif allowed and scope["method"] == "OPTIONS":
            response = _preflight()
        else:
            response = self.app
        try:
            await response(scope, body, answer)
        finally:
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=answer.status,
                seconds=round(time.monotonic() - started, 3),
                id=answer.request,
            )

    def _refusal(self, headers: Headers) -> HttpProblem | None:
        """Why a request is refused by where it comes from: another site's page, a made-up name."""
        host = headers.get("host", "")
        if self.loopback_only and not is_loopback(_host_of(f"//{host}")):
            return HttpProblem(
                HTTPStatus.MISDIRECTED_REQUEST,
                "This gateway listens on the loopback; call it as localhost, 127.0.0.1 or [::1].",
                "strange_host",
            )
        origin = headers.get("origin")
        if origin is None or origin in self.settings.gateway_origins:
            return None
        if origin.partition("://")[2] == host:
            return None
        return HttpProblem(
            HTTPStatus.FORBIDDEN,
            "Pages of other origins may not call this gateway; name the origin in the setting "
            "'gateway_origins'.",
            "strange_origin",
        )


class _Body:
    """The body as it comes in: not too long, and not too slow."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive = receive
        self._most = settings.largest_request_mb * 1_000_000
        self._pause_s = settings.slowest_request_s
        self._bytes = 0
        self._whole = False

    def refusal(self, headers: Headers) -> HttpProblem | None:
        """Why the body that is announced is refused."""
        if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            return HttpProblem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "The body is compressed, which isn't read here; send it without Content-Encoding.",
                "compressed_body",
                headers={"Accept-Encoding": "identity", "Connection": "close"},
            )
        length = headers.get("content-length", "0")
        return self._too_large() if length.isdigit() and int(length) > self._most else None

    async def __call__(self) -> Message:
        """The next part. Raises HttpProblem."""
        if self._whole:
            return await self._receive()  # waits until the client leaves
        try:
            async with asyncio.timeout(self._pause_s):
                message = await self._receive()
        except TimeoutError:
            raise HttpProblem(
                HTTPStatus.REQUEST_TIMEOUT,
                f"Nothing of the request's body came for {self._pause_s:g} s; send it again.",
                "body_too_slow",
                headers={"Connection": "close"},
            ) from None
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._bytes > self._most:
            raise self._too_large()
        return message

    def _too_large(self) -> HttpProblem:
        return HttpProblem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The request is larger than {self._most // 1_000_000} MB; send less, or raise the "
            "setting 'largest_request_mb'.",
            "request_too_large",
            headers={"Connection": "close"},
        )


class _Answer:
    """An answer on its way out: it gets the headers that all have."""

    def __init__(self, send: Send, request: str, origin: str) -> None:
        self._send = send
        self.request = request
        self.status = 0
        self._origin = origin

    async def __call__(self, message: Message) -> None:
        """Send a part."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            for name, value in (*SECURITY_HEADERS.items(), ("x-request-id", self.request)):
                headers.setdefault(name, value)
            if self._origin:
                headers["access-control-allow-origin"] = self._origin
                headers["access-control-expose-headers"] = "*"
                headers["cross-origin-resource-policy"] = "cross-origin"
            headers.add_vary_header("origin")
        await self._send(message)


def _preflight() -> Response:
    return Response(
        status_code=HTTPStatus.NO_CONTENT,
        headers={
            "access-control-allow-methods": "GET, POST, PUT, DELETE",
            "access-control-allow-headers": ALLOWED_HEADERS,
            "access-control-max-age": "600",
        },
    )


def _host_of(address: str) -> str:
    """The name or the number in an address; empty for a malformed one."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def guarded(app: Any, settings: Settings, *, loopback_only: bool) -> Guard:
    """The application behind the guard."""
    return Guard(app, settings, loopback_only)
