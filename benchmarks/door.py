"""The gateway under load: polls, events, streams, uploads, all on this machine.

    python -m benchmarks.door [--streams 200] [--followers 1000] [--seconds 10] [--soak-s 30]

A real `voicefarm serve` with a farm of its own, whose engine costs nothing.

- Streams begin one after another, `--streams-per-s` of them, and are heard in real time. So all are
  open when the last begins. `first_byte_overhead_ms` is the time from a request to its first byte,
  less that of a lone stream. `burst_first_byte_ms` is for as many that begin in one moment.
  `stream_cpu_ms` is the gateway's processor time of one, `stream_farm_cpu_ms` the worker's and
  Redis's.
- Polls of one job's state by 32 clients. `status_poll_cpu_us` is the gateway's processor time of
  one, `status_poll_client_cpu_us` this program's own.
- `upload_100mb_peak_mb` is the gateway's most memory until it has taken a long upload.
- Many follow one job at once.
- `soak_mb` is the gateway's memory at the end of a mix of all that, and `soak_mb_halfway` before.

Prints a table and writes `results/door.json`, with the machine's load at the beginning.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import time
from collections.abc import Awaitable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]

from benchmarks.results import report
from tests.kit.commands import write_model
from tests.kit.gateway_server import gateway as serving
from worker.heap import peak_bytes

GOALS = {
    "streams_at_once": "200 or more",
    "first_byte_overhead_ms_p99": "50 or less",
    "status_polls_per_s": "2,000 or more",
    "sse_clients": "1,000 or more",
    "soak_mb": "as halfway",
    "upload_100mb_peak_mb": "200 or less",
}
POLLERS = 32
_TEXTS = itertools.count()
PCM_BYTES_PER_S = 48_000


class Door:
    """The gateway's address, asked with as little work as a client can do."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.place = parts.hostname or "", parts.port or 0

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection."""
        return await asyncio.open_connection(*self.place)

    @staticmethod
    def request(
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "application/json",
        *,
        closes: bool = False,
    ) -> bytes:
        """A request's bytes."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\n"
            f"Connection: {'close' if closes else 'keep-alive'}\r\n\r\n"
        )
        return head.encode() + body

    async def ask(self, method: str, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        """One JSON answer."""
        reader, writer = await self.open()
        writer.write(self.request(method, path, json.dumps(fields).encode()))
        answer: dict[str, Any] = json.loads(await whole_answer(reader))
        writer.close()
        return answer


async def whole_answer(reader: asyncio.StreamReader) -> bytes:
    """The body of an answer that says its length."""
    return await reader.readexactly(_length(await reader.readuntil(b"\r\n\r\n")))


def _length(head: bytes) -> int:
    _, _, behind = head.lower().partition(b"content-length: ")
    return int(behind.partition(b"\r\n")[0])


class _Poller(asyncio.Protocol):
    """Asks again as soon as it has an answer: the least that a client can do."""

    def __init__(self, asked: bytes, end: float) -> None:
        self._asked, self._end = asked, end
        self._seen = b""
        self.answers = 0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, ends, body = self._seen.partition(b"\r\n\r\n")
        if not ends or len(body) < _length(head):
            return
        assert head.startswith(b"HTTP/1.1 200"), head
        self._seen = b""
        self.answers += 1
        if time.perf_counter() < self._end:
            self._transport.write(self._asked)
        else:
            self._transport.close()
            self.ended.set_result(self.answers)


async def polls_in(door: Door, job: str, seconds: float) -> int:
    """Answers in so long a time about one job's state, on connections that stay open."""
    asked, end = Door.request("GET", f"/v1/jobs/{job}"), time.perf_counter() + seconds
    loop = asyncio.get_running_loop()

    async def poll() -> int:
        _, poller = await loop.create_connection(lambda: _Poller(asked, end), *door.place)
        return int(await poller.ended)

    return sum(await gathered(poll() for _ in range(POLLERS)))


async def events_of(door: Door, followers: int) -> tuple[int, float]:
    """How many followers at once see a job end; seconds from the first to the last that does."""
    # A text of its own: of one that was begun before, takes are there, and it would end.
    text = f"Slowly {next(_TEXTS)}. " * 400
    job = (await door.ask("POST", "/v1/jobs", {"text": text, "model": "slow"}))["id"]
    few, waiting, all_follow = asyncio.Semaphore(100), followers, asyncio.Event()

    async def follow() -> float:
        nonlocal waiting
        async with few:
            reader, writer = await door.open()
            writer.write(Door.request("GET", f"/v1/jobs/{job}/events"))
            await reader.readuntil(b'"object": "job"')
        waiting -= 1
        if not waiting:
            all_follow.set()
        try:
            async with asyncio.timeout(120):
                await reader.readuntil(b'"state": "cancelled"')
            return time.perf_counter()
        except (TimeoutError, asyncio.IncompleteReadError):
            return 0.0
        finally:
            writer.close()

    following = [asyncio.ensure_future(follow()) for _ in range(followers)]
    await all_follow.wait()
    await door.ask("DELETE", f"/v1/jobs/{job}", {})
    times = [ended for ended in await gathered(following) if ended]
    return len(times), max(times) - min(times)


class Streams:
    """Texts that are spoken at once, each of its own, so that no take is reused."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._begun = 0
        self.open = 0
        """Now, as their listeners see it."""

    async def begin(self, count: int, per_s: float, *, real_time: bool) -> tuple[list[float], int]:
        """Milliseconds to first bytes, sorted, and how many were open when the last began.

        `real_time` has each heard as a listener does, otherwise as fast as it comes.
        """
        heard, most = [], 0
        for _ in range(count):
            heard.append(asyncio.ensure_future(self._hear(real_time=real_time)))
            await asyncio.sleep(1 / per_s)
            most = max(most, self.open)
        return sorted(await gathered(heard)), most

    async def _hear(self, *, real_time: bool) -> float:
        self._begun += 1
        body = {"model": "instant", "input": f"Stream {self._begun} of many. " * 30}
        asked = json.dumps({**body, "voice": "nobody", "response_format": "pcm"}).encode()
        reader, writer = await self._door.open()
        began = time.perf_counter()
        writer.write(Door.request("POST", "/v1/audio/speech", asked, closes=True))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        await reader.readexactly(1)
        first = time.perf_counter() - began
        self.open += 1
        while piece := await reader.read(PCM_BYTES_PER_S):
            if real_time:
                await asyncio.sleep(len(piece) / PCM_BYTES_PER_S)
        self.open -= 1
        writer.close()
        return 1000 * first


async def gathered(tasks: Any) -> list[Any]:
    """The results of tasks that run at once."""
    results: Awaitable[list[Any]] = asyncio.gather(*tasks)
    return await results


class Gateway:
    """The gateway's process, as the kernel counts it."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process

    @property
    def cpu_s(self) -> float:
        """Processor time until now."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def farm_cpu_s(self) -> float:
        """Processor time until now of all that it started: Redis and the workers."""
        times = [child.cpu_times() for child in self._process.children(recursive=True)]
        return float(sum(each.user + each.system for each in times))

    @property
    def mb(self) -> float:
        """Resident memory now."""
        return float(self._process.memory_info().rss / 1e6)

    @property
    def peak_mb(self) -> float:
        """The most resident memory until now."""
        return peak_bytes(self._process.pid) / 1e6


async def measured_streams(streams: Streams, gateway: Gateway, arguments: Any) -> dict[str, Any]:
    """Streams alone, many one after another, and many in one moment."""
    await streams.begin(1, 1, real_time=False)
    alone, _ = await streams.begin(7, 1, real_time=False)
    usual = statistics.median(alone)
    gateway_s, farm_s = gateway.cpu_s, gateway.farm_cpu_s
    many, at_once = await streams.begin(arguments.streams, arguments.streams_per_s, real_time=True)
    gateway_s, farm_s = gateway.cpu_s - gateway_s, gateway.farm_cpu_s - farm_s
    burst, _ = await streams.begin(arguments.streams, 1e9, real_time=False)
    return {
        "streams_at_once": at_once,
        "stream_cpu_ms": round(1000 * gateway_s / arguments.streams, 1),
        "stream_farm_cpu_ms": round(1000 * farm_s / arguments.streams, 1),
        "first_byte_ms_alone": round(usual, 1),
        "first_byte_overhead_ms_p50": round(_share(many, 0.5) - usual, 1),
        "first_byte_overhead_ms_p99": round(_share(many, 0.99) - usual, 1),
        "burst_first_byte_ms_p50": round(_share(burst, 0.5), 1),
        "burst_first_byte_ms_p99": round(_share(burst, 0.99), 1),
    }


def _share(sorted_times: list[float], share: float) -> float:
    return sorted_times[round(share * (len(sorted_times) - 1))]


async def measured_polls(door: Door, gateway: Gateway, job: str, seconds: float) -> dict[str, Any]:
    """Polls, and what they cost on both sides."""
    gateway_s, own_s = gateway.cpu_s, time.process_time()
    polls = await polls_in(door, job, seconds)
    return {
        "status_polls_per_s": round(polls / seconds),
        "status_poll_cpu_us": round(1e6 * (gateway.cpu_s - gateway_s) / polls),
        "status_poll_client_cpu_us": round(1e6 * (time.process_time() - own_s) / polls),
    }


async def measured_upload(door: Door, gateway: Gateway, size_mb: int) -> dict[str, Any]:
    """The gateway's peak while it takes a long text."""
    before = gateway.peak_mb
    reader, writer = await door.open()
    line = b"A line of a long text that is sent.\n"
    text = line * (size_mb * 1_000_000 // len(line))
    writer.write(Door.request("POST", "/v1/preview?voice=none", text, "text/plain"))
    await whole_answer(reader)
    return {
        "peak_mb_before_upload": round(before),
        f"upload_{size_mb}mb_peak_mb": round(gateway.peak_mb),
    }


async def soaked(door: Door, streams: Streams, gateway: Gateway, job: str, seconds: float) -> Any:
    """Memory halfway and at the end of a mix of polls, followers and streams."""
    end = time.perf_counter() + seconds
    peaks: list[float] = []
    while (left := end - time.perf_counter()) > 0:
        await gathered(
            [polls_in(door, job, 1), events_of(door, 20), streams.begin(4, 4, real_time=False)]
        )
        if left < seconds / 2 and not peaks:
            peaks.append(gateway.mb)
    return {
        "soak_s": round(seconds),
        "soak_mb_halfway": round(peaks[0] if peaks else gateway.mb),
        "soak_mb": round(gateway.mb),
    }


async def measure(door: Door, gateway: Gateway, arguments: Any) -> dict[str, Any]:
    """All measurements."""
    job = (await door.ask("POST", "/v1/jobs", {"text": "One.", "model": "instant"}))["id"]
    streams = Streams(door)
    results = {"load": round(os.getloadavg()[0], 1)}
    results |= await measured_polls(door, gateway, job, arguments.seconds)
    results |= await measured_upload(door, gateway, arguments.upload_mb)
    results |= await measured_streams(streams, gateway, arguments)
    followers, spread_s = await events_of(door, arguments.followers)
    results |= {"sse_clients": followers, "sse_spread_s": round(spread_s, 2)}
    return results | await soaked(door, streams, gateway, job, arguments.soak_s)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--followers", type=int, default=1000)
    parser.add_argument("--streams-per-s", type=float, default=10)
    parser.add_argument("--upload-mb", type=int, default=100)
    parser.add_argument("--soak-s", type=float, default=30)
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        settings = write_model(Path(folder) / "models", "instant", seconds_per_character=0.05)
        write_model(Path(folder) / "models", "slow", work_s=2.0)
        settings = {**settings, "VOICEFARM_MODEL": "instant", "VOICEFARM_LOG_LEVEL": "warning"}
        with serving(Path(folder) / "gateway", **settings) as client:
            process = psutil.Process(int(client.headers["x-test-pid"]))
            door = Door(str(client.base_url))
            results = asyncio.run(measure(door, Gateway(process), arguments))
    report("door", results, GOALS)


if __name__ == "__main__":
    main()
