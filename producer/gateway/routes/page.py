"""The probes, and the page with what it needs."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from producer.gateway.callers import Here

routes = APIRouter(include_in_schema=False)


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
