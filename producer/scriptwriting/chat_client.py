"""One request to an endpoint that speaks OpenAI's protocol: `POST …/chat/completions`."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from voicefarm.errors import BadSetting, Unreachable, VoicefarmError
from voicefarm.settings import Settings

BUSY = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same request may succeed."""
TRIES = 4
FIRST_WAIT_S = 0.5
MOST_ANSWER = 8 * 2**20
"""Bytes of an answer; a longer one is not a script."""


class ChatFailed(VoicefarmError):
    """A language model's endpoint refused a request, or answered with something else than text."""


class FormatRefused(ChatFailed):
    """The endpoint doesn't know the form that the answer should have."""


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """What a model said."""

    text: str
    is_whole: bool
    """False if it was cut off at the model's limit."""


@dataclass(frozen=True, slots=True)
class ChatClient:
    """An endpoint, a model and a key. Thread-safe."""

    url: str
    """Up to the version: `http://host:8000/v1`."""
    model: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 600.0

    def ask(
        self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any] | None = None
    ) -> ChatAnswer:
        """The model's answer, as JSON of that schema if there is one.

        Waits and asks again while the endpoint is busy. Raises ChatFailed, Unreachable.
        """
        body: dict[str, Any] = {"model": self.model, "messages": list(messages), "temperature": 0.2}
        if schema:
            form = {"name": "script", "schema": schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        for attempt in range(TRIES):
            if attempt:
                time.sleep(FIRST_WAIT_S * 2 ** (attempt - 1))
            try:
                return _answer(self._post(body))
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in BUSY or attempt + 1 == TRIES:
                        raise self._refused(error, wants_form=bool(schema)) from error
            except OSError as error:
                reason = getattr(error, "reason", error)
                raise Unreachable(
                    f"The language model at {self._place} does not answer ({reason}); start it, or "
                    "correct VOICEFARM_LLM_URL."
                ) from error
        raise AssertionError("the last attempt returns or raises")

    def _post(self, body: Mapping[str, Any]) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        address = f"{self.url.rstrip('/')}/chat/completions"
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:
            data: bytes = answer.read(MOST_ANSWER)
        return data

    def _refused(self, error: urllib.error.HTTPError, *, wants_form: bool) -> VoicefarmError:
        reason = _message(error.read(MOST_ANSWER))
        if error.code in (401, 403):
            return BadSetting(
                f"The language model at {self._place} refuses the key; correct VOICEFARM_LLM_KEY."
            )
        kind = FormatRefused if error.code == 400 and wants_form else ChatFailed
        return kind(
            f"The language model at {self._place} refuses ({error.code}: {reason}); check "
            "VOICEFARM_LLM_URL and VOICEFARM_LLM_MODEL."
        )

    @property
    def _place(self) -> str:
        return urlsplit(self.url).netloc.rpartition("@")[2]


def open_chat(settings: Settings) -> ChatClient:
    """The endpoint of the settings. Raises BadSetting if there is none."""
    if not settings.llm_url or not settings.llm_model:
        raise BadSetting(
            "No language model is set; give VOICEFARM_LLM_URL, such as http://localhost:8000/v1, "
            "and VOICEFARM_LLM_MODEL."
        )
    if urlsplit(settings.llm_url).scheme not in ("http", "https"):
        raise BadSetting("Setting 'llm_url' is not a web address; write http://host:8000/v1.")
    return ChatClient(
        settings.llm_url, settings.llm_model, settings.llm_key, settings.llm_timeout_s
    )


def _answer(data: bytes) -> ChatAnswer:
    try:
        choice = json.loads(data)["choices"][0]
        text = choice["message"]["content"]
        if not isinstance(text, str):
            raise TypeError
        return ChatAnswer(text, choice.get("finish_reason") != "length")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ChatFailed(
            "The language model's answer holds no text; check that VOICEFARM_LLM_URL ends in /v1."
        ) from error


def _message(data: bytes) -> str:
    """What an error says, in one line."""
    try:
        content = json.loads(data)
        error = content.get("error", content)
        message = error.get("message", "") if isinstance(error, dict) else error
    except (ValueError, AttributeError):
        message = data.decode("utf-8", "replace")
    return " ".join(str(message).split())[:200] or "no reason given"
