"""JSON objects, as bodies of requests and as messages. Whatever is wrong with one is a sentence."""

import json
import re
from http import HTTPStatus
from typing import Any

from starlette.requests import Request

from producer.documents.decoding import in_utf8, media_type_of
from producer.gateway.problems import HttpProblem
from voicefarm.errors import BadInput

_MAYBE_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises BadInput, HttpProblem."""
    kind, charset = media_type(request)
    if kind and not is_json(kind):
        raise HttpProblem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"The body is '{kind[:60]}'; send JSON as application/json.",
            "unsupported_media_type",
        )
    body = await request.body()
    return as_object(in_utf8(body, charset, "The body") if charset and body else body)


def as_object(data: bytes | str, what: str = "The body", *, may_be_cut: str = "") -> dict[str, Any]:
    """Bytes as a JSON object, whose texts are all valid. Raises BadInput.

    The field that `may_be_cut` can have half a surrogate pair.
    """
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        if not text.strip():
            raise BadInput(f'{what} is empty; send a JSON object, such as {{"text": "…"}}.')
        parsed = json.loads(text, parse_constant=_refuse_constant)
        if isinstance(parsed, dict) and _MAYBE_HALF.search(text):  # it fails to be encoded
            whole = {name: value for name, value in parsed.items() if name != may_be_cut}
            json.dumps(whole, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise BadInput(f"{what} is not valid UTF-8; send JSON in UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{what} is not valid JSON ({error}); correct it.") from error
    if not isinstance(parsed, dict):
        raise BadInput(f'{what} is not a JSON object; send one, such as {{"text": "…"}}.')
    return parsed


def is_json(kind: str) -> bool:
    """Whether a media type is JSON's."""
    return kind == "application/json" or kind.endswith("+json")


def media_type(request: Request) -> tuple[str, str | None]:
    """The media type of a request's body, empty for none, and its charset."""
    return media_type_of(request.headers.get("content-type", ""))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")
