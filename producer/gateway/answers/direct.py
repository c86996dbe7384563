"""`GET /v1/jobs/{id}` past the framework, whose routing and dependencies cost most of a poll.

The route of the same address stays, and documents the answer. It gives each one that isn't usual:
of an unknown job, of a wrong key, of a key whose requests are counted.
"""

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from producer.gateway.answers.resources import job_resource
from producer.gateway.gateway import Gateway
from voicefarm.messages import JobStatus

_JOBS = "/v1/jobs/"


class DirectPolls:
    """Answers polls itself, and passes all other requests on."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway
        self._newest: tuple[JobStatus | None, bytes] = (None, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        answer = await self._answer(scope) if _is_poll(scope) else None
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """The job's state; None for what the route is to answer."""
        access, connection = self._gateway.access, HTTPConnection(scope)
        try:
            if not access.knows(connection):  # it would look at the store, or count the request
                return None
            caller = access.admit(connection, "read")
            job = scope["path"].removeprefix(_JOBS)
            status = await self._gateway.polled_status(caller, job)
            return Response(self._written(status), media_type="application/json")
        except Exception:  # noqa: BLE001 - the route fails alike, and says why
            return None

    def _written(self, status: JobStatus) -> bytes:
        """The answer's body: those who wait for one job share a status, and then its body too."""
        known, body = self._newest
        if status is not known:
            body = bytes(JSONResponse(job_resource(status)).body)
            self._newest = (status, body)
        return body


def _is_poll(scope: Scope) -> bool:
    path: str = scope.get("path", "")
    return (
        path.startswith(_JOBS)
        and "/" not in path[len(_JOBS) :]
        and len(path) > len(_JOBS)
        and scope["type"] == "http"
        and scope["method"] == "GET"
    )
