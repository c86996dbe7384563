"""The gateway under load: polls, events, streams, uploads, all on this machine.

    python -m benchmarks.door [--streams 200] [--followers 1000] [--seconds 10]

A real `voicefarm serve` with a farm of its own, whose engine costs nothing. Many poll the state of
one job, many follow another, and many streams begin at once. Then comes a long upload.
`first_byte_overhead_ms` is the time from a stream's request to its first byte, less that of a lone
stream. Prints a table and writes `results/door.json`.
"""

import argparse
import asyncio
import json
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
from tests.kit.gateway_server import gateway

GOALS = {
    "streams_at_once": "200 or more",
    "first_byte_overhead_ms_p99": "50 or less",
    "status_polls_per_s": "2,000 or more",
    "sse_clients": "1,000 or more",
    "upload_90mb_peak_mb": "200 or less",
}
POLLERS = 32


class Door:
    """The gateway's address, asked with as little work as a client can do."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 0

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection."""
        return await asyncio.open_connection(self._host, self._port)

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
    head = await reader.readuntil(b"\r\n\r\n")
    _, _, behind = head.lower().partition(b"content-length: ")
    return await reader.readexactly(int(behind.partition(b"\r\n")[0]))


async def polls_per_s(door: Door, job: str, seconds: float) -> float:
    """Answers a second about one job's state, on connections that stay open."""
    asked = Door.request("GET", f"/v1/jobs/{job}")
    end = time.perf_counter() + seconds

    async def poll() -> int:
        reader, writer = await door.open()
        count = 0
        while time.perf_counter() < end:
            writer.write(asked)
            await whole_answer(reader)
            count += 1
        writer.close()
        return count

    return sum(await gathered(poll() for _ in range(POLLERS))) / seconds


async def events_of(door: Door, followers: int) -> tuple[int, float]:
    """How many followers see a job end, and seconds from the first to the last that does."""
    job = (await door.ask("POST", "/v1/jobs", {"text": "Slowly. " * 400, "model": "slow"}))["id"]
    begun = asyncio.Semaphore(100)

    async def follow() -> float:
        async with begun:
            reader, writer = await door.open()
            writer.write(Door.request("GET", f"/v1/jobs/{job}/events"))
            await reader.readuntil(b'"object": "job"')
        try:
            async with asyncio.timeout(120):
                await reader.readuntil(b'"state": "cancelled"')
            return time.perf_counter()
        except (TimeoutError, asyncio.IncompleteReadError):
            return 0.0
        finally:
            writer.close()

    following = [asyncio.ensure_future(follow()) for _ in range(followers)]
    await asyncio.sleep(max(5, followers / 100))
    await door.ask("DELETE", f"/v1/jobs/{job}", {})
    times = [ended for ended in await gathered(following) if ended]
    return len(times), max(times) - min(times)


async def first_bytes_ms(door: Door, streams: int) -> list[float]:
    """Milliseconds to the first byte of the sound of streams that begin at once; all are read."""

    async def stream(number: int) -> float:
        body = {"model": "instant", "input": f"Stream {number} of many. " * 40, "voice": "nobody"}
        body["response_format"] = "pcm"
        reader, writer = await door.open()
        began = time.perf_counter()
        writer.write(
            Door.request("POST", "/v1/audio/speech", json.dumps(body).encode(), closes=True)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        await reader.readexactly(1)
        first = time.perf_counter() - began
        while await reader.read(65_536):
            pass
        writer.close()
        return 1000 * first

    return await gathered(stream(number + 1000 * streams) for number in range(streams))


async def gathered(tasks: Any) -> list[Any]:
    """The results of tasks that run at once."""
    results: Awaitable[list[Any]] = asyncio.gather(*tasks)
    return await results


def _high_water_mb(process: psutil.Process) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


async def measure(door: Door, process: psutil.Process, arguments: Any) -> dict[str, Any]:
    """All measurements."""
    job = (await door.ask("POST", "/v1/jobs", {"text": "One.", "model": "instant"}))["id"]
    await first_bytes_ms(door, 1)
    alone = statistics.median([(await first_bytes_ms(door, 1))[0] for _ in range(5)])
    many = sorted(await first_bytes_ms(door, arguments.streams))
    before_polls = process.cpu_times()
    polls = await polls_per_s(door, job, arguments.seconds)
    after_polls = process.cpu_times()
    polls_cpu_s = sum(after_polls[:2]) - sum(before_polls[:2])
    followers, spread_s = await events_of(door, arguments.followers)
    before = process.memory_info().rss / 1e6
    reader, writer = await door.open()
    text = b"A line of a long text that is sent.\n" * (arguments.upload_mb * 1_000_000 // 36)
    writer.write(Door.request("POST", "/v1/preview?voice=none", text, "text/plain"))
    await whole_answer(reader)
    return {
        "streams_at_once": len(many),
        "first_byte_ms_alone": round(alone, 1),
        "first_byte_overhead_ms_p50": round(many[len(many) // 2] - alone, 1),
        "first_byte_overhead_ms_p99": round(many[int(0.99 * (len(many) - 1))] - alone, 1),
        "status_polls_per_s": round(polls),
        "status_poll_cpu_us": round(1e6 * polls_cpu_s / (polls * arguments.seconds)),
        "sse_clients": followers,
        "sse_spread_s": round(spread_s, 2),
        "mb_before_upload": round(before),
        f"upload_{arguments.upload_mb}mb_peak_mb": round(_high_water_mb(process)),
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--followers", type=int, default=1000)
    parser.add_argument("--upload-mb", type=int, default=90)
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        settings = write_model(Path(folder) / "models", "instant", seconds_per_character=0.05)
        write_model(Path(folder) / "models", "slow", work_s=2.0)
        settings = {**settings, "VOICEFARM_MODEL": "instant", "VOICEFARM_LOG_LEVEL": "warning"}
        with gateway(Path(folder) / "gateway", **settings) as client:
            url = client.base_url
            process = next(
                one
                for one in psutil.process_iter()
                for place in _listening(one)
                if place == url.port
            )
            door = Door(str(url))
            results = asyncio.run(measure(door, process, arguments))
    report("door", results, GOALS)


def _listening(process: psutil.Process) -> list[int]:
    try:
        return [c.laddr.port for c in process.net_connections() if c.status == "LISTEN"]
    except psutil.Error:
        return []


if __name__ == "__main__":
    main()
