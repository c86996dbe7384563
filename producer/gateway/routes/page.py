"""The page with what it needs, and the probes."""

import functools
import hashlib
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from producer.gateway import page
from producer.gateway.access import COOKIE, token_of
from producer.gateway.callers import Here, Reader
from producer.gateway.problems import HttpProblem

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
SESSION_S = 30 * 86_400

routes = APIRouter(include_in_schema=False)


@routes.get("/")
def index(request: Request) -> Response:
    """The page."""
    return _file(request, "index.html")


@routes.get("/assets/{name}")
def asset(request: Request, name: str) -> Response:
    """One of its files."""
    return _file(request, name)


@routes.post("/v1/session", status_code=204)
def sign_in(request: Request, caller: Reader) -> Response:
    """Keep the key of this request in a cookie, which the page's scripts can't read."""
    answer = Response(status_code=204)
    answer.set_cookie(
        COOKIE,
        token_of(request),
        max_age=SESSION_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@routes.delete("/v1/session", status_code=204)
def sign_out() -> Response:
    """Forget it."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE)
    return answer


@routes.get("/health")
@routes.get("/live")
def live() -> PlainTextResponse:
    """Whether the process lives. It asks nobody: an outage of Redis makes no gateway unhealthy."""
    return PlainTextResponse("OK")


@routes.get("/ready")
def ready(gateway: Here) -> PlainTextResponse:
    """Whether requests can be served. Raises RedisUnreachable, a 503."""
    gateway.farm.ledger.check()
    return PlainTextResponse("OK")


def _file(request: Request, name: str) -> Response:
    found = _files().get(name)
    if found is None:
        raise HttpProblem(404, "The page has no such file.", "not_found")
    data, tag = found
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, headers=headers, media_type=MEDIA_TYPES[name.rpartition(".")[2]])


@functools.cache
def _files() -> dict[str, tuple[bytes, str]]:
    """The page's files with their tags, by name."""
    named = {
        file.name: file.read_bytes()
        for file in files(page).iterdir()
        if file.name.rpartition(".")[2] in MEDIA_TYPES
    }
    return {
        name: (data, f'"{hashlib.sha256(data).hexdigest()[:24]}"') for name, data in named.items()
    }
