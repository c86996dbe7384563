"""HTTP to a server of completions: one connection a request, its answer read as it comes."""

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from voicefarm.errors import BadSetting, EngineUnavailable, SynthesisFailed

BAD_REQUEST = (400, 404, 405, 413, 422)
"""Statuses by which a server refuses what it was asked, and would again."""
SENTENCE = 300
"""Characters of a server's own words that a message repeats."""


class Refused(SynthesisFailed):
    """The server won't do what it was asked; `status` is HTTP's."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class ServerFails(EngineUnavailable):
    """The server answers with a failure of its own: a status of 500 or more, or too much work."""


@dataclass(slots=True)
class Call:
    """A request whose answer is being read. `stop` may come from any thread."""

    _socket: socket.socket
    _response: http.client.HTTPResponse

    def stop(self) -> None:
        """End it: its reader sees the end of the answer, and the server that nobody listens."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def read(self) -> bytes:
        """The whole answer."""
        return self._response.read()

    def events(self) -> Iterator[dict[str, Any]]:
        """The answer's events in their order. Ends early, without a word, where the answer does.

        Other lines than data, such as comments, are passed over.
        """
        while line := self._response.readline():
            if not line.startswith(b"data:"):
                continue
            data = line[5:].strip()
            if data == b"[DONE]":
                return
            event = json.loads(data)
            if isinstance(event, dict):
                yield event


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a server is, and how long it may be silent. Thread-safe."""

    url: str
    """Up to the version, such as `http://gpu:8000/v1`."""
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadSetting(
                f"'settings.server.url' is '{self.url}'; write an address such as "
                "http://gpu:8000/v1."
            )

    def get(self, path: str) -> Any:
        """What a path answers, as JSON. Raises as `ask` does."""
        with self._answer("GET", path, None) as call:
            return json.loads(call.read())

    @contextmanager
    def ask(self, path: str, body: Mapping[str, Any]) -> Iterator[Call]:
        """Post a body, and read the answer while it comes.

        Raises Refused when the body is at fault, EngineUnavailable when the server is. It may not
        answer, break off, refuse the key, or speak another protocol.
        """
        with self._answer("POST", path, json.dumps(body).encode()) as call:
            yield call

    @contextmanager
    def _answer(self, method: str, path: str, body: bytes | None) -> Iterator[Call]:
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeout_s)
        try:
            connection.connect()
            used = connection.sock
            connection.request(method, parts.path.rstrip("/") + path, body, self._headers())
            with connection.getresponse() as response:
                self._check(response)
                yield Call(used, response)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise EngineUnavailable(
                f"The server at {self.url} doesn't answer as a server of completions "
                f"({_said(error)}): start it, or correct 'settings.server'."
            ) from error
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        secret = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return {"Content-Type": "application/json", "Accept": "text/event-stream", **secret}

    def _check(self, response: http.client.HTTPResponse) -> None:
        if response.status < 300:
            return
        said = _message(response.read(65_536))
        if response.status in BAD_REQUEST:
            raise Refused(
                f"The server at {self.url} refuses this chunk ({response.status}): {said}.",
                response.status,
            )
        if response.status in (401, 403):
            raise EngineUnavailable(
                f"The server at {self.url} refuses the key ({response.status}): put the right one "
                "into the variable that 'settings.server.key_variable' names."
            )
        raise ServerFails(
            f"The server at {self.url} fails with status {response.status} ({said}): look at its "
            "log."
        )


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it is silent"
    return str(error) or type(error).__name__


def _message(data: bytes) -> str:
    """A server's own words about an error, in one line."""
    text = data.decode("utf-8", "replace")
    try:
        told = json.loads(text)
    except ValueError:
        told = text
    if isinstance(told, dict):
        inner = told.get("error", told)
        told = inner.get("message") or inner if isinstance(inner, dict) else inner
    line = " ".join(str(told).split())[:SENTENCE].rstrip(".")
    return line or "it says nothing"
