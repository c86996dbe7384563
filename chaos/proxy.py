"""A TCP proxy in front of the store that misbehaves on demand, as networks and stores do."""

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

FAULTS = ("refuse", "error", "cut", "stall", "corrupt", "lose")
"""What passes, and is waited out."""
REFUSALS = ("deny", "expire")
"""What is the asker's own trouble, or its provider's."""
ANSWERS = {
    "error": ("503 Slow Down", "SlowDown"),
    "deny": ("403 Forbidden", "AccessDenied"),
    "expire": ("403 Forbidden", "ExpiredToken"),
}
"""What the store says instead: its status and the code in its body."""
CUT_AFTER = 700
"""Bytes of an answer that are sent before the connection breaks: the head and some of the body."""
BODY = 1500
"""Bytes after which a request is surely past its head."""
BLOCK = 2**16


class Proxy:
    """Forwards to a port on the loopback. `fault` may be set at any time, from any thread.

    refuse: connections are closed at once. error: requests are answered with 503 SlowDown. deny,
    expire: with 403 AccessDenied, or 403 ExpiredToken. cut: answers break off. stall: nothing is
    forwarded. corrupt: a byte of each long request is wrong. lose: one answer never comes, though
    its request was served.
    """

    def __init__(self, upstream: int) -> None:
        self.fault: str | None = None
        self.port = 0
        self.upstream = upstream
        """The port that new connections are forwarded to."""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        threading.Thread(target=self._run, name="proxy", daemon=True).start()
        self._ready.wait()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == "refuse":
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self.upstream)
        self._start(self._forward(reader, back, writer, requests=True))
        self._start(self._forward(there, writer, back, requests=False))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forward(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
        *,
        requests: bool,
    ) -> None:
        with suppress(OSError):
            while data := await source.read(BLOCK):
                if not await self._pass_on(data, target, other, requests=requests):
                    break
        target.transport.abort() if self.fault else target.close()

    async def _pass_on(
        self,
        data: bytes,
        target: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
        *,
        requests: bool,
    ) -> bool:
        """Forward a block as the fault of the moment lets it; False ends the connection."""
        while self.fault == "stall":
            await asyncio.sleep(0.05)
        if self.fault in ANSWERS and requests:
            other.write(_answer(*ANSWERS[self.fault]))
            await other.drain()
            return False
        if self.fault == "lose" and not requests:
            self.fault = None
            return False
        if self.fault == "corrupt" and requests and len(data) > BODY:
            data = data[:-1] + bytes([data[-1] ^ 0xFF])
        cut = self.fault == "cut" and not requests
        target.write(data[:CUT_AFTER] if cut else data)
        await target.drain()
        return not cut


def _answer(status: str, code: str) -> bytes:
    body = f"<Error><Code>{code}</Code><Message>Said by the proxy.</Message></Error>"
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nConnection: close"
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
