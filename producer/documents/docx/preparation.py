"""What mammoth passes over: numbers and formulas are written into the text before it reads.

Lists of contents, page headers, comments and drawings are remembered as left out.
"""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.chapters import is_contents_title
from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import Element, local_name, parse_xml, try_xml
from producer.documents.docx.enclosed import write_enclosed
from producer.documents.docx.fields import paragraphs_in_fields
from producer.documents.docx.numbering import read_numbering
from producer.documents.docx.styles import W, WordStyles
from producer.documents.docx.wrappers import open_wrappers

HEADING_STYLE = "voicefarmHeading"
"""With its level: the style of every heading that is prepared."""
_USUAL_MAIN_PART = "word/document.xml"
_RELATIONS = "_rels/.rels"
_LONGEST_HEADING = 300
"""Characters; a longer paragraph is none, whatever its style."""
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MARGINS = re.compile(r"word/(?P<kind>header|footer)\d*\.xml")
_DRAWINGS = {"chart": "chart", "relids": "diagram"}


def main_part(archive: Archive) -> str:
    """The path of the part with the text; some programs give it another name than Word."""
    relations = try_xml(archive.read_text(_RELATIONS)) if archive.find(_RELATIONS) else None
    for relation in relations if relations is not None else ():
        path = posixpath.normpath((relation.get("Target") or "").lstrip("/"))
        if (relation.get("Type") or "").endswith("/officeDocument") and archive.find(path):
            return path
    return _USUAL_MAIN_PART


def prepared_text(archive: Archive, name: str, findings: Findings) -> bytes:
    """The main part, with what mammoth passes over. Raises UnreadableDocument."""
    path = main_part(archive)
    root = parse_xml(archive.read_text(path), name, path)
    defined = _part(archive, "word/styles.xml", name)
    _remember_margins(archive, name, findings)
    styles = WordStyles(defined)
    write_enclosed(root, archive, path, name, findings)
    in_fields = paragraphs_in_fields(root)
    above: Element | None = None
    _prepare_words(root, styles, findings)
    numbering = read_numbering(_part(archive, "word/numbering.xml", name), defined)
    for paragraph in list(root.iter(f"{W}p")):
        number = numbering.number(paragraph)
        what = in_fields.get(paragraph, "")
        if what or styles.is_contents(paragraph):
            if above is not None and is_contents_title(_text(above).strip(" .:")):
                _leave_out("table of contents", above, findings)
            _leave_out(what or "table of contents", paragraph, findings)
            above = None
            continue
        above = paragraph if _text(paragraph) else above
        if number:
            _write_number(paragraph, number)
        if (level := styles.heading_level(paragraph)) and len(_text(paragraph)) < _LONGEST_HEADING:
            _set_heading(paragraph, level)
    for paragraph in list(root.iter(f"{W}p")):
        _join_drop_cap(paragraph)
    for drawing in root.iter("{*}chart", "{*}relIds"):
        findings.leave_out(_DRAWINGS.get(local_name(drawing), "drawing"), "", 0)
    return _bytes_of(root)


def prepared_notes(part: bytes, archive: Archive, name: str, findings: Findings) -> bytes:
    """A part with footnotes or endnotes, with what mammoth passes over.

    Raises UnreadableDocument.
    """
    root = parse_xml(part, name)
    _prepare_words(root, WordStyles(_part(archive, "word/styles.xml", name)), findings)
    return _bytes_of(root)


def _prepare_words(root: Element, styles: WordStyles, findings: Findings) -> None:
    open_wrappers(root)
    _leave_out_hidden(root, styles, findings)
    _write_without_ruby(root)
    for formula in list(root.iter(f"{_MATH}oMath")):
        _write_formula(formula, findings)


def _bytes_of(root: Element) -> bytes:
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _part(archive: Archive, path: str, name: str) -> Element | None:
    return parse_xml(archive.read_text(path), name, path) if archive.find(path) else None


