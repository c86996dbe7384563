"""A real gateway process for tests, and a small HTTP client for it."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.kit.commands import VOICEFARM, started_command
from tests.kit.waiting import PATIENCE_S


@contextmanager
def gateway(folder: Path, **settings: str) -> Iterator[httpx2.Client]:
    """`voicefarm serve` on a free port, and a client that calls it; it ends with the block."""
    folder.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "VOICEFARM_STORE": str(folder / "store"),
        "VOICEFARM_MODEL": "espeak",
        "VOICEFARM_GATEWAY_ADDRESS": "127.0.0.1:0",
        **settings,
    }
    with (folder / "gateway.log").open("wb") as log:
        process = started_command(
            [VOICEFARM, "serve", "--json"], folder, environment, stdout=subprocess.PIPE, stderr=log
        )
        try:
            url = _address(process, folder)
            with httpx2.Client(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
                client.headers["x-test-pid"] = str(process.pid)  # so that a test can kill it
                yield client
        finally:
            process.terminate()
            process.communicate()


def _address(process: "subprocess.Popen[str]", folder: Path) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("}"):
            address: str = json.loads(said)["url"]
            return address
    raise AssertionError(f"No gateway:\n{(folder / 'gateway.log').read_text()}")


def server_sent_events(text: str) -> list[dict[str, Any]]:
    """The data of server-sent events."""
    return [
        json.loads(line.removeprefix("data: "))
        for line in text.splitlines()
        if line.startswith("data: ")
    ]
