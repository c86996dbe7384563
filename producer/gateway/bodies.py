"""What a request brings: JSON, a form with files, or a bare document with options in the query."""

import base64
import binascii
import codecs
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any, get_origin
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from producer.documents.decoding import in_utf8, is_utf8, media_type_of
from producer.documents.document import Document
from producer.documents.formats import READERS, format_of_file, is_plain_text, parse_document
from producer.documents.limits import limits_of
from producer.documents.long_text import read_long_text
from producer.documents.sources import read_source
from producer.documents.web.arguments import is_address
from producer.gateway.problems import HttpProblem
from producer.jobs.input_file import InputFile
from producer.jobs.request import JobRequest
from producer.temporary_bytes import TemporaryBytes
from voicefarm.errors import BadInput
from voicefarm.messages import Scheduling
from voicefarm.settings import Settings
from voicefarm.wording.validation import validated

MOST_FIELDS = 200
LONGEST_FIELD = 1_000_000
"""Bytes of one field of a form that is not a file."""
LONGEST_NAME = 200
_HEAD = 65_536
"""First bytes of a document by which its form is recognized."""
_BLOCK = 1 << 20
"""Bytes of a file that are copied at once."""
FORM = "application/x-www-form-urlencoded"
_BEGINS_FORM = re.compile(rb"(?:\w+=[^=&]*&)*(?:text|url)=")
"""By which a form differs from any other text. curl sends both under the form's media type."""
_FILES = ("file", "dictionary", "cover")
_OF_SHARE = ("job_class", "weight", "in_flight")
_LISTS, _TABLES = (
    frozenset(
        name
        for name, field in JobRequest.model_fields.items()
        if (get_origin(field.annotation) or field.annotation) in kinds
    )
    for kinds in ((tuple,), (dict, Scheduling))
)
_MAYBE_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class SentText:
    """A text, and how it is to be read, as a request brought them."""

    data: TemporaryBytes
    """Empty for a document behind an address."""
    fields: dict[str, Any]
    """Those of a JobRequest, as they were sent."""
    name: str = ""
    """Of the file; empty for none."""
    format: str | None = None
    media_type: str | None = None
    files: Mapping[str, InputFile] = field(default_factory=dict)
    url: str = ""
    """The address of a document, instead of `data`."""

    @property
    def fingerprint(self) -> bytes:
        """Bytes that are equal for equal requests."""
        others = [
            f"{name} {hashlib.sha256(file.data).hexdigest()}" for name, file in self.files.items()
        ]
        about = [
            dict(self.fields),
            self.name,
            self.url,
            self.format,
            self.media_type,
            sorted(others),
        ]
        digest = hashlib.sha256(json.dumps(about, sort_keys=True, default=str).encode())
        for block in self.data.blocks():
            digest.update(block)
        return digest.digest()

    def request(self, tenant: str) -> JobRequest:
        """The job's request. Raises BadInput with the field."""
        given = {**self.fields, **self.files}
        share = given.pop("share", {})
        if not isinstance(share, dict):
            raise BadInput("give a table of keys.", field="share")
        own = {name: given.pop(name) for name in _OF_SHARE if name in given}
        return validated(JobRequest, {**given, "share": {**share, **own, "tenant": tenant}})

    def document(self, request: JobRequest, settings: Settings) -> Document:
        """The text as a document; one with an address is fetched within the settings' limits.

        Raises UnreadableDocument, NothingToSay.
        """
        if self.url:
            return read_source(self.url, self.format, request.policies, settings)
        policies = replace(request.policies, limits=limits_of(settings))
        format, media_type = self.format, None
        if format is None and PurePosixPath(self.name).suffix:
            format = format_of_file(_path(self.name))
        elif format is None and self.media_type in _known_media_types():
            media_type = self.media_type
        shown = f"'{self.name}'" if self.name else "The text"
        part_bytes = round(settings.document_part_mb * 1_000_000)
        if self._is_long(request, format, media_type, part_bytes):
            document = read_long_text(self.data.read, shown, part_bytes, policies)
        else:
            document = parse_document(self.data.whole(), format, shown, media_type, policies)
        return document.titled(PurePosixPath(self.name).stem) if self.name else document

    def _is_long(
        self, request: JobRequest, format: str | None, media_type: str | None, part_bytes: int
    ) -> bool:
        """Whether it is a text to be read in parts; speakers and chosen parts want the whole."""
        if len(self.data) <= 2 * part_bytes:
            return False
        if request.speakers or request.from_part is not None or request.to_part is not None:
            return False
        head = self.data.read(0, _HEAD)
        return is_plain_text(head, format, media_type) and is_utf8(head)


