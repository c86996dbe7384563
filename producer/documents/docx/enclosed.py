"""Pages and e-mails that a Word file encloses as parts of its text become paragraphs of it.

Programs that make Word files of web pages write them so (ECMA-376, part 1, section 17.17.2.1).
"""

import posixpath
from collections.abc import Iterator

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import Element, try_xml
from producer.documents.document import Block, Document
from producer.documents.docx.styles import W
from producer.documents.html.trees import page_tree
from producer.documents.mail.reading import read_mail
from producer.documents.web.reading import document_of
from voicefarm.errors import NothingToSay, UnreadableDocument

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAGES = (".html", ".htm", ".xhtml")
_MAILS = (".mht", ".mhtml", ".eml")


def write_enclosed(
    root: Element, archive: Archive, path: str, name: str, findings: Findings
) -> None:
    """Write what the main part at `path` encloses in its place; other files are left out."""
    chunks = list(root.iter(f"{W}altChunk"))
    targets = dict(_targets(archive, path)) if chunks else {}
    for chunk in chunks:
        target = targets.get(chunk.get(_RELATION) or "", "")
        document = _read(archive, target, name, findings)
        if document is None:
            findings.leave_out("embedded file", posixpath.basename(target), 0)
        else:
            for block in document.blocks:
                chunk.addprevious(_paragraph(block))
            for omission in document.omissions:
                findings.leave_out(omission.what, omission.text, 0)
        chunk.getparent().remove(chunk)


def _targets(archive: Archive, path: str) -> Iterator[tuple[str, str]]:
    folder, file = posixpath.split(path)
    relations = f"{folder}/_rels/{file}.rels"
    listed = try_xml(archive.read_text(relations)) if archive.find(relations) else None
    for relation in listed if listed is not None else ():
        target = relation.get("Target") or ""
        inside = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        yield relation.get("Id") or "", posixpath.normpath(inside)


def _read(archive: Archive, path: str, name: str, findings: Findings) -> Document | None:
    if not path.lower().endswith((*_PAGES, *_MAILS)) or not archive.find(path):
        return None
    data, policies = archive.read(path), findings.policies
    try:
        if path.lower().endswith(_MAILS):
            return read_mail(data, name, policies)
        return document_of(page_tree(data, name), policies, is_whole=True)
    except (NothingToSay, UnreadableDocument):
        return None


def _paragraph(block: Block) -> Element:
    paragraph = etree.Element(f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    if block.level:
        outline = etree.SubElement(properties, f"{W}outlineLvl")
        outline.set(f"{W}val", str(block.level - 1))
    written = etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t")
    written.text = block.text
    return paragraph
