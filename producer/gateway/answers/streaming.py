"""Answers that are sent piece by piece: sound, and server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Send

from voicefarm.errors import VoicefarmError

log = structlog.get_logger()
T = TypeVar("T")

UNBUFFERED = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
"""So that proxies pass each piece on at once."""


class ClientLeft(Exception):
    """The client closed its connection before the answer began."""


class PieceByPiece(StreamingResponse):
    """An answer that breaks off when its source fails, so that nobody takes it for whole.

    Without the chunk that ends the body, clients report a broken connection.
    """

    def __init__(self, *arguments: Any, closing: Callable[[], None], **options: Any) -> None:
        """`closing` is called when the answer has ended, however it ended."""
        super().__init__(*arguments, **options)
        self._closing = closing

    async def stream_response(self, send: Send) -> None:
        """Send the pieces."""
        try:
            await super().stream_response(send)
        except VoicefarmError as error:
            log.warning("stream broke off", reason=str(error))
        finally:
            self._closing()


def server_sent(data: Mapping[str, Any], *, event: str = "", id: str = "", retry: int = 0) -> bytes:
    """One server-sent event with JSON as its data."""
    lines = [
        f"retry: {retry}" if retry else "",
        f"id: {id}" if id else "",
        f"event: {event}" if event else "",
        f"data: {json.dumps(data, ensure_ascii=False)}",
    ]
    return ("\n".join(filter(None, lines)) + "\n\n").encode()


async def unless_left(request: Request, answer: Awaitable[T]) -> T:
    """Wait for `answer`; raises ClientLeft when the client leaves. The body has been read."""
    wanted = asyncio.ensure_future(answer)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({wanted, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not wanted.done():
            raise ClientLeft
        return wanted.result()
    finally:
        for task in (wanted, leaving):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await leaving


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def with_first(first: T, rest: AsyncIterator[T]) -> AsyncIterator[T]:
    """`first`, then the rest."""
    yield first
    async for piece in rest:
        yield piece
