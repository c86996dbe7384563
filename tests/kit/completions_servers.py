"""Servers of completions over the real llama.cpp: its own, and one that answers as others do."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal

from tests.kit.forge.engines import Bench, running
from tests.kit.forge.gguf_models import LETTERS
from tests.kit.loopback_server import LoopbackServer, QuietHandler
from tests.kit.relay import free_port
from tests.kit.waiting import PATIENCE_S
from worker.engines.speechlm.backbone import Generation, Request
from worker.engines.speechlm.tape import Tape
from worker.slots.watch import Watch

Dialect = Literal["vllm", "llama-server", "text", "words"]
MODEL = "forged"
KEY = "a-secret"


class _Queue(Tape):
    """A tape whose codes are taken off one by one, by whoever writes them to the wire."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: SimpleQueue[int | None] = SimpleQueue()

    def write(self, code: int) -> None:
        self.codes.put(code)

    def end(self) -> None:
        self.codes.put(None)


class CompletionsServer(LoopbackServer):
    """Streams completions of a forged model as servers of GPUs do, real tokens and real HTTP."""

    def __init__(self, bench: Bench, dialect: Dialect = "vllm", key: str = "") -> None:
        self.bench, self.dialect, self.key = bench, dialect, key
        self.asked: list[dict[str, Any]] = []
        self.breaks_after: int | None = None
        """Tokens after which the connection breaks off."""
        self.status = 200
        """What is answered to every request from now on."""
        self.cancelled = 0
        """Requests whose asker went away."""
        super().__init__()

    @property
    def url(self) -> str:
        """Up to the version."""
        return f"{super().url}/v1"

    def events(self, body: dict[str, Any], watch: Watch) -> Iterator[dict[str, Any]]:
        """The events of one answer."""
        prompt = body["prompt"]
        ids = self.bench.model.tokenize(prompt) if isinstance(prompt, str) else prompt
        tape = _Queue()
        most = body["max_tokens"]
        request = Request(tuple(ids), most, body["seed"], body["min_tokens"], tape=tape)
        future = self.bench.backbone.submit(request, watch)
        future.add_done_callback(lambda _: tape.end())
        while (code := tape.codes.get()) is not None:
            yield self._event(self.bench.tokens.first + code, body)
        yield self._last(future.result())

    def _event(self, token: int, body: dict[str, Any]) -> dict[str, Any]:
        text = "and" if self.dialect == "words" else self.bench.model.token_text(token)
        choice: dict[str, Any] = {"index": 0, "text": text, "logprobs": None}
        if self.dialect == "vllm" and body.get("return_token_ids"):
            choice["token_ids"] = [token]
        if self.dialect == "llama-server":
            choice["text"] = ""  # tokens of type CONTROL have no text
            if body.get("logprobs"):
                choice["logprobs"] = {"content": [{"id": token, "token": "", "logprob": 0.0}]}
        return {"object": "text_completion", "choices": [choice | {"finish_reason": None}]}

    def _last(self, generation: Generation) -> dict[str, Any]:
        reason = "stop" if generation.ended else "length"
        choice: dict[str, Any] = {"index": 0, "text": "", "finish_reason": reason}
        if self.dialect == "vllm" and generation.ended:
            choice["token_ids"] = [self.bench.tokens.end]
        return {"object": "text_completion", "choices": [choice]}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        return type("Handler", (_Handler,), {"server_of": self})


class _Handler(QuietHandler):
    server_of: CompletionsServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer_json(200, {"object": "list", "data": [{"id": MODEL}]})

    def do_POST(self) -> None:
        self.close_connection = True
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server_of.asked.append(body)
        if (
            self.server_of.key
            and self.headers.get("Authorization") != f"Bearer {self.server_of.key}"
        ):
            self.answer_json(401, {"error": "Unauthorized"})
        elif self.server_of.status != 200:
            self.answer_json(self.server_of.status, {"error": {"message": "as the test wants"}})
        elif self.server_of.dialect == "text" and not isinstance(body["prompt"], str):
            self.answer_json(422, {"error": {"message": "prompt: a string is wanted"}})
        else:
            self._stream(body)

    def _stream(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        watch = Watch()
        try:
            self._chunk(b": ping\n\n")
            for number, event in enumerate(self.server_of.events(body, watch)):
                if number == self.server_of.breaks_after:
                    self.close_connection = True
                    return
                self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")
        except OSError:
            self.server_of.cancelled += 1
            self.close_connection = True
        finally:
            watch.cancelled = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


@contextmanager
def forged_server(dialect: Dialect = "vllm", key: str = "") -> Iterator[CompletionsServer]:
    """A server of the letters over a small block of codes."""
    recipe = replace(LETTERS, codes=7168)
    with running(recipe) as bench, CompletionsServer(bench, dialect, key) as server:
        yield server


@contextmanager
def llama_cpp_server(weights: Path, *, context: int = 512) -> Iterator[str]:
    """llama-cpp-python's own server in a process of its own; its address up to the version."""
    port = free_port()
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights)]
    command += ["--n_ctx", str(context), "--n_threads", "1", "--port", str(port)]
    command += ["--interrupt_requests", "false"]  # or a second request would end the first
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"{url}/models", process)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def _wait_for(address: str, process: "subprocess.Popen[str]") -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.URLError:
            if process.poll() is not None:
                raise RuntimeError(process.communicate()[1]) from None
            time.sleep(0.1)
    raise RuntimeError("The server did not begin to answer.")
