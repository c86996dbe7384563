"""A reader: turns the bytes of one kind of file into a Document, and knows its files."""

from collections.abc import Callable
from dataclasses import dataclass

from producer.documents.document import Document
from producer.documents.policies import ReadingPolicies


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of file. Its module defines one, and `formats` lists it."""

    format: str
    """Its name, for those who say it themselves."""
    title: str
    """What help calls such a file."""
    read: Callable[[bytes, str, ReadingPolicies], Document]
    """The file's bytes, what messages call it, and what is read of it, as a document.

    Raises UnreadableDocument, or NothingToSay; that a word can be spoken is checked behind it.
    """
    suffixes: tuple[str, ...]
    """Of its files, with the dot, in lower case; '' for files without any."""
    media_types: tuple[str, ...] = ()
    """By which HTTP names it, without parameters."""
    magic: tuple[tuple[int, bytes], ...] = ()
    """Offsets, and the bytes that stand there, of which one is enough to recognize a file."""

    inside: tuple[bytes, ...] = ()
    """What must stand somewhere in the file too: one of these, if there are any."""

    def recognizes(self, data: bytes) -> bool:
        """Whether the bytes alone say that this reader reads them."""
        begins = any(data.startswith(mark, offset) for offset, mark in self.magic)
        return begins and (not self.inside or any(mark in data for mark in self.inside))
