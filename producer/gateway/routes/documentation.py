"""What the OpenAPI document says of requests and of errors."""

from typing import Any

from pydantic import BaseModel

from producer.documents.formats import READERS
from producer.gateway.answers.notices import HEADER
from producer.gateway.speech import SpeechBody
from producer.jobs.remakes.remake import RemakeRequest
from producer.jobs.request import JobRequest
from producer.listening.stream_forms import STREAM_FORMS

EXAMPLE = {
    "text": "# The harbour\n\nThe ferry left at 7:45 and cost $12.50.",
    "voice": "default",
    "outputs": ["mp3"],
}
SPEAKERS_EXAMPLE = {"Emma": {"language": "en", "speed": 1.1}, "Lan": {"language": "vi"}}
"""For a text such as "[Emma] The ferry left at 7:45.\\n\\n[Lan] Giá vé là 45.000 đồng."."""
SPEECH_EXAMPLE = {"model": "tts-1", "input": "Hello, harbour!", "voice": "alloy"}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "error"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, and what to do."},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": "string"},
            },
        },
    },
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, with those that every route has."""
    content = {"application/problem+json": {"schema": PROBLEM}}
    about = {"description": "A problem, with its remedy.", "content": content}
    return dict.fromkeys((*statuses, 400, 401, 403, 429, 503), about)


def files(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that gives a file of the store."""
    data = {"schema": {"type": "string", "format": "binary"}}
    content = {kind: {} if kind == "application/json" else data for kind in media_types}
    return {
        200: {"description": "The file.", "content": content},
        206: {"description": "A part of it.", "content": content},
        304: {"description": "It hasn't changed."},
        307: {"description": "Where the store has it."},
        **problems(404, 409, 416),
    }


def schema_of(kind: type[BaseModel]) -> dict[str, Any]:
    """A model's JSON schema, with what it refers to put in its place."""
    schema = kind.model_json_schema()
    resolved: dict[str, Any] = _resolved(schema, schema.get("$defs", {}))
    return resolved


def _resolved(part: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(part, list):
        return [_resolved(one, definitions) for one in part]
    if not isinstance(part, dict):
        return part
    if reference := part.get("$ref"):
        return _resolved(definitions[reference.rpartition("/")[2]], definitions)
    return {key: _resolved(one, definitions) for key, one in part.items() if key != "$defs"}


def _job_schema() -> dict[str, Any]:
    fields = schema_of(JobRequest)["properties"]
    fields["speakers"]["examples"] = [SPEAKERS_EXAMPLE]
    share = fields.pop("share")["properties"]
    words = {"type": "string", "description": "The words of a TOML file, and how they are spoken."}
    picture = {"type": "string", "description": "A JPEG or PNG, in base64."}
    return {
        "type": "object",
        "properties": {
            "text": {"type": "string", "description": "The text, of any length."},
            "url": {"type": "string", "description": "Instead of the text: its public address."},
            "input_format": {
                "type": "string",
                "description": ", ".join(one.format for one in READERS),
            },
            "name": {"type": "string", "description": "Of the text's file."},
            **fields,
            "webhook": {"type": "string", "description": "Where the end of the job is reported."},
            "dictionary": words,
            "cover": picture,
            **{name: share[name] for name in ("job_class", "weight", "in_flight")},
        },
    }


def _bodies() -> dict[str, Any]:
    schema = _job_schema()
    options = {name: one for name, one in schema["properties"].items() if name != "cover"}
    file = {"type": "string", "format": "binary"}
    form = {**options, "file": file, "cover": file, "dictionary": file}
    return {
        "application/json": {"schema": schema, "example": EXAMPLE},
        "multipart/form-data": {"schema": {"type": "object", "properties": form}},
        **{
            kind: {"schema": {"type": "string", "format": "binary"}}
            for reader in READERS
            for kind in reader.media_types
            if kind != "application/json"
        },
    }


JOB_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": _bodies()}}
SPEECH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": schema_of(SpeechBody), "example": SPEECH_EXAMPLE}
        },
    }
}
SPEECH_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The sound, piece by piece.",
        "headers": {
            "x-voicefarm-job": {"description": "Its job.", "schema": {"type": "string"}},
            HEADER: {
                "description": "A JSON list of what the user should know, if there is something.",
                "schema": {"type": "string"},
            },
        },
        "content": {
            **{
                form.media_type.partition(";")[0]: {
                    "schema": {"type": "string", "format": "binary"}
                }
                for form in STREAM_FORMS.values()
            },
            "text/event-stream": {},
        },
    },
    **problems(400, 413, 422),
}


def _batch_schema() -> dict[str, Any]:
    job = _job_schema()
    named = {"id": {"type": "string", "description": "What you call it."}}
    item = {"type": "object", "properties": {**named, **job["properties"]}}
    return {
        "type": "object",
        "required": ["items"],
        "properties": {
            "defaults": {**job, "description": "What holds for every item."},
            "items": {"type": "array", "items": {"oneOf": [{"type": "string"}, item]}},
        },
        "additionalProperties": False,
    }


BATCH_EXAMPLE = {
    "defaults": {"outputs": ["mp3"]},
    "items": [{"id": "one", "text": "The first text."}, {"id": "two", "text": "The second."}],
}
BATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _batch_schema(), "example": BATCH_EXAMPLE}},
    }
}


def _remake_schema() -> dict[str, Any]:
    words = {"type": "string", "description": "The words of a TOML file, and how they are spoken."}
    webhook = {"type": "string", "description": "Where the end of the new job is reported."}
    fields = schema_of(RemakeRequest)["properties"]
    properties = {**fields, "dictionary": words, "webhook": webhook}
    return {"type": "object", "properties": properties, "additionalProperties": False}


REMAKE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": False,
        "content": {
            "application/json": {
                "schema": _remake_schema(),
                "example": {"text": "The ferry left at a quarter to eight."},
            }
        },
    }
}


def _form(required: list[str], **fields: str) -> dict[str, Any]:
    file = {"type": "string", "format": "binary"}
    texts = {name: {"type": "string", "description": about} for name, about in fields.items()}
    schema = {"type": "object", "required": required, "properties": {"file": file, **texts}}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


RECORDING_BODY = _form(
    ["file"],
    model="One of the recognizers; any other name means the best that is here.",
    language="The recording's language; recognized by default.",
    response_format="json, text, srt, verbose_json or vtt.",
)
VOICE_BODY = _form(
    ["file", "name", "text"],
    name="Of the voice.",
    text="Exactly what the recording says.",
    model="A model that is to imitate it.",
    description="What lists show.",
    replace="true, to make a voice of this name anew.",
)
TRANSCRIPTION: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What is said.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            **{
                kind: {"schema": {"type": "string"}}
                for kind in ("text/plain", "application/x-subrip", "text/vtt")
            },
        },
    },
    **problems(400, 413, 422),
}
