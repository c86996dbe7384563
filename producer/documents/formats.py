"""The registry of readers: which one reads a file, by its format's name, media type or suffix.

To add a reader, write its module and name its `Reader` in `READERS`. Everything that can be wrong
with a file is said here or in its reader, before anything is queued.
"""

import stat
from collections.abc import Mapping
from pathlib import Path

from producer.documents.document import Document
from producer.documents.docx.reader import DOCX
from producer.documents.epub.reader import EPUB
from producer.documents.json_script import JSON_SCRIPT
from producer.documents.mail.reader import MAIL
from producer.documents.markdown.reading import MARKDOWN
from producer.documents.odt.reader import ODT
from producer.documents.pdf.reader import PDF
from producer.documents.plain_text import PLAIN_TEXT
from producer.documents.policies import USUAL_POLICIES, ReadingPolicies
from producer.documents.reader import Reader
from producer.documents.rtf.reader import RTF
from producer.documents.ssml.reader import SSML
from producer.documents.subtitles import SUBTITLES
from producer.documents.web.reader import HTML
from voicefarm.errors import NothingToSay, UnreadableDocument, did_you_mean
from voicefarm.wording.paths import reason_of, shown

READERS: tuple[Reader, ...] = (
    *(PLAIN_TEXT, MARKDOWN, HTML, EPUB, DOCX, PDF, ODT, RTF),
    *(MAIL, SSML, SUBTITLES, JSON_SCRIPT),
)

_BY_FORMAT: Mapping[str, Reader] = {reader.format: reader for reader in READERS}
_BY_SUFFIX: Mapping[str, Reader] = {
    suffix: reader for reader in READERS for suffix in reader.suffixes
}
_BY_MEDIA_TYPE: Mapping[str, Reader] = {
    media_type: reader for reader in READERS for media_type in reader.media_types
}


_SAYING_NOTHING = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded"}
)
"""Media types that clients send when they don't know one; curl sends the last."""
_REMEDIES: Mapping[str, str] = {
    suffix: remedy
    for suffixes, remedy in (
        (".doc .dot .wps .pages .abw .wpd", "open it in a word processor and save it as .docx"),
        (".mobi .azw .azw3 .kfx .prc .fb2 .lit .lrf", "convert it to .epub, as Calibre does"),
        (
            ".tex .latex .rst .org .adoc .asciidoc .textile .typ",
            "convert it to .md, as pandoc does",
        ),
        (".ipynb .rmarkdown", "export it as .md or .html"),
        (".ppt .pptx .odp .key .ps .djvu .xps", "export it as .pdf with a text layer"),
        (".ass .ssa .sub .sbv .ttml .lrc .stl", "convert it to .srt"),
        (".msg .mbox", "save its messages as .eml"),
        (".csv .tsv .jsonl .ndjson", "give it as a batch, or its texts in one .txt"),
        (".xls .xlsx .ods .numbers", "export the cells that are to be read as .txt"),
        (".xml .nxml .dbk .tei", "convert it to .html"),
        (".png .jpg .jpeg .tif .tiff .gif .webp .bmp", "have its text recognized (OCR) first"),
        (".mp3 .wav .m4a .flac .ogg .mp4 .mkv .mov", "have its words transcribed first"),
        (".zip .rar .7z .gz .tar", "unpack it, and give the files in it"),
    )
    for suffix in suffixes.split()
}
"""What to do with files of usual kinds that have no reader."""


def read_document(
    path: Path, format: str | None = None, policies: ReadingPolicies = USUAL_POLICIES
) -> Document:
    """Read the file at `path`; its format is `format`, or what its bytes or its suffix say.

    Raises `UnreadableDocument` for a file that is missing, a directory, not allowed, of an unknown
    kind, binary or wrongly encoded. Raises `NothingToSay` for one without a speakable word.
    """
    check_document_file(path)
    try:
        policies.limits.check_file(path.stat().st_size, shown(path))
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    chosen = format or _format_of_bytes(data) or format_of_file(path)
    return parse_document(data, chosen, name=shown(path), policies=policies)


