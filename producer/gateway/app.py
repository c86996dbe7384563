"""The application: all routes behind the guard, and every error as one object."""

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from producer.gateway.answers.direct import DirectPolls
from producer.gateway.answers.streaming import ClientLeft
from producer.gateway.gateway import Gateway
from producer.gateway.guard import Guard, guarded
from producer.gateway.problems import HttpProblem, problem_of, problem_response
from producer.gateway.routes import (
    batches,
    chunks,
    doors,
    jobs,
    live,
    page,
    recordings,
    speech,
    webhooks,
)
from producer.gateway.routes.addresses import Addresses, meant_address, methods_at
from producer.gateway.routes.documentation import problems
from voicefarm.errors import VoicefarmError
from voicefarm.wording.paths import FULL, sentence_of_temporary
from voicefarm.wording.validation import sentence_of

_ROUTERS = (
    speech.routes,
    jobs.routes,
    batches.routes,
    chunks.routes,
    live.routes,
    recordings.routes,
    webhooks.routes,
    doors.routes,
    page.routes,
)
_ROUTES = tuple(route for router in _ROUTERS for route in router.routes)
LEFT = 499
"""The status of a request whose client left, as nginx logs it."""
log = structlog.get_logger()


def create_app(gateway: Gateway, *, loopback_only: bool = True) -> Guard:
    """The gateway as an ASGI application."""
    app = FastAPI(
        title="voicefarm",
        version=version("voicefarm"),
        description="Long text in, one finished audio file out, and speech while it is made.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
        responses=problems(),
        telemetry=_telemetry(gateway),
    )
    app.state.gateway = gateway
    for routes in _ROUTERS:
        app.include_router(routes)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    addressed = Addresses(DirectPolls(app, gateway))
    return guarded(addressed, gateway.settings, loopback_only=loopback_only)


def _telemetry(gateway: Gateway) -> TelemetryConfig:
    """A span for each request that a route answers; nothing without a collector."""
    tracing = gateway.farm.tracing
    return {
        "tracer_provider": tracing.provider,
        "tracing": tracing.is_on,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
    }


def _of_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HttpProblem)
    return problem_response(error, request.url.path, request.state.request_id)


def _of_voicefarm(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VoicefarmError)
    return _of_problem(request, problem_of(error))


def _of_parameters(request: Request, error: Exception) -> JSONResponse:
    """A parameter of the path, the query or the head that doesn't fit."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    sentence = f"{sentence_of(first)}."
    name = ".".join(map(str, first["loc"][1:]))
    return _of_problem(request, HttpProblem(400, sentence, "bad_input", name or None))


def _of_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    path, headers = request.url.path, dict(error.headers or {})
    sentence = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        near = meant_address(path, _ROUTES)
        remedy = f"perhaps {near} is meant" if near else "GET /v1/openapi.json lists them"
        sentence = f"There is no address {path[:100]}; {remedy}."
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(methods_at(path, _ROUTES))
        sentence = f"{request.method} is not for {path[:100]}; use {headers['Allow']}."
    code = HTTPStatus(error.status_code).name.lower()
    return _of_problem(request, HttpProblem(error.status_code, sentence, code, headers=headers))


def _of_leaving(request: Request, error: Exception) -> Response:
    return Response(status_code=LEFT)


def _of_system(request: Request, error: Exception) -> JSONResponse:
    """A disk without room is named; the body of a request waits there."""
    assert isinstance(error, OSError)
    if error.errno not in FULL:
        raise error
    sentence = sentence_of_temporary(error)
    log.error("request failed", id=request.state.request_id, error=sentence)
    status = HTTPStatus.INSUFFICIENT_STORAGE
    return _of_problem(request, HttpProblem(status, sentence, "insufficient_storage"))


def _of_anything(request: Request, error: Exception) -> JSONResponse:
    log.error("request failed", id=request.state.request_id, exc_info=error)
    sentence = "The gateway failed; its log has the reason under this request's id."
    return _of_problem(request, HttpProblem(500, sentence, "internal_error"))


_HANDLERS: dict[Any, Any] = {
    HttpProblem: _of_problem,
    VoicefarmError: _of_voicefarm,
    RequestValidationError: _of_parameters,
    HTTPException: _of_http,
    ClientLeft: _of_leaving,
    ClientDisconnect: _of_leaving,  # in the middle of its body
    OSError: _of_system,
    Exception: _of_anything,
}
