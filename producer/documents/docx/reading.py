"""A DOCX as a document: mammoth makes HTML of it, which is read as pages are."""

import io
import re
import zipfile

import mammoth

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.containers.archives import Archive, open_archive
from producer.documents.containers.xml import Element, local_name, text_of, try_xml
from producer.documents.document import Document, without_empty
from producer.documents.docx.preparation import (
    HEADING_STYLE,
    main_part,
    prepared_notes,
    prepared_text,
)
from producer.documents.html.blocks import PageReader
from producer.documents.html.notes import find_notes
from producer.documents.html.trees import tree_of
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument

_PROPERTIES = "docProps/core.xml"
_DECLARES_TYPES = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_NOTES = re.compile(r"word/(?:foot|end)notes\d*\.xml")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Numbers are in the text already: mammoth's lists would count anew behind every paragraph.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
_CODE_STYLES = ("Code", "Source Code", "Code Block", "HTML Preformatted", "Preformatted Text")
_STYLES += "".join(
    f"p[style-name='{name}'] => pre.code:separator('\\n')\n" for name in _CODE_STYLES
)
_STYLES += "".join(f"p.{HEADING_STYLE}{n} => h{n}:fresh\n" for n in range(1, 7))
_STYLES += "".join(f"p:ordered-list({n}) => p:fresh\n" for n in range(1, 6))


def read_docx(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read a DOCX. Raises UnreadableDocument for one that is damaged, encrypted or too large."""
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    archive = open_archive(data, name, policies.limits)
    findings = Findings(policies=policies, guess=lambda: guess_language(text_of(root)))
    root = tree_of(_html(_repacked(archive, name, findings), name), name)
    reader = PageReader(findings, find_notes({"": root}), has_lines=False)
    reader.read(root)
    text = without_typed_contents(reader.blocks, findings)
    blocks = without_empty(with_notes(text, findings))
    about = _About(archive)
    first = next((block.text for block in blocks if block.level == 1), None)
    return Document(
        title=about.title or first,
        language=about.language or None,
        author=about.author,
        date=about.date,
        blocks=blocks,
        omissions=tuple(findings.omissions),
    )


class _About:
    """What the file says of itself."""

    def __init__(self, archive: Archive) -> None:
        found = archive.find(_PROPERTIES)
        root = try_xml(archive.read_text(_PROPERTIES)) if found else None
        self._root: Element = root if root is not None else ()
        self.title = self._named("title")
        self.author = self._named("creator")
        self.language = self._named("language")
        day = _DAY.search(self._named("created"))
        self.date = day[0] if day else ""

    def _named(self, name: str) -> str:
        texts = (fold_spaces(text_of(one)) for one in self._root if local_name(one) == name)
        return next(texts, "")


def _repacked(archive: Archive, name: str, findings: Findings) -> bytes:
    """The archive with its main part prepared, and without parts that nobody hears."""
    text, main = prepared_text(archive, name, findings), main_part(archive)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as written:
        for path in archive.names:
            if path == main:
                written.writestr(path, text)
            elif path.endswith((".xml", ".rels")):
                part = archive.read_text(path)
                if _DECLARES_TYPES.search(part):
                    raise UnreadableDocument(
                        f"{name} isn't opened: its part '{path}' defines entities, as in files "
                        "made to harm; save it anew from its source."
                    )
                if _NOTES.fullmatch(path):
                    part = prepared_notes(part, archive, name, findings)
                written.writestr(path, part)
            else:
                written.writestr(path, b"")
    return packed.getvalue()


def _no_picture(picture: object) -> dict[str, str]:
    """Nobody looks at it; its description comes along by itself."""
    return {"src": ""}


def _html(data: bytes, name: str) -> str:
    picture = mammoth.images.img_element(_no_picture)
    try:
        converted = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=picture
        )
    except Exception as error:
        raise UnreadableDocument(
            f"{name} is damaged: its text can't be read; open it in a word processor and save it."
        ) from error
    return f"<html><body>{converted.value}</body></html>"