def check_document_file(path: Path) -> None:
    """Raise `UnreadableDocument` unless there is something at `path` that can be read as a file."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if is_folder:
        raise UnreadableDocument(f"{shown(path)} is a directory; name a text file in it.")


def parse_document(
    data: bytes,
    format: str | None = None,
    name: str = "The text",
    media_type: str | None = None,
    policies: ReadingPolicies = USUAL_POLICIES,
) -> Document:
    """Turn the bytes of a file into a document; `name` is what messages call it.

    The format is `format`, or what the media type says, or what the bytes begin with, or plain
    text. Raises `UnreadableDocument` and `NothingToSay`.
    """
    document = _reader(data, format, media_type).read(data, name, policies)
    if not document.is_speakable:
        raise NothingToSay(
            f"{name} holds not one word that can be spoken; give a text with letters or digits."
        )
    return document


def is_plain_text(head: bytes, format: str | None, media_type: str | None = None) -> bool:
    """Whether a file that begins with `head` is read as plain text. Raises UnknownName."""
    return _reader(head, format, media_type) is PLAIN_TEXT


def is_to_be_heeded(media_type: str, data: bytes) -> bool:
    """Whether the media type of a text decides its format, or why it is refused.

    It doesn't if it says nothing, if the bytes say more, or if any text may have it.
    """
    if media_type in _BY_MEDIA_TYPE:
        return True
    if media_type in _SAYING_NOTHING or _format_of_bytes(data):
        return False
    return not media_type.startswith("text/") or media_type.endswith("xml")


def _unreadable(path: Path, error: OSError | ValueError) -> UnreadableDocument:
    absent = isinstance(error, FileNotFoundError)
    why = "doesn't exist" if absent else f"can't be read ({reason_of(error)})"
    if " " in path.name.strip():  # perhaps a text, given where its file is expected
        remedy = "check its path, or give a text itself on the standard input"
    else:
        remedy = "check the spelling and the folder" if absent else "check its path and permissions"
    return UnreadableDocument(f"{shown(path)} {why}; {remedy}.")


def has_reader(path: Path) -> bool:
    """Whether a file's suffix is one of a text that can be read."""
    return path.suffix.lower() in _BY_SUFFIX


def format_of_file(path: Path) -> str:
    """The format that a file's suffix names. Raises UnreadableDocument if no reader has it."""
    reader = _BY_SUFFIX.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(filter(None, _BY_SUFFIX)))
        suffix = path.suffix.lower()
        remedy = _REMEDIES.get(suffix, f"convert it to one of {known}")
        meant = "" if suffix in _REMEDIES else did_you_mean(suffix, filter(None, _BY_SUFFIX))
        raise UnreadableDocument(
            f"{shown(path)} has the suffix {shown(path.suffix)}, which has no reader; "
            f"{remedy}, or name the input format: {', '.join(_BY_FORMAT)}.{meant}"
        )
    return reader.format


def format_of_name(data: bytes, name: str) -> str:
    """The format of an object by its bytes or its name. Raises UnreadableDocument."""
    return _format_of_bytes(data) or format_of_file(Path(name))


def format_of_answer(data: bytes, media_type: str, path: str) -> str:
    """The format of what a server sent, by its bytes, its media type and its path."""
    by_path = _BY_SUFFIX.get(Path(path).suffix.lower()) if Path(path).suffix else None
    by_type = _BY_MEDIA_TYPE.get(media_type)
    if found := _format_of_bytes(data):
        return found
    if by_type and media_type != "text/plain":
        return by_type.format
    if by_path or by_type:
        return (by_path or by_type or PLAIN_TEXT).format
    if media_type in ("", "application/octet-stream"):
        return PLAIN_TEXT.format
    raise UnreadableDocument(
        f"The address answers with {shown(media_type)}, which has no reader; "
        f"give one of {', '.join(_BY_MEDIA_TYPE)}."
    )


def _reader(data: bytes, format: str | None, media_type: str | None) -> Reader:
    if format is not None:
        return _known(_BY_FORMAT, "Format", format)
    if media_type is not None:
        # Parameters such as the charset stand behind it: a text says its encoding itself.
        bare = media_type.partition(";")[0].strip().lower()
        return _known(_BY_MEDIA_TYPE, "Media type", bare)
    return _BY_FORMAT.get(_format_of_bytes(data) or "", PLAIN_TEXT)


def _format_of_bytes(data: bytes) -> str | None:
    return next((reader.format for reader in READERS if reader.recognizes(data)), None)


def _known(readers: Mapping[str, Reader], kind: str, name: str) -> Reader:
    if name not in readers:
        raise UnreadableDocument(
            f"{kind} '{name}' is not known.{did_you_mean(name, readers)} "
            f"Available: {', '.join(sorted(readers))}."
        )
    return readers[name]
