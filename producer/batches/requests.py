"""An item with the batch's defaults becomes a request, and later a document."""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from producer.batches.items import INPUT_FILES, OWN_FIELDS, BatchItem, check_is_kept
from producer.batches.names import result_name
from producer.documents.document import Document
from producer.documents.formats import (
    check_document_file,
    format_of_file,
    parse_document,
    read_document,
)
from producer.documents.limits import limits_of
from producer.jobs.input_file import InputFile, read_input_file
from producer.jobs.request import JobRequest
from producer.jobs.results import audio_forms, checked_outputs
from voicefarm.errors import BadInput, nearest
from voicefarm.model_choice import candidates
from voicefarm.models import Catalogue
from voicefarm.settings import Settings
from voicefarm.wording.validation import validated


@dataclass(frozen=True, slots=True)
class BatchDefaults:
    """What holds for every item that doesn't say otherwise."""

    fields: Mapping[str, Any]
    """Of a JobRequest."""
    outputs: Sequence[str]
    """Suffixes of the results: forms of the audio, captions, reports."""
    format: str | None
    """Of the texts, where their suffix doesn't say it."""
    template: str


@dataclass(frozen=True, slots=True)
class ItemRequest:
    """What is wanted of an item, checked as far as its text isn't needed."""

    request: JobRequest
    format: str | None
    name: PurePosixPath
    outputs: tuple[str, ...]

    def paths(self, folder: Path) -> list[Path]:
        """The files of its results."""
        return [folder / f"{self.name}.{suffix}" for suffix in self.outputs]


def item_request(item: BatchItem, defaults: BatchDefaults) -> ItemRequest:
    """The item's own request. Raises BadInput with what is wrong with the item."""
    if item.problem:
        raise BadInput(item.problem)
    if item.file is not None:
        check_document_file(item.file)
        check_is_kept(item.file)
    name = result_name(item, defaults.template)
    outputs = _outputs(item.fields.get("outputs"), defaults.outputs)
    format = item.fields.get("format") or defaults.format
    if not isinstance(format, str | None):
        raise BadInput("give the name of a format, such as epub.", field="format")
    if item.file is not None and format is None:
        format_of_file(item.file)
    return ItemRequest(_request(item, defaults.fields, outputs), format, name, outputs)


def item_document(item: BatchItem, wanted: ItemRequest, settings: Settings) -> Document:
    """The item's text, read within the limits of the settings. Raises BadInput, Unreachable."""
    policies = replace(wanted.request.policies, limits=limits_of(settings))
    if item.remote is not None:
        return item.remote.document(wanted.format, policies, settings)
    if item.file is not None:
        return read_document(item.file, wanted.format, policies).titled(item.file.stem)
    data = (item.text or "").encode("utf-8", "surrogatepass")
    return parse_document(data, wanted.format or "text", name="Its text", policies=policies)


def item_digest(item: BatchItem, wanted: ItemRequest, models: str) -> str:
    """The hash of all that shapes the item's results: equal digest, equal job.

    `models` is what `models_digest` says of the models that may speak. Raises BadInput if the
    file can't be read.
    """
    request = wanted.request
    digest = hashlib.sha256(request.model_dump_json(exclude=set(INPUT_FILES)).encode())
    for extra in (request.dictionary, request.cover):
        digest.update(_digest_of_file(extra).encode() if extra else b"-")
    title = item.file.stem if item.file else ""
    shape = repr((models, wanted.format, wanted.outputs, title, str(wanted.name)))
    digest.update(shape.encode("utf-8", "surrogateescape"))
    if item.remote is not None:
        digest.update(item.remote.known_as.encode("utf-8", "surrogateescape"))
    elif item.file is None:
        digest.update((item.text or "").encode("utf-8", "surrogatepass"))
    else:
        digest.update(read_input_file(item.file, "file").data)
    return digest.hexdigest()[:32]


def models_digest(settings: Settings, models: Catalogue, name: str | None) -> str:
    """The hash of the model files that may speak for `name`."""
    files = [
        models[candidate].model_dump_json()
        for candidate in candidates(settings, name, models)
        if candidate in models
    ]
    return hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=16)
def _digest_of_file(file: InputFile) -> str:
    return hashlib.sha256(file.data).hexdigest()


def _request(item: BatchItem, defaults: Mapping[str, Any], outputs: Sequence[str]) -> JobRequest:
    own = {key: value for key, value in item.fields.items() if key not in OWN_FIELDS}
    fields = JobRequest.model_fields
    unknown = next((key for key in own if key not in fields), "")
    if (near := nearest(unknown, [*OWN_FIELDS, *fields])) in OWN_FIELDS:
        raise BadInput(f"this key is not known; perhaps '{near}' is meant.", field=unknown)
    for name in INPUT_FILES:
        if isinstance(own.get(name), str):
            own[name] = read_input_file(item.base / own[name], name)
    forms = audio_forms(Path(f"x.{suffix}") for suffix in outputs)
    return validated(JobRequest, {**defaults, **own, "outputs": forms})


def _outputs(own: Any, usual: Sequence[str]) -> tuple[str, ...]:
    if own is None:
        return tuple(usual)
    given = own.replace(",", " ").split() if isinstance(own, str) else own
    if not isinstance(given, list) or not given:
        raise BadInput('give a list of suffixes, such as ["mp3", "srt"].', field="outputs")
    return checked_outputs(given)
