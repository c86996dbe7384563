"""The bytes of a text become a string: UTF-8, or what the file says of itself; never a guess.

A byte-order mark says it, or a line such as `Character set encoding: ISO-8859-1` near the top.

What is not text is refused by its first bytes or its first NUL, with the remedy.
"""

import codecs
import re
from contextlib import suppress

from producer.text.cleaning import clean_text
from voicefarm.errors import NothingToSay, UnreadableDocument

# The first bytes of what people try to narrate by mistake.
_NOT_TEXT: tuple[tuple[bytes, str], ...] = (
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

_STATED = re.compile(
    rb"^Character set encoding:[ \t]*([\w.:-]{3,40})[ \t\r]*$", re.MULTILINE | re.I
)
_VIETNAMESE_TONE = re.compile(
    rb"[aeiouyAEIOUY\xe2\xe3\xea\xf4\xf5\xfd][\xcc\xec\xd2\xde\xf2](?![\x80-\xff])"
)
"""A vowel and its tone, two bytes in Windows-1258, which is rare in other encodings."""
_TOP = 4096
"""Bytes in which a text may state its encoding."""


def decode_text(data: bytes, name: str) -> str:
    """The cleaned text of a file that messages call `name`.

    UTF-8 is expected; with a byte-order mark UTF-16 and UTF-32 are read too. Raises
    `UnreadableDocument`, and `NothingToSay` if there are no bytes.
    """
    return clean_text(_text(data, name))


def decode_pages(data: bytes, name: str) -> list[str]:
    """The same, parted where form feeds end pages."""
    return _pages(_text(data, name))


def decode_part(data: bytes, name: str, offset: int = 0, line: int = 1) -> list[str]:
    """The same for a part of a UTF-8 text, which begins at an offset and a line of its file."""
    if offset == 0:
        check_text(data, name)
        data = data.removeprefix(codecs.BOM_UTF8)
    _check_zeros(data, name, offset)
    return _pages(_decode(data, "utf-8", name, offset, line))


def encoding_of(head: bytes, name: str) -> str:
    """How a file that begins with these bytes is opened as text, its byte-order mark passed over.

    Raises UnreadableDocument for other files. An empty one is UTF-8.
    """
    if head:
        check_text(head, name)
    if _marked_encoding(head) == "utf-8":
        _check_zeros(head, name)
        return "utf-8-sig"
    return "utf-32" if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) else "utf-16"


def media_type_of(header: str) -> tuple[str, str | None]:
    """The media type of a Content-Type, and the charset if it names one."""
    media_type, *parameters = header.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return media_type.strip().lower(), value.strip(" \"'") or None
    return media_type.strip().lower(), None


def in_utf8(data: bytes, charset: str, name: str) -> bytes:
    """A text whose sender names its charset, in UTF-8 with the mark that readers go by.

    What is UTF-8 or has a byte-order mark stays as it is. Raises UnreadableDocument.
    """
    if any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS):
        return data
    try:
        encoding = codecs.lookup(charset).name
        if encoding in ("utf-8", "ascii"):  # the latter is what careless senders say of UTF-8
            return data
        return codecs.BOM_UTF8 + data.decode(encoding).encode()
    except LookupError as error:
        raise UnreadableDocument(
            f"{name} has the charset '{charset[:40]}', which is not known; send UTF-8."
        ) from error
    except ValueError as error:
        raise UnreadableDocument(
            f"{name} is not valid {charset[:40]}, which its media type names; send UTF-8."
        ) from error


def is_utf8(head: bytes) -> bool:
    """Whether a file that begins with these bytes is read as UTF-8, if it is text."""
    return _marked_encoding(head) == "utf-8" and _STATED.search(head[:_TOP]) is None


def _marked_encoding(head: bytes) -> str:
    return next((name for mark, name in _BYTE_ORDER_MARKS if head.startswith(mark)), "utf-8")


def check_text(data: bytes, name: str) -> None:
    """Raise UnreadableDocument or NothingToSay for bytes that begin as no text does."""
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    for magic, kind in _NOT_TEXT:
        if data.startswith(magic):
            raise UnreadableDocument(f"{name} is {kind}, not text; save it as UTF-8 text first.")


def _pages(text: str) -> list[str]:
    return [clean_text(page) for page in text.split("\x0c")]


def _text(data: bytes, name: str) -> str:
    check_text(data, name)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding, name, skipped=len(mark))
    _check_zeros(data, name)
    return _stated_text(data) or _decode(data, "utf-8", name)


def _stated_text(data: bytes) -> str:
    """The text of a file that states its encoding and isn't UTF-8; empty for any other."""
    stated = _STATED.search(data[:_TOP])
    if stated is None or _is_valid_utf8(data):
        return ""
    with suppress(LookupError, UnicodeDecodeError):
        named = codecs.lookup(stated[1].decode()).name
        return data.decode("cp1252" if named == "iso8859-1" else named)  # as browsers have it
    return ""


def _is_valid_utf8(data: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        data.decode()
        return True
    return False


def _check_zeros(data: bytes, name: str, skipped: int = 0) -> None:
    if (offset := data.find(b"\0")) >= 0:
        raise UnreadableDocument(
            f"{name} has a NUL byte at offset {offset + skipped}, so it is binary or UTF-16 "
            f"without a byte-order mark; save it as UTF-8 text first."
        )


def _decode(data: bytes, encoding: str, name: str, skipped: int = 0, line: int = 1) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{name} is not valid {encoding.upper()}: byte 0x{data[error.start]:02x} at offset "
            f"{error.start + skipped} (line {data.count(10, 0, error.start) + line}); convert it "
            f"with 'iconv -f {_likely_encoding(data)} -t UTF-8', or name the encoding that it has."
        ) from error


def _likely_encoding(data: bytes) -> str:
    """What to try first with a text that isn't UTF-8."""
    return "WINDOWS-1258" if _VIETNAMESE_TONE.search(data) else "WINDOWS-1252"
