"""DOCX files as word processors write them: by python-docx, with what it can't write added."""

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
from docx.document import Document as WordDocument

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NOTE_MARK = "@@note{}@@"
"""What a test writes where a footnote is referred to; its number in place of the braces."""


def word_file(write: Callable[[WordDocument], None]) -> bytes:
    """The file that `write` makes of an empty document."""
    document = docx.Document()
    write(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def with_footnotes(data: bytes, notes: Mapping[int, str]) -> bytes:
    """The file with footnotes, at the marks in its text."""
    written = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for number, text in notes.items()
    )
    part = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_W}>{written}</w:footnotes>'
    parts = unpacked(data)
    text = parts["word/document.xml"].decode()
    for number in notes:
        reference = f'</w:t></w:r><w:r><w:footnoteReference w:id="{number}"/></w:r><w:r><w:t>'
        text = text.replace(NOTE_MARK.format(number), reference)
    parts["word/document.xml"] = text.encode()
    parts["word/footnotes.xml"] = part.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPE}.footnotes+xml"/>'
        "</Types>".encode(),
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rNotes" Type="{_RELATION}/footnotes" Target="footnotes.xml"/>'
        "</Relationships>".encode(),
    )
    return packed(parts)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return data.getvalue()
