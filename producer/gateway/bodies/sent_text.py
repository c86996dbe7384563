"""A text as a request brings it, whatever form the request had."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from producer.documents.decoding import is_utf8
from producer.documents.document import Document
from producer.documents.formats import (
    format_of_file,
    is_plain_text,
    is_to_be_heeded,
    parse_document,
)
from producer.documents.limits import limits_of
from producer.documents.long_text import read_long_text
from producer.documents.sources import read_source
from producer.jobs.input_file import InputFile
from producer.jobs.request import JobRequest
from producer.temporary_bytes import TemporaryBytes
from voicefarm.errors import BadInput
from voicefarm.settings import Settings
from voicefarm.wording.validation import validated

HEAD = 65_536
"""First bytes of a document by which its form is recognized."""
_OF_SHARE = ("job_class", "weight", "in_flight")


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
        elif format is None and is_to_be_heeded(self.media_type or "", self.data.read(0, HEAD)):
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
        head = self.data.read(0, HEAD)
        return is_plain_text(head, format, media_type) and is_utf8(head)


def _path(name: str) -> Any:
    return PurePosixPath(name)
