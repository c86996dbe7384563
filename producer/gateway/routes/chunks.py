"""`/v1/jobs/{job}/chunks`: the chunks of a job, heard one by one and made anew."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from producer.gateway.answers.peaks import peaks_of
from producer.gateway.answers.results import stored_result
from producer.gateway.bodies.json_objects import json_object
from producer.gateway.callers import Here, Reader, Submitter
from producer.gateway.problems import HttpProblem
from producer.gateway.routes.documentation import REMAKE_BODY, files, problems
from producer.gateway.routes.jobs import submitted_answer
from producer.gateway.submissions.remakes import submit_remake
from producer.jobs.remakes.chunk_list import (
    ChunkOrder,
    ListedChunk,
    listed_chunk,
    listed_chunks,
    take_of_chunk,
)

MOST_CHUNKS = 1000
MOST_POINTS = 4000

routes = APIRouter(tags=["chunks"])


@routes.get("/v1/jobs/{job}/chunks", responses=problems(404))
def chunks(
    job: str,
    gateway: Here,
    caller: Reader,
    order: ChunkOrder = "text",
    limit: Annotated[int, Query(ge=1, le=MOST_CHUNKS)] = 100,
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> dict[str, Any]:
    """The chunks of a job, in the text's order or the most suspicious first.

    `after` is the `next` of the page before.
    """
    gateway.status_of(caller, job)
    found = listed_chunks(gateway.farm.store, job, order)
    more = after + limit < len(found)
    data = [_resource(chunk) for chunk in found[after : after + limit]]
    next = after + limit if more else None
    return {"object": "list", "data": data, "total": len(found), "has_more": more, "next": next}


@routes.get("/v1/jobs/{job}/chunks/{number}", responses=problems(404))
def chunk(job: str, number: int, gateway: Here, caller: Reader) -> dict[str, Any]:
    """One chunk of a job, numbered from 1."""
    gateway.status_of(caller, job)
    return _resource(listed_chunk(gateway.farm.store, job, number))


@routes.get(
    "/v1/jobs/{job}/chunks/{number}/audio",
    response_class=Response,
    responses=files("audio/flac"),
)
def chunk_audio(job: str, number: int, request: Request, gateway: Here, caller: Reader) -> Response:
    """The take of a chunk, numbered from 1, as it was synthesized."""
    gateway.status_of(caller, job)
    take = take_of_chunk(gateway.farm.store, job, number)
    name = f"chunk-{number}.flac"
    found = stored_result(gateway, request, f"{take}.flac", "audio/flac", name)
    if found is None:
        raise HttpProblem(404, f"Chunk {number} has no take yet; try again later.", "no_take")
    return found


@routes.post(
    "/v1/jobs/{job}/chunks/{number}/remake",
    status_code=202,
    openapi_extra=REMAKE_BODY,
    responses=problems(404, 409, 413) | {200: {"description": "It was made before."}},
)
async def remake(
    job: str, number: int, request: Request, gateway: Here, caller: Submitter
) -> JSONResponse:
    """Make one chunk anew, numbered from 1; with `text` it says that instead.

    The answer is a new job, whose other takes are those of the old one. The old job stays.
    """
    fields = await json_object(request) if await request.body() else {}
    made = await run_in_threadpool(submit_remake, gateway, caller, job, number, fields)
    return submitted_answer(made, remade_from={"job": job, "chunk": number})


@routes.get("/v1/jobs/{job}/peaks", responses=problems(404))
def peaks(
    job: str,
    gateway: Here,
    caller: Reader,
    points: Annotated[int, Query(ge=1, le=MOST_POINTS)] = 600,
) -> dict[str, Any]:
    """How loud the finished programme is over its length, 0 to 1, for a waveform."""
    gateway.status_of(caller, job)
    found = peaks_of(gateway.farm.store, job, points)
    if found is None:
        raise HttpProblem(
            404, f"Job '{job}' has no programme whose waveform can be drawn.", "no_waveform"
        )
    return {"object": "peaks", "data": found}


def _resource(chunk: ListedChunk) -> dict[str, Any]:
    findings = [one.model_dump(mode="json") for one in chunk.findings]
    return {**asdict(chunk), "findings": findings}
