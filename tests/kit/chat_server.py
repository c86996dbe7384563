"""A language model's server on the loopback that answers as vLLM does, as tests want."""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.kit.loopback_server import LoopbackServer, QuietHandler

MODEL = "meta-llama/Llama-3.3-70B-Instruct"
Reply = tuple[int, dict[str, Any]]


def answer(text: str, finish: str = "stop") -> Reply:
    """A chat completion, with all that vLLM puts into one."""
    message: dict[str, Any] = {
        "role": "assistant",
        "reasoning_content": None,
        "content": text,
        "tool_calls": [],
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    usage = {"prompt_tokens": 9, "total_tokens": 12, "completion_tokens": 3}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": MODEL}
    return 200, {**whole, "choices": [{**choice, "stop_reason": None}], "usage": usage}


def refusal(status: int, message: str) -> Reply:
    """An error as vLLM words it."""
    error = {"message": message, "type": "BadRequestError", "param": None, "code": status}
    return status, {"object": "error", **error, "error": error}


class ChatServer(LoopbackServer):
    """Serves while the context lasts; `reply` gets each request's body."""

    def __init__(self, reply: Callable[[dict[str, Any]], Reply], key: str = "") -> None:
        self.asked: list[dict[str, Any]] = []
        self._reply, self._key = reply, key
        super().__init__()

    @property
    def url(self) -> str:
        """Up to the version."""
        return f"{super().url}/v1"

    def _answer_to(self, path: str, authorization: str | None, body: dict[str, Any]) -> Reply:
        if path != "/v1/chat/completions":
            return 404, {"detail": "Not Found"}
        if self._key and authorization != f"Bearer {self._key}":
            return 401, {"error": "Unauthorized"}
        if body["model"] != MODEL:
            return refusal(404, f"The model `{body['model']}` does not exist.")
        self.asked.append(body)
        return self._reply(body)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(QuietHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                authorization = self.headers.get("Authorization")
                self.answer_json(*server._answer_to(self.path, authorization, body))

        return Handler
