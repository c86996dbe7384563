"""What mammoth passes over: numbers and formulas are written into the text before it reads.

Lists of contents, page headers, comments and drawings are remembered as left out.
"""

import re
from collections.abc import Iterator

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.containers.archives import Archive
from producer.documents.containers.xml import Element, local_name, parse_xml
from producer.documents.docx.numbering import W, read_numbering, value_of

DOCUMENT = "word/document.xml"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CONTENTS_STYLE = re.compile(r"toc\s?\d|contents\s?\d|tableoffigures", re.IGNORECASE)
_MARGINS = re.compile(r"word/(?P<kind>header|footer)\d*\.xml")
_DRAWINGS = {"chart": "chart", "relids": "diagram"}


def prepared_text(archive: Archive, name: str, findings: Findings) -> bytes:
    """The main part, with what mammoth passes over. Raises UnreadableDocument."""
    root = parse_xml(archive.read_text(DOCUMENT), name, DOCUMENT)
    numbering = read_numbering(
        _part(archive, "word/numbering.xml", name), _part(archive, "word/styles.xml", name)
    )
    _remember_margins(archive, name, findings)
    for paragraph in list(root.iter(f"{W}p")):
        number = numbering.number(paragraph)
        if _is_contents(paragraph):
            findings.leave_out("table of contents", _text(paragraph), 0)
            _empty(paragraph)
        elif number:
            _write_number(paragraph, number)
    for formula in list(root.iter(f"{_MATH}oMath")):
        _write_formula(formula, findings)
    for drawing in root.iter("{*}chart", "{*}relIds"):
        findings.leave_out(_DRAWINGS.get(local_name(drawing), "drawing"), "", 0)
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


def _is_contents(paragraph: Element) -> bool:
    style = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
    return _CONTENTS_STYLE.fullmatch(style) is not None


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
    written = etree.SubElement(run, f"{W}t")
    written.text = text
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run
