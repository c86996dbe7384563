"""Texts of a batch that lie elsewhere: pages of the web, and objects of a bucket."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol

from producer.documents.document import Document
from producer.documents.formats import READERS, format_of_name, parse_document
from producer.documents.limits import limits_of
from producer.documents.policies import ReadingPolicies
from producer.documents.sources import read_source
from producer.documents.web.arguments import name_of
from voicefarm.errors import ObjectMissing, UnreadableDocument
from voicefarm.settings import Settings
from voicefarm.store import Entry, Store

SUFFIXES = frozenset(suffix for reader in READERS for suffix in reader.suffixes if suffix)
"""Of the files that are taken from a folder or a bucket."""
S3 = "s3://"


class RemoteText(Protocol):
    """A text that lies elsewhere."""

    @property
    def state(self) -> tuple[int, int]:
        """What changes with it, as far as that is known without reading it: time and size."""

    @property
    def known_as(self) -> str:
        """What it is known by in a journal: equal, and it is the same text."""

    @property
    def suffix(self) -> str:
        """Of its name, with the dot; empty without one."""

    def document(
        self, format: str | None, policies: ReadingPolicies, settings: Settings
    ) -> Document:
        """The text, read. Raises BadInput, Unreachable."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """A page or a file behind an address. It is known by the address alone."""

    url: str
    state: tuple[int, int] = (0, 1)

    @property
    def known_as(self) -> str:
        """The address."""
        return self.url

    @property
    def suffix(self) -> str:
        """A page has none."""
        return ""

    @property
    def stem(self) -> str:
        """What its results are called."""
        return name_of(self.url)

    def document(
        self, format: str | None, policies: ReadingPolicies, settings: Settings
    ) -> Document:
        """The page, fetched by the rules of the settings. Raises BadInput."""
        return read_source(self.url, format, policies, settings)


@dataclass(frozen=True, slots=True)
class StoredText:
    """An object of a bucket."""

    store: Store
    entry: Entry

    @property
    def state(self) -> tuple[int, int]:
        """When it was written, in nanoseconds, and its size."""
        return round(1e9 * self.entry.modified), self.entry.size

    @property
    def known_as(self) -> str:
        """Where it lies, and as what."""
        return repr((self.store.locate(self.entry.key), self.state))

    @property
    def suffix(self) -> str:
        """That of its key."""
        return PurePosixPath(self.entry.key).suffix

    def document(
        self, format: str | None, policies: ReadingPolicies, settings: Settings
    ) -> Document:
        """The object, read within the limits of the settings. Raises BadInput, Unreachable."""
        name, limits = self.store.locate(self.entry.key), limits_of(settings)
        limits.check_file(self.entry.size, name)
        try:
            data = self.store.get(self.entry.key)
        except ObjectMissing as error:
            raise UnreadableDocument(f"{name} is gone; run the batch again.") from error
        policies = replace(policies, limits=limits)
        chosen = format or format_of_name(data, self.entry.key)
        document = parse_document(data, chosen, name=name, policies=policies)
        return document.titled(PurePosixPath(self.entry.key).stem)


def stored_texts(address: str, settings: Settings) -> Iterator[StoredText]:
    """The documents behind `s3://bucket/prefix`, in the order of their keys; or the one object.

    Raises BadSetting, Unreachable.
    """
    parent, _, last = address.rstrip("/").rpartition("/")
    is_object = PurePosixPath(last).suffix.lower() in SUFFIXES and parent != S3.rstrip("/")
    place = parent if is_object else address
    store = settings.model_copy(update={"store": place}).open_store()
    for entry in store.entries(last if is_object else ""):
        key = PurePosixPath(entry.key)
        if is_object and entry.key != last:
            continue
        if key.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in key.parts):
            yield StoredText(store, entry)
