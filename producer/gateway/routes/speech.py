"""OpenAI's routes: sound at once, and the lists that its clients ask for."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from producer.gateway.answers.resources import farm_state, model_list, sample_of, voice_list
from producer.gateway.bodies.json_objects import json_object
from producer.gateway.callers import Here, Operator, Reader, Speaker
from producer.gateway.problems import HttpProblem
from producer.gateway.routes.documentation import SPEECH_ANSWER, SPEECH_BODY, problems
from producer.gateway.speech import speak, speech_body

routes = APIRouter()


@routes.post(
    "/v1/audio/speech",
    tags=["speech"],
    response_class=Response,
    openapi_extra=SPEECH_BODY,
    responses=SPEECH_ANSWER,
)
async def speech(request: Request, gateway: Here, caller: Speaker) -> Response:
    """Speak a text of any length; the sound streams while it is made."""
    return await speak(gateway, request, speech_body(await json_object(request)), caller)


@routes.get("/v1/models", tags=["lists"])
@routes.get("/v1/audio/models", tags=["lists"])
def models(gateway: Here, caller: Reader) -> dict[str, Any]:
    """The models that speak here, each with its voices, and their aliases."""
    return model_list(gateway)


@routes.get("/v1/models/{model}", tags=["lists"], responses=problems(404))
def model(model: str, gateway: Here, caller: Reader) -> dict[str, Any]:
    """One model."""
    entries = model_list(gateway)["data"]
    exact = [entry for entry in entries if entry["id"] == model]
    others = [entry for entry in entries if "alias_of" in entry]
    for entry in (*exact, *others):
        if entry["id"].casefold() == model.casefold():
            found: dict[str, Any] = entry
            return found
    raise HttpProblem(
        404, f"There is no model '{model[:80]}'; GET /v1/models lists them.", "unknown_model"
    )


@routes.get("/v1/audio/voices", tags=["lists"])
@routes.get("/v1/voices", tags=["lists"])
def voices(gateway: Here, caller: Reader, model: str = "", language: str = "") -> dict[str, Any]:
    """The voices, of one model or of all."""
    return voice_list(gateway, model, language)


@routes.get(
    "/v1/voices/{voice}/sample",
    tags=["lists"],
    response_class=Response,
    responses=problems(404),
)
def voice_sample(
    voice: str, gateway: Here, caller: Reader, model: str = "", language: str = ""
) -> Response:
    """What a voice sounds like, as a WAV, once `voicefarm voices hear` has kept it."""
    wav = sample_of(gateway, voice, model, language)
    if wav is None:
        raise HttpProblem(
            404,
            f"There is no sample of voice '{voice[:80]}' yet; `voicefarm voices hear` makes one.",
            "no_sample",
        )
    return Response(wav, media_type="audio/wav")


@routes.get("/v1/farm", tags=["operations"])
def farm(gateway: Here, caller: Operator) -> dict[str, Any]:
    """Models, workers, slots and what waits for them."""
    return dict(farm_state(gateway))
