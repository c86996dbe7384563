"""`POST /v1/audio/speech` as OpenAI's clients know it: a text of any length, spoken as a stream."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from producer.documents.formats import format_of_file, is_plain_text, parse_document
from producer.gateway.access import Caller
from producer.gateway.answers.notices import notices_header, notices_of
from producer.gateway.answers.pump import Pump
from producer.gateway.answers.results import stored_result
from producer.gateway.answers.streaming import (
    UNBUFFERED,
    PieceByPiece,
    server_sent,
    unless_left,
    with_first,
)
from producer.gateway.gateway import Gateway
from producer.gateway.naming import named_for, with_aliases
from producer.jobs.request import JobRequest
from producer.jobs.submission import PreparedJob
from producer.listening.job_stream import JobStream, SpokenStream
from producer.listening.stream_forms import STREAM_FORMS, StreamForm, stream_form
from voicefarm.artifacts.keys import programme_key
from voicefarm.errors import UnknownName
from voicefarm.messages import JobState
from voicefarm.resumption import status_of
from voicefarm.wording.validation import validated

SPEED_RANGE = (0.25, 4.0)
"""What OpenAI's interface allows; a model may allow less."""
_LINK = re.compile(r"\]\((?:https?:|mailto:|/|#)")
"""A link of a chat reply, whose address is not to be read aloud."""
LOOK_S = 1.0
"""Seconds between two looks whether a worker serves the model, while nothing is heard yet."""


class VoiceId(BaseModel):
    """A voice as an object, as OpenAI's custom voices are named."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str


class SpeechBody(BaseModel):
    """A text to be spoken at once. Fields of other servers are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, use_attribute_docstrings=True)

    model: str = ""
    """A model's name, or one of its aliases, such as tts-1; by default the usual one."""
    input: str
    """The text, of any length."""
    voice: str | VoiceId = "default"
    """A voice's name, or one of its aliases, such as alloy."""
    response_format: str = Field("mp3", json_schema_extra={"enum": list(STREAM_FORMS)})
    """The form of the sound. pcm is 24 kHz, 16 bits, mono, without a head."""
    speed: float = Field(1.0, ge=SPEED_RANGE[0], le=SPEED_RANGE[1])
    """Speaking rate; 1 is the voice's own."""
    stream_format: Literal["audio", "sse"] = "audio"
    """Bare sound, or server-sent events that hold it in base64 and say how it ended."""
    instructions: str = ""
    """Accepted, and without effect: no model here takes any."""
    language: str | None = None
    """Beyond OpenAI's fields: the text's tag, such as vi; recognized by default."""
    input_format: str | None = None
    """Beyond OpenAI's fields: how the text is marked up. By default that of chat replies if there
    are links in it as they have them, and otherwise plain text."""
    seed: int = 0
    """Beyond OpenAI's fields: another seed gives another reading."""

    @property
    def form(self) -> StreamForm:
        """The form of the sound. Raises UnknownName."""
        return stream_form(self.response_format.lower(), field="response_format")


def check_speech(gateway: Gateway, body: SpeechBody, tenant: str) -> None:
    """Raise BadInput or Unreachable if no text at all can be spoken so."""
    is_plain_text(b"", body.input_format)
    gateway.check(_job_request(gateway, body, tenant))


def prepared_speech(gateway: Gateway, body: SpeechBody, tenant: str) -> PreparedJob:
    """The interactive job of a spoken text. Raises BadInput, Unreachable."""
    request = _job_request(gateway, body, tenant)
    document = parse_document(
        body.input.encode("utf-8", "surrogatepass"),
        body.input_format or _usual_format(body.input),
        name="The input",
        policies=request.policies,
    )
    return named_for(gateway.prepared(document, request), tenant, "speech")


def _job_request(gateway: Gateway, body: SpeechBody, tenant: str) -> JobRequest:
    model, voice = with_aliases(
        gateway, body.model, body.voice if isinstance(body.voice, str) else body.voice.id
    )
    return validated(
        JobRequest,
        {
            "model": model,
            "voice": voice,
            "speed": body.speed,
            "language": body.language,
            "seed": body.seed,
            "outputs": (body.form.stored,),
            # As it is heard: the loudness of the whole is not known yet.
            "loudness": None,
            "pause_variation": 0,
            "share": {"tenant": tenant, "job_class": "interactive"},
        },
    )


