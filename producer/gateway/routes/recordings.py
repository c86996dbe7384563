"""Recordings: written down as OpenAI's interface does it, searched for voices, made into voices."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from producer.gateway.callers import Here, Operator, Speaker
from producer.gateway.routes.documentation import (
    RECORDING_BODY,
    TRANSCRIPTION,
    VOICE_BODY,
    problems,
)
from producer.gateway.submissions.recordings import (
    enrol_voice,
    forget_voice,
    recording_folder,
    sent_recording,
    transcription,
    voice_activity,
)

routes = APIRouter(tags=["recordings"])


@routes.post(
    "/v1/audio/transcriptions",
    response_class=Response,
    openapi_extra=RECORDING_BODY,
    responses=TRANSCRIPTION,
)
async def transcribe(request: Request, gateway: Here, caller: Speaker) -> Response:
    """Write down what is said in a recording."""
    with recording_folder() as folder:
        sent = await sent_recording(request, folder)
        made, kind = await run_in_threadpool(transcription, gateway, sent)
    return Response(made, media_type=kind) if kind else JSONResponse(made)


@routes.post("/v1/audio/voice-activity", openapi_extra=RECORDING_BODY, responses=problems(413, 422))
async def activity(request: Request, gateway: Here, caller: Speaker) -> dict[str, Any]:
    """Say where somebody speaks in a recording, in seconds."""
    with recording_folder() as folder:
        sent = await sent_recording(request, folder)
        return await run_in_threadpool(voice_activity, gateway, sent)


@routes.post(
    "/v1/voices", status_code=201, openapi_extra=VOICE_BODY, responses=problems(409, 413, 422)
)
@routes.post(
    "/v1/audio/voices", status_code=201, openapi_extra=VOICE_BODY, responses=problems(409, 413)
)
async def enrol(request: Request, gateway: Here, caller: Operator) -> dict[str, Any]:
    """Make a voice of 3 to 15 seconds of one person, for a model that can imitate."""
    with recording_folder() as folder:
        sent = await sent_recording(request, folder)
        return await run_in_threadpool(enrol_voice, gateway, sent)


@routes.delete("/v1/voices/{voice}", responses=problems(404))
@routes.delete("/v1/audio/voices/{voice}", responses=problems(404))
def forget(voice: str, gateway: Here, caller: Operator, model: str = "") -> dict[str, Any]:
    """Delete a voice that was made from a recording."""
    return forget_voice(gateway, voice, model)
