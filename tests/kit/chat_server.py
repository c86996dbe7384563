"""A language model's server on the loopback that answers as vLLM does, as tests want."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

MODEL = "meta-llama/Llama-3.3-70B-Instruct"
Reply = tuple[int, dict[str, Any]]


def answer(text: str, finish: str = "stop") -> Reply:
    """A chat completion, with all that vLLM puts into one."""
    message = {"role": "assistant", "reasoning_content": None, "content": text, "tool_calls": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    usage = {"prompt_tokens": 9, "total_tokens": 12, "completion_tokens": 3}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    return 200, {**whole, "choices": [{**choice, "stop_reason": None}], "usage": usage}


def refusal(status: int, message: str) -> Reply:
    """An error as vLLM words it."""
    error = {"message": message, "type": "BadRequestError", "param": None, "code": status}
    return status, {"object": "error", **error, "error": error}


class ChatServer:
    """Serves while the context lasts; `reply` gets each request's body."""

    def __init__(self, reply: Callable[[dict[str, Any]], Reply], key: str = "") -> None:
        self.asked: list[dict[str, Any]] = []
        self._reply, self._key = reply, key
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """Up to the version."""
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer_to(self, path: str, authorization: str | None, body: dict[str, Any]) -> Reply:
        if path != "/v1/chat/completions":
            return 404, {"detail": "Not Found"}
        if self._key and authorization != f"Bearer {self._key}":
            return 401, {"error": "Unauthorized"}
        if body["model"] != MODEL:
            return refusal(404, f"The model `{body['model']}` does not exist.")
        self.asked.append(body)
        return self._reply(body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                authorization = self.headers.get("Authorization")
                status, content = server._answer_to(self.path, authorization, body)
                data = json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        return Handler
