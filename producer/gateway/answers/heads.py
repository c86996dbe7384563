"""Heads of requests are bounded, in bytes and in time: the parser itself reads them without end."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 65_536
"""Bytes of a request's address and headers."""
SLOWEST_HEAD_S = 30.0
"""Seconds in which a head must be there, counted from its first byte or from the connection."""
_ANSWER = "HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class BoundedHeads(HttpToolsProtocol):
    """One connection. A head that is too long or too slow is answered, and ends it."""

    slowest_head_s = SLOWEST_HEAD_S

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._heads = 0
        self._waits_for_head = True
        self._size = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read some of a request."""
        heads = self._heads
        super().data_received(data)
        if self._waits_for_head and heads == self._heads:  # all of it was of this head
            self._count(len(data))

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._heads += 1
        self._size = 0
        self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its lines is there."""
        super().on_header(name, value)
        self._size += len(name) + len(value)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._wait_no_more()
        if self._size + len(self.url) > LONGEST_HEAD:
            self._refuse("431 Request Header Fields Too Large")
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of the body came; nobody waits for that of a refused head."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        if not self.transport.is_closing():
            super().on_message_complete()

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > LONGEST_HEAD:
            self._refuse("431 Request Header Fields Too Large")

    def _wait(self) -> None:
        self._wait_no_more()
        self._waits_for_head = True
        self._deadline = self.loop.call_later(
            self.slowest_head_s, self._refuse, "408 Request Timeout"
        )

    def _wait_no_more(self) -> None:
        self._waits_for_head = False
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: str) -> None:
        if not self.transport.is_closing():
            self.transport.write(_ANSWER.format(status).encode())
            self.transport.close()
