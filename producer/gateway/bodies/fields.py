"""Fields of forms, of queries and of JSON objects, as those of a JobRequest have to be."""

import base64
import binascii
import re
from typing import Any, get_origin
from urllib.parse import parse_qsl

from producer.gateway.bodies.json_objects import as_object
from producer.jobs.input_file import InputFile
from producer.jobs.request import JobRequest
from voicefarm.errors import BadInput
from voicefarm.messages import Scheduling

MOST_FIELDS = 200
LONGEST_NAME = 200
_LISTS, _TABLES = (
    frozenset(
        name
        for name, field in JobRequest.model_fields.items()
        if (get_origin(field.annotation) or field.annotation) in kinds
    )
    for kinds in ((tuple,), (dict, Scheduling))
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


def options_of(pairs: list[tuple[str, str]]) -> dict[str, Any]:
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


def form_options(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """A form's fields, and those that its `options` have as JSON. Raises BadInput."""
    fields = options_of(pairs)
    more = as_object(fields.pop("options", "{}"), "The field 'options'")
    return {**more, **fields}


def form_fields(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form without files. Raises BadInput."""
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise BadInput("The form can't be read; send it again, in UTF-8.") from error


def name_and_format(fields: dict[str, Any]) -> tuple[str, str | None]:
    """What the fields say of a file, taken out of them. Raises BadInput."""
    for name in ("input_format", "name"):
        if not isinstance(fields.get(name, ""), str | None):
            raise BadInput("give text.", field=name)
    return file_name(fields.pop("name", None) or ""), fields.pop("input_format", None) or None


def files_in(fields: dict[str, Any]) -> dict[str, InputFile]:
    """The dictionary as text and the cover in base64, taken out of the fields. Raises BadInput."""
    files = {}
    for name, read in (("dictionary", str.encode), ("cover", _decoded)):
        value = fields.pop(name, None)
        if isinstance(value, str):
            files[name] = InputFile(name, read(value))
        elif value is not None:
            raise BadInput("give text.", field=name)
    return files


def file_name(name: str) -> str:
    """The last part of a path, which is all that a file's name may say."""
    last = _CONTROLS.sub("", name.replace("\\", "/")).rpartition("/")[2]
    return last[-LONGEST_NAME:] if last not in (".", "..") else ""


def _json_value(name: str, value: str) -> Any:
    return as_object(f'{{"value": {value}}}', f"The field '{name}'")["value"]


def _decoded(cover: str) -> bytes:
    try:
        return base64.b64decode(cover.partition("base64,")[2] or cover, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("give the picture's bytes in base64.", field="cover") from error
