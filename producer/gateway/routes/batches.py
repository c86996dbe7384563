"""`/v1/batches`: many texts under one name."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from producer.gateway.bodies.json_objects import json_object
from producer.gateway.callers import Here, Reader, Submitter
from producer.gateway.routes.documentation import BATCH_BODY, problems
from producer.gateway.submissions.batches import (
    MOST_ITEMS,
    batch_resource,
    cancel_batch,
    submit_batch,
    wanted_batch,
)

routes = APIRouter(tags=["batches"])


@routes.put(
    "/v1/batches/{batch}",
    openapi_extra=BATCH_BODY,
    responses=problems(409, 413) | {201: {"description": "The batch is new."}},
)
async def put(batch: str, request: Request, gateway: Here, caller: Submitter) -> JSONResponse:
    """Make a job of every text, under an id of your own.

    The same request again answers 200, and goes on where the first one broke off. An item that
    can't be made has its own error; the others are made.
    """
    wanted = wanted_batch(await json_object(request))
    _, is_new = await run_in_threadpool(submit_batch, gateway, caller, batch, wanted)
    resource = await run_in_threadpool(batch_resource, gateway, caller, batch)
    code = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return JSONResponse(resource, code, {"Location": f"/v1/batches/{batch}"})


@routes.get("/v1/batches/{batch}", responses=problems(404))
def state(
    batch: str,
    gateway: Here,
    caller: Reader,
    limit: Annotated[int, Query(ge=1, le=MOST_ITEMS)] = 100,
    after: Annotated[int, Query(ge=0, le=MOST_ITEMS)] = 0,
) -> dict[str, Any]:
    """How a batch stands, and its items in order. `after` is the `next` of the page before."""
    return batch_resource(gateway, caller, batch, after=after, limit=limit)


@routes.delete("/v1/batches/{batch}", responses=problems(404))
def cancel(batch: str, gateway: Here, caller: Submitter) -> dict[str, Any]:
    """Cancel all jobs of the batch that go on; what was synthesized is kept."""
    cancel_batch(gateway, caller, batch)
    return batch_resource(gateway, caller, batch)
