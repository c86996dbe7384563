"""The text in a request: JSON, a form with files, or a bare document with options in the query."""

import codecs
import re
from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from producer.documents.decoding import in_utf8, media_type_of
from producer.documents.web.arguments import is_address
from producer.gateway.bodies.fields import (
    MOST_FIELDS,
    file_name,
    files_in,
    form_fields,
    form_options,
    name_and_format,
    options_of,
)
from producer.gateway.bodies.json_objects import is_json, json_object, media_type
from producer.gateway.bodies.sent_text import HEAD, SentText
from producer.jobs.input_file import InputFile
from producer.temporary_bytes import TemporaryBytes
from voicefarm.errors import BadInput

LONGEST_FIELD = 1_000_000
"""Bytes of one field of a form that is not a file."""
FORM = "application/x-www-form-urlencoded"
_BLOCK = 1 << 20
"""Bytes of a file that are copied at once."""
_BEGINS_FORM = re.compile(rb"(?:\w+=[^=&]*&)*(?:text|url)=")
"""By which a form differs from any other text. curl sends both under the form's media type."""
_FILES = ("file", "dictionary", "cover")


async def sent_text(request: Request) -> SentText:
    """The text in a request, whatever form it came in. Raises BadInput, HttpProblem."""
    kind, charset = media_type(request)
    if kind == "multipart/form-data":
        return await _from_form(request)
    if is_json(kind) or (not kind and await _is_object(request)):
        return text_in(await json_object(request))
    options = options_of(request.query_params.multi_items())
    name, format = name_and_format(options)
    files = files_in(options)
    data = TemporaryBytes()
    async for block in request.stream():
        data.write(block)
    data = _in_utf8(data, kind, charset)
    if kind == FORM and _BEGINS_FORM.match(data.read(0, HEAD)):
        return text_in(form_options(form_fields(data.whole())))
    return SentText(data, options, name, format, kind, files)


def text_in(fields: dict[str, Any]) -> SentText:
    """The text in a JSON object. Raises BadInput."""
    text, url = fields.pop("text", None), fields.pop("url", None)
    if url is not None and (text is not None or not is_address(str(url))):
        raise BadInput("give one http or https address, and no text beside it.", field="url")
    if url is None and not isinstance(text, str):
        raise BadInput("give the text that is to be read aloud, or a url.", field="text")
    files = files_in(fields)
    name, format = name_and_format(fields)
    data = TemporaryBytes((text or "").encode())
    usual = None if url else "text"
    return SentText(data, fields, name, format or usual, files=files, url=url or "")


async def _is_object(request: Request) -> bool:
    """Whether a body without a media type is meant to be JSON; so is one without anything."""
    body = (await request.body()).removeprefix(codecs.BOM_UTF8).lstrip()
    return not body or body.startswith(b"{")


def _in_utf8(data: TemporaryBytes, kind: str, charset: str | None) -> TemporaryBytes:
    """A text in UTF-8, if its media type names another charset. Raises UnreadableDocument."""
    if not charset or not kind.startswith("text/"):
        return data
    return TemporaryBytes(in_utf8(data.whole(), charset, "The text"))


async def _from_form(request: Request) -> SentText:
    try:
        form = await request.form(
            max_files=len(_FILES), max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD
        )
    except (MultiPartException, HTTPException) as error:
        raise unreadable_form(error) from error
    files: dict[str, InputFile] = {}
    document, plain = None, list[tuple[str, str]]()
    try:
        for name, value in form.multi_items():
            if not isinstance(value, UploadFile):
                plain.append((name, value))
            elif name not in _FILES:
                raise BadInput("this file is not expected; send one as 'file'.", field=name)
            elif not value.filename and not value.size:
                continue  # a browser's field in which no file was chosen
            elif name == "file":
                document = await _uploaded(value)  # of several, the last one counts
            else:
                files[name] = InputFile(_uploaded_name(value), await value.read())
    finally:
        await form.close()
    options = form_options(plain)
    files = {**files_in(options), **files}
    if document is None:
        text = text_in(options)
        return replace(text, files=files)
    if {"text", "url"} & set(options):
        raise BadInput("give a file or a text, not both.", field="text")
    _, format = name_and_format(options)
    return replace(document, fields=options, format=format, files=files)


async def _uploaded(file: UploadFile) -> SentText:
    """A document of a form. Raises UnreadableDocument."""
    document = TemporaryBytes()
    while block := await file.read(_BLOCK):
        document.write(block)
    kind, charset = media_type_of(file.content_type or "")
    data = _in_utf8(document, kind, charset)
    return SentText(data, {}, _uploaded_name(file), media_type=kind)


def _uploaded_name(file: UploadFile) -> str:
    """A file's name; browsers write a quotation mark in it as %22."""
    return file_name((file.filename or "file").replace("%22", '"'))


def unreadable_form(error: MultiPartException | HTTPException) -> BadInput:
    """What is wrong with a form that the parser gave up."""
    why = error.message if isinstance(error, MultiPartException) else error.detail
    if "maximum size" in why:
        return BadInput(f"A field has more than {LONGEST_FIELD:,} bytes; send a long text as file.")
    return BadInput(f"The form can't be read ({why.rstrip('.')}); correct it, and send it again.")
