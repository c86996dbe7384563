"""WebSockets: text in while it is written, sound out in order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from typing import Any

import structlog
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from producer.gateway.access import Caller
from producer.gateway.bodies.json_objects import as_object
from producer.gateway.callers import gateway_of
from producer.gateway.conversation import Conversation, said
from producer.gateway.gateway import Gateway
from producer.gateway.problems import HttpProblem, problem_body, problem_of
from producer.gateway.speech import check_speech, speech_body
from producer.text.growing import joined_halves
from voicefarm.errors import BadInput, VoicefarmError

LONGEST_PAUSE_S = 600.0
"""Seconds without a message after which a silent client is left."""
START = "start"
REFUSED, FAILED, WHOLE = 1008, 1011, 1000
log = structlog.get_logger()

routes = APIRouter()


@routes.websocket("/v1/stream")
async def stream(websocket: WebSocket) -> None:
    """Speak a text while it is written. docs/http.md has the messages."""
    await _converse(websocket, _conversation)


@routes.websocket("/stream_tts")
async def stream_tts(websocket: WebSocket) -> None:
    """One text as one message, `{text, voice}`; its sound as a WAV in pieces, then `done`."""
    await _converse(websocket, _recital)


async def _converse(websocket: WebSocket, talk: Any) -> None:
    """Admit the client, talk, and close with the reason."""
    gateway = gateway_of(websocket)
    try:
        caller = await run_in_threadpool(gateway.access.admit, websocket, "speak")
        leave = gateway.streams.begin()
    except HttpProblem as refusal:
        await websocket.close(REFUSED, refusal.sentence[:120])
        return
    await websocket.accept()
    try:
        await talk(websocket, gateway, caller)
        await websocket.close(WHOLE)
    except WebSocketDisconnect:
        pass
    except (HttpProblem, VoicefarmError) as error:
        await _refuse(websocket, error)
    finally:
        leave()


async def _refuse(websocket: WebSocket, error: HttpProblem | VoicefarmError) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):  # the client has gone
        await websocket.send_json(_problem(websocket, error))
        await websocket.close(REFUSED)


def _problem(websocket: WebSocket, error: HttpProblem | VoicefarmError) -> dict[str, Any]:
    problem = error if isinstance(error, HttpProblem) else problem_of(error)
    body = problem_body(problem, websocket.url.path, websocket.state.request_id)
    return {**body, "type": "error"}


async def _conversation(websocket: WebSocket, gateway: Gateway, caller: Caller) -> None:
    first = await _message(websocket)
    begins = first.pop("type", START) == START
    if not begins or "text" in first:
        raise BadInput("begin with a message of the type 'start', without a text.", field="type")
    body = speech_body({"model": "tts-1", **first, "input": ""})
    await run_in_threadpool(check_speech, gateway, body, caller.tenant)
    leave = gateway.access.begin_stream(caller)
    conversation = Conversation(gateway, caller, body)
    await websocket.send_json({"type": "ready", "format": body.form.name})
    try:
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(_listen(websocket, conversation))
            await _send_all(websocket, conversation.sounds())
            listening.cancel()
        await websocket.send_json({"type": "done"})
    except* (WebSocketDisconnect, HttpProblem, VoicefarmError) as group:
        raise group.exceptions[0] from None
    finally:
        await conversation.cancel()
        leave()


async def _listen(websocket: WebSocket, conversation: Conversation) -> None:
    half = ""
    while True:
        fields = await _message(websocket, may_be_cut="text")
        if isinstance(text := fields.get("text"), str):
            fields["text"], half = joined_halves(half + text)
        message = said(fields)
        if message.type == "ping":
            await websocket.send_json({"type": "pong"})
        await conversation.take(message)
        if message.type == "cancel":
            await websocket.send_json({"type": "cancelled"})


async def _recital(websocket: WebSocket, gateway: Gateway, caller: Caller) -> None:
    fields = await _message(websocket)
    text, voice = fields.get("text"), fields.get("voice") or "default"
    if not isinstance(text, str) or not any(map(str.isalnum, text)):
        raise BadInput("give the text that is to be spoken.", field="text")
    form = fields.get("format", "wav")
    body = speech_body({"model": "tts-1", "input": "", "voice": voice, "response_format": form})
    conversation = Conversation(gateway, caller, body)
    try:
        await conversation.take(said({"type": "text", "text": text}))
        await conversation.take(said({"type": "end"}))
        await _send_all(websocket, conversation.sounds(), only_sound=True)
        await websocket.send_json({"done": True})
    finally:
        await conversation.cancel()


async def _send_all(
    websocket: WebSocket,
    parts: AsyncIterator[bytes | dict[str, Any]],
    *,
    only_sound: bool = False,
) -> None:
    async with aclosing(parts) as sounds:  # type: ignore[type-var]
        async for part in sounds:
            if isinstance(part, dict):
                if not only_sound:
                    await websocket.send_json(part)
            elif part:
                await websocket.send_bytes(part)


async def _message(websocket: WebSocket, *, may_be_cut: str = "") -> dict[str, Any]:
    """The client's next message. Raises BadInput, HttpProblem, WebSocketDisconnect."""
    try:
        async with asyncio.timeout(LONGEST_PAUSE_S):
            message = await websocket.receive()
    except TimeoutError:
        raise HttpProblem(408, "Nothing was said for a long time.", "silent_client") from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", WHOLE))
    data = message.get("text") or message.get("bytes") or b""
    return as_object(data, "The message", may_be_cut=may_be_cut)