def _remember_margins(archive: Archive, name: str, findings: Findings) -> None:
    seen: set[str] = set()
    for path in archive.names:
        margin = _MARGINS.fullmatch(path)
        if margin or path == "word/comments.xml":
            what = f"page {margin['kind']}" if margin else "comment"
            for text in _paragraphs(parse_xml(archive.read_text(path), name, path)):
                if text not in seen:
                    findings.leave_out(what, text, 0)
                seen.add(text)


def _paragraphs(root: Element) -> Iterator[str]:
    texts = (_text(paragraph) for paragraph in root.iter(f"{W}p"))
    return (text for text in texts if text)


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{W}t", f"{_MATH}t")).strip()


def _leave_out_hidden(root: Element, styles: WordStyles, findings: Findings) -> None:
    for run in list(root.iter(f"{W}r")):
        if styles.is_hidden(run):
            if text := _text(run):
                findings.leave_out("hidden text", text, 0)
            run.getparent().remove(run)


def _write_without_ruby(root: Element) -> None:
    """The letters stay, and how they are read above them goes, as on pages."""
    for ruby in list(root.iter(f"{W}ruby")):
        base = ruby.find(f"{W}rubyBase")
        ruby.getparent().replace(ruby, _written("" if base is None else _text(base)))


def _set_heading(paragraph: Element, level: int) -> None:
    properties = paragraph.find(f"{W}pPr")
    for style in properties.findall(f"{W}pStyle"):
        properties.remove(style)
    style = etree.Element(f"{W}pStyle")
    style.set(f"{W}val", f"{HEADING_STYLE}{level}")
    properties.insert(0, style)


def _join_drop_cap(paragraph: Element) -> None:
    """A letter that hangs over some lines is a paragraph of its own: it begins the next one."""
    frame = paragraph.find(f"{W}pPr/{W}framePr")
    following = paragraph.getnext()
    if (
        frame is None
        or frame.get(f"{W}dropCap") in (None, "none")
        or following is None
        or following.tag != f"{W}p"
    ):
        return
    properties = following.find(f"{W}pPr")
    place = 0 if properties is None else following.index(properties) + 1
    following.insert(place, _run(_text(paragraph)))
    _empty(paragraph)


def _leave_out(what: str, paragraph: Element, findings: Findings) -> None:
    if text := _text(paragraph):
        findings.leave_out(what, text, 0)
    _empty(paragraph)


def _empty(paragraph: Element) -> None:
    for child in list(paragraph):
        if child.tag != f"{W}pPr":
            paragraph.remove(child)


def _write_number(paragraph: Element, number: str) -> None:
    """Put the number before the text, and take the paragraph out of its list."""
    properties = paragraph.find(f"{W}pPr")
    listed = properties.find(f"{W}numPr")
    if listed is not None:
        properties.remove(listed)
    none = etree.SubElement(etree.SubElement(properties, f"{W}numPr"), f"{W}numId")
    none.set(f"{W}val", "0")
    paragraph.insert(paragraph.index(properties) + 1, _run(f"{number} "))


def _write_formula(formula: Element, findings: Findings) -> None:
    """A formula on one line becomes text; one with fractions or roots is left out."""
    text = "".join(part.text or "" for part in formula.iter(f"{_MATH}t"))
    plain = all(local_name(one) in _PLAIN_MATH for one in formula.iter())
    if not plain:
        findings.leave_out("formula", text, 0)
    above = formula.getparent()
    if above.tag == f"{_MATH}oMathPara":
        formula, above = above, above.getparent()
    run = _run(text if plain else "")
    run.tail = formula.tail
    above.replace(formula, run)


_PLAIN_MATH = frozenset({"omath", "r", "t", "rpr", "rfonts", "sty", "ctrlpr", "i", "nor", "lit"})


def _run(text: str) -> Element:
    run = etree.Element(f"{W}r")
    run.append(_written(text))
    return run


def _written(text: str) -> Element:
    written = etree.Element(f"{W}t")
    written.text = text
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return written
