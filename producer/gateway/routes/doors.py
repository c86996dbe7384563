"""Addresses that other systems have, for programs that were written for them."""

from itertools import islice
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from producer.gateway.access import Caller
from producer.gateway.bodies.json_objects import json_object
from producer.gateway.callers import Here, Reader, Speaker
from producer.gateway.gateway import Gateway
from producer.gateway.speech import speak, speech_body
from producer.listening.stream_forms import stream_form
from voicefarm.errors import BadInput

JOBS_COUNTED = 500
"""The newest jobs, over which means are taken."""
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {
                        name: {"type": "string"} for name in ("text", "voice", "model", "format")
                    },
                },
                "example": {"text": "Hello, harbour!"},
            }
        },
    }
}

routes = APIRouter(tags=["doors"])


@routes.post("/synthesize", response_class=Response, openapi_extra=_BODY)
async def synthesize(request: Request, gateway: Here, caller: Speaker) -> Response:
    """`{text, voice}` becomes a WAV."""
    return await _spoken(gateway, request, caller)


@routes.post("/api/tts", response_class=Response, openapi_extra=_BODY)
async def tts(request: Request, gateway: Here, caller: Speaker) -> Response:
    """`{text, model}` becomes a WAV."""
    return await _spoken(gateway, request, caller)


@routes.post("/speak", response_class=Response, openapi_extra=_BODY)
async def speak_aloud(request: Request, gateway: Here, caller: Speaker) -> Response:
    """`{text}` becomes a WAV."""
    return await _spoken(gateway, request, caller)


@routes.get("/tts-performance")
def performance(gateway: Here, caller: Reader) -> dict[str, Any]:
    """How the farm does: seconds of a take on average, takes that were there already, faults."""
    ledger = gateway.farm.ledger
    workers = [worker for worker in ledger.workers() if worker.model]
    jobs = list(islice(ledger.jobs(), JOBS_COUNTED))
    made = sum(job.done - job.reused for job in jobs)
    overview = ledger.overview()
    return {
        "engine_loaded": bool(workers),
        "engine_type": ", ".join(sorted({worker.model for worker in workers})),
        "performance": {
            "avg_duration": round(sum(job.synthesis_s for job in jobs) / made, 4) if made else 0.0,
            "memory_mb": sum(worker.memory_mb for worker in workers),
            "cache_hits": sum(job.reused for job in jobs),
            "errors": overview.quarantined,
        },
    }


async def _spoken(gateway: Gateway, request: Request, caller: Caller) -> Response:
    fields = await json_object(request)
    text = fields.get("text")
    if not isinstance(text, str):
        raise BadInput("give the text that is to be spoken.", field="text")
    form = fields.get("format") or "wav"
    if isinstance(form, str):
        form = stream_form(form.lower(), field="format").name
    model = fields.get("model") or ""
    known = gateway.models()
    body = {
        # Such systems call their engines otherwise; a name that can't speak here means the usual.
        "model": model if isinstance(model, str) and model in known else "tts-1",
        "input": text,
        "voice": fields.get("voice") or "default",
        "response_format": form,
    }
    return await speak(gateway, request, speech_body(body), caller)
