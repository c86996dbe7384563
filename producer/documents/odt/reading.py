"""An ODT as a document."""

import re
from collections.abc import Mapping
from dataclasses import replace

from producer.documents.asides.findings import Findings
from producer.documents.asides.notes import with_notes
from producer.documents.containers.archives import Archive, open_archive
from producer.documents.containers.xml import Element, local_name, parse_xml, text_of, try_xml
from producer.documents.document import Document, without_empty
from producer.documents.html.blocks import PageReader
from producer.documents.html.notes import find_notes
from producer.documents.layout.surroundings.typed_contents import without_typed_contents
from producer.documents.odt.pages import OdtPages
from producer.documents.odt.styles import PLAIN_LINES, OdtStyles
from producer.documents.plain_text import read_plain_text
from producer.documents.policies import ReadingPolicies
from producer.text.cleaning import fold_spaces
from producer.text.language_guess import guess_language
from voicefarm.errors import NothingToSay, UnreadableDocument

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_MANIFEST = "META-INF/manifest.xml"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_odt(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read an ODT. Raises UnreadableDocument for one that is damaged, encrypted or too large."""
    if not data:
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    archive = open_archive(data, name, policies.limits)
    _check_encryption(archive, name)
    content = parse_xml(archive.read_text(_CONTENT), name, _CONTENT)
    findings = Findings(policies=policies, guess=lambda: guess_language(text_of(body)))
    body = next((one for one in content.iter() if local_name(one) == "body"), content)
    named = try_xml(archive.read_text(_STYLES)) if archive.find(_STYLES) else None
    styles = OdtStyles(content, *([named] if named is not None else []))
    page = OdtPages(styles, findings).page(body)
    about = _about(archive)
    if lines := _plain_text(page):
        return _described(read_plain_text(lines.encode(), name, policies), about)
    reader = PageReader(findings, find_notes({"": page}), has_lines=False)
    reader.read(page)
    text = without_typed_contents(reader.blocks, findings)
    blocks = without_empty(with_notes(text, findings))
    title = next((block.text for block in blocks if block.level == 1), None)
    document = Document(
        title=title, language=None, blocks=blocks, omissions=tuple(findings.omissions)
    )
    return _described(document, about)


def _plain_text(page: Element) -> str:
    """The lines of a plain text that was saved as an ODT: all of them are preformatted."""
    parts = [part for body in page for part in body]
    if any(part.get("class") != PLAIN_LINES and text_of(part) for part in parts):
        return ""
    return "\n".join("".join(part.itertext()) for part in parts)


def _described(document: Document, about: Mapping[str, str]) -> Document:
    """The document with what its file says of it."""
    day = _DAY.search(about.get("creation-date", ""))
    return replace(
        document,
        title=about.get("title") or document.title,
        language=about.get("language") or None,
        author=about.get("initial-creator") or about.get("creator") or document.author,
        date=day[0] if day else "",
    )


def _check_encryption(archive: Archive, name: str) -> None:
    root = try_xml(archive.read_text(_MANIFEST)) if archive.find(_MANIFEST) else None
    if root is not None and any(local_name(one) == "encryption-data" for one in root.iter()):
        raise UnreadableDocument(f"{name} is encrypted; save it without a password first.")


def _about(archive: Archive) -> dict[str, str]:
    """What the file says of itself, by the names of its elements."""
    root: Element | None = try_xml(archive.read_text(_META)) if archive.find(_META) else None
    if root is None:
        return {}
    return {local_name(one): fold_spaces(one.text or "") for one in root.iter() if one.text}
