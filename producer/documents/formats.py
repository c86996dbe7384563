"""Documents: a title and blocks of cleaned text, whatever file they came from.

A format's reader is a function from decoded text to a `Document`, found in `READERS` by its
name and in `SUFFIXES` by a file's suffix. Everything that can be wrong with a file is said here,
before anything is queued.
"""

import codecs
from collections.abc import Callable
from pathlib import Path

from producer.documents.document import Block, Document
from producer.documents.json_script import read_json_script
from producer.documents.markdown import read_markdown
from producer.documents.plain_text import read_plain_text
from producer.text.cleaning import clean_text
from voicefarm.errors import NothingToSay, UnreadableDocument

__all__ = ["READERS", "SUFFIXES", "Block", "Document", "parse_document", "read_document"]

READERS: dict[str, Callable[[str], Document]] = {
    "text": read_plain_text,
    "markdown": read_markdown,
    "script": read_json_script,
}
SUFFIXES: dict[str, str] = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".mdown": "markdown",
    ".markdown": "markdown",
    ".json": "script",
}

# The first bytes of what people try to narrate by mistake.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (as EPUB and DOCX are)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a sound or video file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"ID3", "a sound file"),
    (b"\x7fELF", "a program"),
)
# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_document(path: Path, format: str | None = None) -> Document:
    """Read the file at `path`; its format is `format`, or what its suffix says.

    Raises `UnreadableDocument` for a file that is missing, a directory, not allowed, of an unknown
    kind, binary or wrongly encoded, and `NothingToSay` for one without a speakable word.
    """
    if path.is_dir():
        raise UnreadableDocument(f"'{path}' is a directory; name a text file in it.")
    chosen = format if format is not None else _format_of(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(
            f"'{path}' doesn't exist; check the spelling and the folder."
        ) from None
    except OSError as error:
        raise UnreadableDocument(
            f"'{path}' can't be read ({error.strerror}); check its permissions."
        ) from error
    return parse_document(data, chosen, name=f"'{path}'")


def parse_document(data: bytes, format: str = "text", name: str = "The text") -> Document:
    """Turn the bytes of a file into a document; `name` is what messages call it.

    UTF-8 is expected; with a byte-order mark UTF-16 and UTF-32 are read too. Raises
    `UnreadableDocument` and `NothingToSay`.
    """
    if format not in READERS:
        raise UnreadableDocument(
            f"Format '{format}' is not known; choose one of: {', '.join(sorted(READERS))}."
        )
    document = READERS[format](clean_text(_decode(data, name)))
    if not document.is_speakable:
        raise NothingToSay(
            f"{name} holds not one word that can be spoken; give a text with letters or digits."
        )
    return document


def _format_of(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(sorted(filter(None, SUFFIXES)))
        raise UnreadableDocument(
            f"'{path}' has the suffix '{path.suffix}', which has no reader; "
            f"convert it to one of {known}, or give its format by name."
        )
    return SUFFIXES[suffix]


def _decode(data: bytes, name: str) -> str:
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableDocument(f"{name} is {kind}, not text; save it as UTF-8 text first.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding, name, skipped=len(mark))
    if (offset := data.find(b"\0")) >= 0:
        raise UnreadableDocument(
            f"{name} has a NUL byte at offset {offset}, so it is binary or UTF-16 without a "
            f"byte-order mark; save it as UTF-8 text first."
        )
    return _decode_as(data, "utf-8", name)


def _decode_as(data: bytes, encoding: str, name: str, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{name} is not valid {encoding.upper()}: byte 0x{data[error.start]:02x} at offset "
            f"{error.start + skipped} (line {data.count(10, 0, error.start) + 1}); convert it with "
            f"'iconv -f WINDOWS-1258 -t UTF-8', naming the encoding that it really has."
        ) from error