def _usual_format(text: str) -> str:
    return format_of_file(Path("reply.md" if _LINK.search(text) else "reply.txt"))


async def speak(gateway: Gateway, request: Request, body: SpeechBody, caller: Caller) -> Response:
    """The answer with the sound: the stored programme if there is one, otherwise a stream."""
    form = body.form
    prepared = await run_in_threadpool(prepared_speech, gateway, body, caller.tenant)
    known = {"x-voicefarm-job": prepared.manifest.job, **notices_header(notices_of(prepared))}
    if body.stream_format == "audio" and form.is_stored:  # noqa: SIM102
        if stored := await run_in_threadpool(_stored, gateway, request, prepared, form):
            stored.headers.update(known)
            return stored
    await run_in_threadpool(gateway.access.count_text, caller, len(body.input))
    stream = SpokenStream(gateway.farm, prepared, form)
    sounds, close = await begin_stream(gateway, request, caller, stream)
    headers = {**UNBUFFERED, **known}
    if body.stream_format == "sse":
        events = _events(sounds, stream, len(body.input))
        return PieceByPiece(events, media_type="text/event-stream", headers=headers, closing=close)
    headers["Content-Disposition"] = f'inline; filename="speech.{form.name}"'
    return PieceByPiece(sounds, media_type=form.media_type, headers=headers, closing=close)


async def begin_stream(
    gateway: Gateway, request: Request, caller: Caller, stream: JobStream
) -> tuple[AsyncIterator[bytes], Callable[[], None]]:
    """A stream's bytes, of which the first are there, and what must be called in the end.

    A failure before the first sound is raised here, so that it gets a status.
    """
    with ExitStack() as ending:
        ending.callback(gateway.streams.begin())
        ending.callback(gateway.access.begin_stream(caller))
        await run_in_threadpool(stream.begin)
        pump = Pump(stream.sounds, stream.stop)
        ending.callback(pump.close)
        pieces = pump.pieces()
        first = await unless_left(request, _first(gateway, stream.model, pieces))
        return with_first(first, pieces), ending.pop_all().close


async def _first(gateway: Gateway, model: str, pieces: AsyncIterator[bytes]) -> bytes:
    """The first piece of sound, so that a failure before it is an error with a status."""
    waiting = asyncio.ensure_future(anext(pieces, b""))
    try:
        while not waiting.done():
            await asyncio.wait({waiting}, timeout=LOOK_S)
            if not waiting.done():
                await run_in_threadpool(gateway.want_worker, model)
        return waiting.result()
    finally:
        waiting.cancel()


async def _events(
    sounds: AsyncIterator[bytes], stream: SpokenStream, characters: int
) -> AsyncIterator[bytes]:
    async for piece in sounds:
        if piece:
            audio = base64.b64encode(piece).decode()
            yield server_sent({"type": "speech.audio.delta", "audio": audio})
    heard_ms = round(stream.seconds * 1000)
    usage = {
        "input_tokens": characters,
        "output_tokens": heard_ms,
        "total_tokens": characters + heard_ms,
    }
    yield server_sent({"type": "speech.audio.done", "usage": usage})


def _stored(
    gateway: Gateway, request: Request, prepared: PreparedJob, form: StreamForm
) -> Response | None:
    """The finished programme, with its true length, if the same was spoken before."""
    job = prepared.manifest.job
    try:
        if status_of(gateway.farm.ledger, gateway.farm.store, job).state != JobState.DONE:
            return None
    except UnknownName:
        return None
    return stored_result(
        gateway,
        request,
        programme_key(job, form.stored),
        form.media_type,
        f"speech.{form.name}",
    )


def speech_body(fields: Mapping[str, Any]) -> SpeechBody:
    """The body of a request; null is what a field is without it. Raises BadInput with the field."""
    return validated(
        SpeechBody, {name: value for name, value in fields.items() if value is not None}
    )
