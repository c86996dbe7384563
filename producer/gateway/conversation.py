"""A text that is spoken while it is written: sentences become jobs, heard in their order.

Each whole sentence is an interactive job of its own, queued at once, so that several are made while
one is heard. One encoder makes one stream of them. Model, voice and language stay those of the
first.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from producer.gateway.access import Caller
from producer.gateway.answers.notices import left_out, notices_of
from producer.gateway.answers.pump import Pump
from producer.gateway.gateway import Gateway
from producer.gateway.speech import SpeechBody, prepared_speech
from producer.listening.job_stream import SpokenStream
from producer.listening.stream_forms import StreamEncoder, StreamForm
from producer.text.growing import GrowingText
from voicefarm.artifacts.takes import Pcm
from voicefarm.errors import NothingToSay
from voicefarm.messages import Omission, Recipe
from voicefarm.wording.validation import validated

MOST_WAITING = 64
"""Sentences that are queued and not heard yet; then no more text is read from the client."""


MOST_NOTICED = 32
"""The newest notices, which aren't said again."""
_Notices = list[str]


class Said(BaseModel):
    """What a client says after the beginning."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Literal["text", "flush", "cancel", "ping", "end"]
    text: str = ""


class Conversation:
    """One client's growing text. Its methods are called from the event loop."""

    def __init__(self, gateway: Gateway, caller: Caller, body: SpeechBody) -> None:
        """`body` says how it is spoken. Raises BadInput."""
        self._gateway = gateway
        self._caller = caller
        self._body = body
        self._form: StreamForm = body.form
        self._text = GrowingText()
        self._streams: asyncio.Queue[SpokenStream | _Notices | None] = asyncio.Queue(MOST_WAITING)
        self._noticed: deque[str] = deque(maxlen=MOST_NOTICED)
        self._encoder: StreamEncoder | None = None
        self._pump: Pump[Pcm] | None = None
        self._recipe: Recipe | None = None
        self._turn = 0

    async def take(self, said: Said) -> None:
        """Take what the client says. Raises BadInput, Unreachable, HttpProblem."""
        if said.type == "text":
            await self._speak(self._text.add(said.text))
        elif said.type == "flush":
            await self._speak(self._text.flush())
        elif said.type == "cancel":
            await self.cancel()
        elif said.type == "end":
            await self._speak(self._text.flush())
            await self._streams.put(None)

    async def cancel(self) -> None:
        """Forget the text that was not heard yet; what comes later is spoken."""
        self._text.clear()
        self._turn += 1
        while not self._streams.empty():
            stream = self._streams.get_nowait()
            if isinstance(stream, SpokenStream):
                await run_in_threadpool(stream.leave)
        if self._pump:
            self._pump.close()

    async def sounds(self) -> AsyncIterator[bytes | dict[str, Any]]:
        """Bytes of sound, and after each sentence what it was; it ends after `end`.

        Before a sentence comes what is to be known of it.
        """
        number = 0
        while stream := await self._streams.get():
            if isinstance(stream, list):
                yield {"type": "notices", "notices": stream}
                continue
            turn = self._turn
            self._encoder = self._encoder or self._form.open(stream.rate)
            self._pump = Pump(stream.heard, stream.stop)
            try:
                async for pcm in self._pump.pieces():
                    if turn != self._turn:
                        break
                    if encoded := self._encoder.encode(pcm):
                        yield encoded
            finally:
                self._pump.close()
            if turn == self._turn:
                yield {"type": "spoken", "number": number, "seconds": round(stream.seconds, 3)}
            number += 1
        if self._encoder:
            yield self._encoder.finish()

    async def _speak(self, text: str) -> None:
        if not text:
            return
        await run_in_threadpool(self._gateway.access.count_text, self._caller, len(text))
        notices, stream = await run_in_threadpool(self._begun, text)
        if new := [one for one in notices if one not in self._noticed]:
            self._noticed.extend(new)
            await self._streams.put(new)
        if stream:
            await self._streams.put(stream)

    def _begun(self, text: str) -> tuple[_Notices, SpokenStream | None]:
        """What is to be known of a sentence, and its stream, if anything of it can be said."""
        changes: dict[str, Any] = {"input": text}
        if self._recipe:
            recipe = self._recipe
            changes |= {"model": recipe.model, "voice": recipe.voice, "language": recipe.language}
        body = self._body.model_copy(update=changes)
        try:
            prepared = prepared_speech(self._gateway, body, self._caller.tenant)
        except NothingToSay:
            return [left_out(Omission("passage without words", text))], None
        self._recipe = prepared.manifest.spec.recipe
        self._text.language = self._recipe.language
        stream = SpokenStream(self._gateway.farm, prepared, self._form)
        stream.begin()
        return notices_of(prepared), stream


def said(fields: dict[str, Any]) -> Said:
    """A client's message. Raises BadInput with the field."""
    return validated(Said, fields)
