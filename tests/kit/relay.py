"""A TCP relay whose flows can be forgotten, as firewalls and NATs forget those that were idle."""

import asyncio
import threading
from contextlib import suppress

BLOCK = 2**16


class Relay:
    """Forwards to a port on the loopback; `forget` makes holes of the flows of before."""

    def __init__(self, upstream: int) -> None:
        self.port = 0
        self._upstream = upstream
        self._era = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        threading.Thread(target=self._run, name="relay", daemon=True).start()
        self._ready.wait()

    def forget(self) -> None:
        """From now on the open flows swallow everything, and nobody is told. New ones work."""
        self._era += 1

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._upstream)
        era = self._era
        await asyncio.gather(self._copy(reader, back, era), self._copy(there, writer, era))

    async def _copy(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, era: int
    ) -> None:
        with suppress(OSError):
            while data := await source.read(BLOCK):
                if era == self._era:
                    target.write(data)
                    await target.drain()
        if era == self._era:
            target.close()
