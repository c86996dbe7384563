"""Recordings that requests bring: written down, searched for voices, made into voices."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from producer.gateway.bodies.texts import unreadable_form
from producer.gateway.gateway import Gateway
from producer.gateway.problems import HttpProblem
from producer.gateway.submissions.worker_commands import run_worker_command
from voicefarm.artifacts.keys import enrolled_key
from voicefarm.artifacts.voices import checked_voice_name
from voicefarm.errors import BadInput, UnknownName
from voicefarm.languages.tags import canonical_tag
from voicefarm.models import Model

FILES = ("file", "audio_sample")
"""What clients call the recording."""
SHAPES = ("json", "text", "srt", "verbose_json", "vtt")
MOST_FIELDS = 50
COPIED_AT_ONCE = 1_000_000
MEDIA_TYPES = {"text": "text/plain", "srt": "application/x-subrip", "vtt": "text/vtt"}


@dataclass
class SentRecording:
    """A recording in a file of its own, with the other fields of its form."""

    path: Path
    fields: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    """Fields whose names end with []."""


async def sent_recording(request: Request, folder: Path) -> SentRecording:
    """The recording of a form, copied piece by piece into `folder`. Raises BadInput."""
    try:
        form = await request.form(max_files=1, max_fields=MOST_FIELDS)
    except (MultiPartException, HTTPException) as error:
        raise unreadable_form(error) from error
    fields: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    recording: Path | None = None
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile) and name in FILES:
                recording = folder / f"recording{PurePosixPath(value.filename or '').suffix[:8]}"
                with recording.open("wb") as file:
                    while block := await value.read(COPIED_AT_ONCE):
                        file.write(block)
            elif not isinstance(value, str):
                raise BadInput("this file is not expected; send one as 'file'.", field=name)
            elif name.endswith("[]"):
                lists.setdefault(name.removesuffix("[]"), []).append(value)
            else:
                fields[name] = value
    finally:
        await form.close()
    if recording is None:
        raise BadInput("send a recording as a file of a form.", field="file")
    return SentRecording(recording, fields, lists)


@contextmanager
def recording_folder() -> Iterator[Path]:
    """A folder that is gone with the request."""
    with tempfile.TemporaryDirectory(prefix="voicefarm-recording-") as folder:
        yield Path(folder)


def transcription(gateway: Gateway, sent: SentRecording) -> tuple[Any, str]:
    """What is said in a recording, as the form's `response_format` wants it, and its media type.

    Raises BadInput, EngineUnavailable.
    """
    shape = sent.fields.get("response_format", "json")
    if shape not in SHAPES:
        raise UnknownName.of("Form", shape, SHAPES, field="response_format")
    words = "word" in sent.lists.get("timestamp_granularities", [])
    arguments = ["transcribe", str(sent.path), *(["--words"] if words else [])]
    if language := sent.fields.get("language"):
        arguments += ["--language", _tag(language)]
    if (model := sent.fields.get("model")) in gateway.settings.recognizers():
        arguments += ["--recognizer", str(model)]
    made = run_worker_command(gateway.settings, *arguments)
    if shape == "verbose_json":
        told = {"task": "transcribe", **made}
        return (told if words else {k: v for k, v in told.items() if k != "words"}), ""
    if shape == "json":
        return {"text": made["text"]}, ""
    return _written(made, shape), MEDIA_TYPES[shape]


def voice_activity(gateway: Gateway, sent: SentRecording) -> dict[str, Any]:
    """Where somebody speaks in a recording. Raises BadInput, EngineUnavailable."""
    found: dict[str, Any] = run_worker_command(gateway.settings, "voice-activity", str(sent.path))
    return {"object": "voice_activity", **found}


def enrol_voice(gateway: Gateway, sent: SentRecording) -> dict[str, Any]:
    """Make a voice of a recording. Raises BadInput with the field, EngineUnavailable."""
    name = checked_voice_name(sent.fields.get("name", ""), "name")
    text = sent.fields.get("text", "").strip()
    if not text:
        raise BadInput("give exactly what the recording says.", field="text")
    codec = _codec(gateway, sent.fields.get("model", ""))
    arguments = ["--audio", str(sent.path), "--text", text, "--codec", codec]
    if description := sent.fields.get("description"):
        arguments += ["--description", description]
    if sent.fields.get("replace", "").lower() in ("true", "1", "yes"):
        arguments.append("--replace")
    elif gateway.farm.store.size(enrolled_key(codec, name)) is not None:
        raise HttpProblem(
            409,
            f"Voice '{name}' is enrolled already; send replace=true, or choose another name.",
            "voice_exists",
            "name",
        )
    made = run_worker_command(gateway.settings, "voices", "add", *arguments, "--", name)
    gateway.forget_models()
    return {"id": name, "name": name, "object": "voice", "codec": codec, "codes": made["codes"]}


def forget_voice(gateway: Gateway, name: str, model: str = "") -> dict[str, Any]:
    """Delete an enrolled voice; takes that it has spoken stay. Raises HttpProblem, BadInput."""
    key = enrolled_key(_codec(gateway, model), checked_voice_name(name, "voice"))
    if gateway.farm.store.size(key) is None:
        raise HttpProblem(
            404, f"No voice '{name}' was enrolled; a model's own voices stay.", "unknown_voice"
        )
    gateway.farm.store.delete(key)
    gateway.forget_models()
    return {"id": name, "object": "voice.deleted", "deleted": True}


def _codec(gateway: Gateway, wanted: str) -> str:
    """The kind of codec that the wanted model, or the first that can enrol, imitates with."""
    models: dict[str, Model] = dict(gateway.models())
    catalogue = gateway.settings.catalogue()
    if wanted:
        if wanted not in catalogue:
            raise UnknownName.of("Model", wanted, catalogue, field="model")
        models = {wanted: catalogue[wanted]}
    able = [model.enrols.codec for model in models.values() if model.enrols]
    if not able:
        raise BadInput(
            "no model that speaks here can imitate a recording; serve one, such as neutts-air-q4.",
            field="model",
        )
    return able[0]


def _tag(language: str) -> str:
    try:
        return canonical_tag(language)
    except ValueError as error:
        raise BadInput(f"{error}.", field="language") from error


def _written(made: dict[str, Any], shape: str) -> str:
    if shape == "text":
        return f"{made['text']}\n"
    comma = "," if shape == "srt" else "."
    lines = [] if shape == "srt" else ["WEBVTT", ""]
    for number, one in enumerate(made["segments"], 1):
        if shape == "srt":
            lines.append(str(number))
        lines += [f"{_time(one['start'], comma)} --> {_time(one['end'], comma)}", one["text"], ""]
    return "\n".join(lines)


def _time(seconds: float, comma: str) -> str:
    whole = round(seconds * 1000)
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{comma}{rest % 1000:03}"
