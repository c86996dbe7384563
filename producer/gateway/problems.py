"""Errors as HTTP has them: one object with the members of RFC 9457 and OpenAI's `error`.

The official OpenAI client shows nothing but `error.message`. Other clients read `detail`.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from voicefarm.errors import (
    BadInput,
    BadSetting,
    EngineUnavailable,
    JobCancelled,
    JobFailed,
    JobStillRunning,
    ObjectMissing,
    UnknownChunk,
    Unreachable,
    UnreadableDocument,
    VoicefarmError,
    WorkerDied,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
"""Seconds after which an outage is worth another try."""

_STATUS: tuple[tuple[type[VoicefarmError], HTTPStatus], ...] = (
    (BadSetting, HTTPStatus.INTERNAL_SERVER_ERROR),
    (UnknownChunk, HTTPStatus.NOT_FOUND),
    (UnreadableDocument, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadInput, HTTPStatus.BAD_REQUEST),
    (Unreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (JobStillRunning, HTTPStatus.CONFLICT),
    (JobFailed, HTTPStatus.BAD_GATEWAY),
    (JobCancelled, HTTPStatus.CONFLICT),
    (ObjectMissing, HTTPStatus.NOT_FOUND),
    (EngineUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (WorkerDied, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""By family; the first that fits counts."""
_USELESS_AGAIN = (WorkerDied, EngineUnavailable, JobFailed)
"""Another try would end in the same way."""


@dataclass(eq=False)
class HttpProblem(Exception):
    """A refusal that only HTTP knows; it has a status of its own."""

    status: int
    sentence: str
    code: str
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def request_id() -> str:
    """An id under which a request can be found in the log."""
    return f"req_{secrets.token_hex(10)}"


def problem_of(error: VoicefarmError) -> HttpProblem:
    """An error of voicefarm's, with its status."""
    status = next((s for kind, s in _STATUS if isinstance(error, kind)), HTTPStatus(500))
    headers = {}
    if isinstance(error, _USELESS_AGAIN):
        headers["x-should-retry"] = "false"
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(error, BadInput):
        param = error.field or None
        return HttpProblem(status, error.sentence, _code(error), param, headers)
    return HttpProblem(status, str(error), _code(error), None, headers)


def problem_response(problem: HttpProblem, instance: str, request: str) -> JSONResponse:
    """The answer to a request that failed; `request` is its id."""
    headers = {"x-request-id": request, **problem.headers}
    body = problem_body(problem, instance, request)
    return JSONResponse(body, problem.status, headers, media_type=MEDIA_TYPE)


def problem_body(problem: HttpProblem, instance: str, request: str) -> dict[str, Any]:
    """The object itself."""
    named = f"{problem.param}: " if problem.param else ""
    message = f"{named}{problem.sentence}"
    return {
        "type": f"urn:voicefarm:problem:{problem.code.replace('_', '-')}",
        "title": HTTPStatus(problem.status).phrase,
        "status": int(problem.status),
        "detail": message,
        "instance": instance,
        "request_id": request,
        "error": {
            "message": message,
            "type": _openai_type(problem.status),
            "param": problem.param,
            "code": problem.code,
        },
    }


def _code(error: VoicefarmError) -> str:
    """The class's name in small letters: `unknown_name`."""
    name = type(error).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")


def _openai_type(status: int) -> str:
    known = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
    usual = "invalid_request_error" if status < 500 else "server_error"
    return known.get(status, usual)
