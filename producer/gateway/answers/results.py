"""What lies in the store, over HTTP: with its true length, in ranges, or by a redirect to S3."""

import hashlib
import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from producer.gateway.gateway import Gateway
from producer.gateway.problems import HttpProblem
from voicefarm.store import Store

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def stored_result(
    gateway: Gateway, request: Request, key: str, media_type: str, name: str
) -> Response | None:
    """The object under `key` as the answer to a request; None if it isn't there.

    `name` is the file's for those who save it. Raises HttpProblem for a range outside of it.
    """
    store = gateway.farm.store
    size = store.size(key)
    if size is None:
        return None
    disposition = _disposition(name)
    # An address is signed for GET alone, so HEAD is answered here.
    is_head = getattr(request.state, "is_head", False)
    if (
        not is_head
        and gateway.settings.presigned_s
        and (address := store.presigned(key, gateway.settings.presigned_s, disposition))
    ):
        return RedirectResponse(address, HTTPStatus.TEMPORARY_REDIRECT)
    digest = hashlib.sha256(f"{key} {size}".encode()).hexdigest()
    tag = f'"{digest[:24]}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition,
        "ETag": tag,
        "Cache-Control": "private, no-cache",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    wanted = _wanted(request, size, tag)
    status = HTTPStatus.PARTIAL_CONTENT if wanted else HTTPStatus.OK
    start, end = wanted or (0, size)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return StreamingResponse(_part(store, key, start, end), status, headers, media_type)


def _disposition(name: str) -> str:
    """By RFC 6266: a name of plain letters, and the true one for those who read it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    shown = f'inline; filename="{plain.strip() or "_"}"'
    return shown if plain == name else f"{shown}; filename*=UTF-8''{quote(name, safe='')}"


def _wanted(request: Request, size: int, tag: str) -> tuple[int, int] | None:
    """First byte and one past the last that a request wants; None for all.

    Several ranges in one request get the whole: nobody needs them, and they cost much.
    """
    header = request.headers.get("range", "")
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if not match or not (match[1] or match[2]) or request.headers.get("if-range", tag) != tag:
        return None
    if len(match[1]) > 18 or len(match[2]) > 18:
        return None
    if match[1]:
        start, end = int(match[1]), min(size, int(match[2]) + 1 if match[2] else size)
    else:
        start, end = max(0, size - int(match[2])), size
    if start >= end:
        raise HttpProblem(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            f"The file has {size} bytes; give a range inside of it.",
            "bad_range",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


def _part(store: Store, key: str, start: int, end: int) -> Iterator[bytes]:
    left = end - start
    for block in store.stream(key, start):
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return
