"""A headless Chromium, steered by its own protocol: enough to use a page as a person does."""

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from websockets.sync.client import ClientConnection, connect

from tests.kit.waiting import PATIENCE_S
from voicefarm.process import die_with_parent

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Browser:
    """One page in it."""

    socket: ClientConnection
    errors: list[str] = field(default_factory=list)
    """What the page's scripts threw, and what its policy refused."""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol."""
        number = next(self._numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(PATIENCE_S))
            if message.get("id") == number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        done = self.do(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True,
            userGesture=True,
        )  # fmt: skip
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until an expression is true; its value."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if value := self.run(script):
                return value
            time.sleep(0.05)
        raise AssertionError(f"Not within {PATIENCE_S} s: {script}\n{self.errors}")

    def open(self, address: str) -> None:
        """Go to an address."""
        self.do("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def press(self, key: str, code: int) -> None:
        """Press a key."""
        text = "\r" if key == "Enter" else ""
        for kind in ("keyDown", "keyUp"):
            self.do(
                "Input.dispatchKeyEvent",
                type=kind, key=key, code=key, windowsVirtualKeyCode=code, text=text,
            )  # fmt: skip

    def write(self, text: str) -> None:
        """Type a text where the focus is."""
        self.do("Input.insertText", text=text)

    def picture(
        self, path: Path, width: int = 1000, height: int = 900, *, dark: bool = False
    ) -> None:
        """A PNG of what is seen."""
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.do("Emulation.setEmulatedMedia", features=[scheme])
        shot = self.do("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def _note(self, message: dict[str, Any]) -> None:
        if message["method"] == "Runtime.exceptionThrown":
            self.errors.append(str(message["params"]["exceptionDetails"]))
        if message["method"] == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
            self.errors.append(message["params"]["entry"]["text"])


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """A Chromium with a profile of its own, which ends with the block."""
    assert CHROMIUM
    process = subprocess.Popen(
        [
            CHROMIUM,
            *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--remote-debugging-port=0", "--remote-allow-origins=*", "--mute-audio"),
            *("--autoplay-policy=no-user-gesture-required", "--no-first-run"),
            *("--disable-background-networking", f"--user-data-dir={folder}", "about:blank"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(os.getpid()),
    )
    try:
        with connect(_page_address(folder), max_size=None, proxy=None) as socket:
            page = Browser(socket)
            for part in ("Page", "Runtime", "Log"):
                page.do(f"{part}.enable")
            yield page
    finally:
        process.terminate()
        process.wait()


def _page_address(folder: Path) -> str:
    end = time.monotonic() + PATIENCE_S
    while not (folder / "DevToolsActivePort").exists():
        assert time.monotonic() < end, "Chromium did not start"
        time.sleep(0.05)
    port = (folder / "DevToolsActivePort").read_text().splitlines()[0]
    with httpx2.Client(trust_env=False) as client:
        while True:
            pages = client.get(f"http://127.0.0.1:{port}/json/list").json()
            for page in pages:
                if page["type"] == "page":
                    address: str = page["webSocketDebuggerUrl"]
                    return address
