"""Readers whose libraries come with an extra: loaded when a file is read, not before."""

import importlib
from collections.abc import Callable

from producer.documents.document import Document
from producer.documents.policies import ReadingPolicies
from voicefarm.errors import UnreadableDocument

Read = Callable[[bytes, str, ReadingPolicies], Document]
EXTRA = "documents"


def from_extra(place: str) -> Read:
    """The function at `place`, written `module:function`, loaded at its first call.

    It raises UnreadableDocument with the extra to install if a library is missing.
    """
    module, _, function = place.partition(":")

    def read(data: bytes, name: str, policies: ReadingPolicies) -> Document:
        loaded: Read = getattr(_loaded(module, name), function)
        return loaded(data, name, policies)

    return read


def _loaded(module: str, name: str) -> object:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        if error.name and error.name.startswith("producer"):
            raise
        raise UnreadableDocument(
            f"{name} needs the library '{error.name}', which isn't installed; "
            f"install voicefarm[{EXTRA}]."
        ) from error
