"""What routes are given of a request: the gateway, and who calls."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from producer.api_keys import Scope
from producer.gateway.access import Caller
from producer.gateway.gateway import Gateway

BEARER = HTTPBearer(auto_error=False, description="A key from `voicefarm keys add`.")


def gateway_of(connection: HTTPConnection) -> Gateway:
    """The gateway that serves a request."""
    gateway: Gateway = connection.app.state.gateway
    return gateway


async def _gateway(connection: HTTPConnection) -> Gateway:
    """The same for a route: as a coroutine, which needs no thread."""
    return gateway_of(connection)


def caller_for(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """Who calls, if they may do what the scope says."""

    async def admitted(connection: HTTPConnection) -> Caller:
        access = gateway_of(connection).access
        if access.knows(connection):
            return access.admit(connection, scope)
        return await run_in_threadpool(access.admit, connection, scope)

    return admitted


def _with_scheme(scope: Scope) -> Any:
    async def admitted(
        caller: Annotated[Caller, Depends(caller_for(scope))],
        _: Annotated[object, Security(BEARER)] = None,
    ) -> Caller:
        return caller

    return Depends(admitted)


Here = Annotated[Gateway, Depends(_gateway)]
Speaker = Annotated[Caller, _with_scheme("speak")]
Submitter = Annotated[Caller, _with_scheme("jobs")]
Reader = Annotated[Caller, _with_scheme("read")]
Operator = Annotated[Caller, _with_scheme("admin")]