async def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises BadInput, HttpProblem."""
    kind, charset = _media_type(request)
    if kind and not _is_json(kind):
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


async def sent_text(request: Request) -> SentText:
    """The text in a request, whatever form it came in. Raises BadInput, HttpProblem."""
    kind, charset = _media_type(request)
    if kind == "multipart/form-data":
        return await _from_form(request)
    if _is_json(kind) or (not kind and await _is_object(request)):
        return text_in(await json_object(request))
    options = _options(request.query_params.multi_items())
    name, format = _name_and_format(options)
    files = _files_in(options)
    data = TemporaryBytes()
    async for block in request.stream():
        data.write(block)
    data = _in_utf8(data, kind, charset)
    if kind == FORM and _BEGINS_FORM.match(data.read(0, _HEAD)):
        return text_in(_form_options(_form_fields(data.whole())))
    return SentText(data, options, name, format, kind, files)


def _is_json(kind: str) -> bool:
    return kind == "application/json" or kind.endswith("+json")


async def _is_object(request: Request) -> bool:
    """Whether a body without a media type is meant to be JSON; so is one without anything."""
    body = (await request.body()).removeprefix(codecs.BOM_UTF8).lstrip()
    return not body or body.startswith(b"{")


def _in_utf8(data: TemporaryBytes, kind: str, charset: str | None) -> TemporaryBytes:
    """A text in UTF-8, if its media type names another charset. Raises UnreadableDocument."""
    if not charset or not kind.startswith("text/"):
        return data
    return TemporaryBytes(in_utf8(data.whole(), charset, "The text"))


def text_in(fields: dict[str, Any]) -> SentText:
    """The text in a JSON object. Raises BadInput."""
    text, url = fields.pop("text", None), fields.pop("url", None)
    if url is not None and (text is not None or not is_address(str(url))):
        raise BadInput("give one http or https address, and no text beside it.", field="url")
    if url is None and not isinstance(text, str):
        raise BadInput("give the text that is to be read aloud, or a url.", field="text")
    files = _files_in(fields)
    name, format = _name_and_format(fields)
    data = TemporaryBytes((text or "").encode())
    usual = None if url else "text"
    return SentText(data, fields, name, format or usual, files=files, url=url or "")


def _name_and_format(fields: dict[str, Any]) -> tuple[str, str | None]:
    """What the fields say of a file, taken out of them. Raises BadInput."""
    for name in ("input_format", "name"):
        if not isinstance(fields.get(name, ""), str | None):
            raise BadInput("give text.", field=name)
    return _file_name(fields.pop("name", None) or ""), fields.pop("input_format", None) or None


def _files_in(fields: dict[str, Any]) -> dict[str, InputFile]:
    """The dictionary as text and the cover in base64, taken out of the fields. Raises BadInput."""
    files = {}
    for name, read in (("dictionary", str.encode), ("cover", _decoded)):
        value = fields.pop(name, None)
        if isinstance(value, str):
            files[name] = InputFile(name, read(value))
        elif value is not None:
            raise BadInput("give text.", field=name)
    return files


def _form_fields(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form without files. Raises BadInput."""
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise BadInput("The form can't be read; send it again, in UTF-8.") from error


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
    options = _form_options(plain)
    files = {**_files_in(options), **files}
    if document is None:
        text = text_in(options)
        return replace(text, files=files)
    if {"text", "url"} & set(options):
        raise BadInput("give a file or a text, not both.", field="text")
    _, format = _name_and_format(options)
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
    return _file_name((file.filename or "file").replace("%22", '"'))


def _form_options(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A form's fields, and those that its `options` have as JSON. Raises BadInput."""
    fields = _options(pairs)
    more = as_object(fields.pop("options", "{}"), "The field 'options'")
    return {**more, **fields}


def unreadable_form(error: MultiPartException | HTTPException) -> BadInput:
    """What is wrong with a form that the parser gave up."""
    why = error.message if isinstance(error, MultiPartException) else error.detail
    if "maximum size" in why:
        return BadInput(f"A field has more than {LONGEST_FIELD:,} bytes; send a long text as file.")
    return BadInput(f"The form can't be read ({why.rstrip('.')}); correct it, and send it again.")


def _options(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Plain fields as a request's: tables and lists may be JSON; empty ones weren't filled in."""
    options: dict[str, Any] = {}
    for name, value in pairs:
        if not value:
            continue
        if name in _LISTS and not value.startswith("["):
            options.setdefault(name, []).extend(value.split(","))
        elif name in _LISTS:
            options[name] = _json_value(name, value)
        elif name in _TABLES and value.startswith("{"):
            options[name] = as_object(value, f"The field '{name}'")
        else:
            options[name] = value
    return options


def _json_value(name: str, value: str) -> Any:
    return as_object(f'{{"value": {value}}}', f"The field '{name}'")["value"]


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _decoded(cover: str) -> bytes:
    try:
        return base64.b64decode(cover.partition("base64,")[2] or cover, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("give the picture's bytes in base64.", field="cover") from error


def _file_name(name: str) -> str:
    """The last part of a path, which is all that a file's name may say."""
    last = _CONTROLS.sub("", name.replace("\\", "/")).rpartition("/")[2]
    return last[-LONGEST_NAME:] if last not in (".", "..") else ""


def _path(name: str) -> Any:
    return PurePosixPath(name)


def _known_media_types() -> frozenset[str]:
    return frozenset(kind for reader in READERS for kind in reader.media_types)


def _media_type(request: Request) -> tuple[str, str | None]:
    return media_type_of(request.headers.get("content-type", ""))
