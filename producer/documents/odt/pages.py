"""The text of an ODT as a tree of HTML. OpenDocument 1.3, part 3."""

from collections.abc import Mapping

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import EPUB_TYPE

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_LEFT_OUT: Mapping[str, str] = {
    "table-of-content": "table of contents",
    "alphabetical-index": "index",
    "illustration-index": "list of pictures",
    "table-index": "list of tables",
    "bibliography": "bibliography",
    "tracked-changes": "struck-out text",
    "annotation": "comment",
    "object": "embedded file",
    "page-number": "page number",
}
_TAGS: Mapping[str, str] = {
    "p": "p",
    "list-item": "li",
    "list-header": "li",
    "table": "table",
    "table-row": "tr",
    "table-cell": "td",
    "table-header-rows": "thead",
    "a": "span",
    "line-break": "br",
    "section": "div",
}
_PASSED_OVER = frozenset(
    (
        *("sequence-decls", "forms", "variable-decls", "user-field-decls", "soft-page-break"),
        *("bookmark", "bookmark-start", "bookmark-end", "reference-mark", "annotation-end"),
        "covered-table-cell",
    )
)
_MOST_SPACES = 100
_DEEPEST = 120


class OdtPages:
    """Makes the tree; what has no place in it is remembered as left out."""

    def __init__(self, content: Element, findings: Findings) -> None:
        self._findings = findings
        self._numbered = _numbered_styles(content)
        self._styles: list[str] = []
        self._notes = 0
        self._depth = 0

    def page(self, body: Element) -> Element:
        """The body of the text as a page."""
        root = etree.Element("html")
        page = etree.SubElement(root, "body")
        self._add_children(page, body)
        return root

    def _add_children(self, target: Element, source: Element) -> None:
        _say(target, source.text)
        for child in source:
            self._depth += 1
            if self._depth > _DEEPEST:
                _say(target, text_of(child))
            else:
                self._add(target, child)
            self._depth -= 1
            _say(target, child.tail)

    def _add(self, target: Element, source: Element) -> None:
        name = local_name(source)
        if what := _LEFT_OUT.get(name):
            if shown := text_of(source):
                self._findings.leave_out(what, shown, 0)
        elif name in _PASSED_OVER:
            return
        elif name == "h":
            level = source.get(f"{_TEXT}outline-level") or "1"
            heading = f"h{min(max(int(level), 1), 6)}" if level.isdecimal() else "h1"
            self._add_children(etree.SubElement(target, heading), source)
        elif name == "list":
            self._add_list(target, source)
        elif name == "note":
            self._add_note(target, source)
        elif name == "image":
            etree.SubElement(target, "img", src=source.get(f"{_XLINK}href") or "")
        elif name in ("s", "tab"):
            count = source.get(f"{_TEXT}c") or "1"
            _say(target, " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        else:
            tag = _TAGS.get(name)
            self._add_children(target if tag is None else etree.SubElement(target, tag), source)

    def _add_list(self, target: Element, source: Element) -> None:
        style = source.get(f"{_TEXT}style-name") or (self._styles[0] if self._styles else "")
        self._styles.append(style)
        is_numbered = (style, len(self._styles)) in self._numbered
        made = etree.SubElement(target, "ol" if is_numbered else "ul")
        self._add_children(made, source)
        self._styles.pop()

    def _add_note(self, target: Element, source: Element) -> None:
        """A reference in the text, and the note itself behind all of it."""
        self._notes += 1
        key = f"note{self._notes}"
        reference = etree.SubElement(target, "a", href=f"#{key}")
        reference.set(EPUB_TYPE, "noteref")
        note = etree.SubElement(_body_of(target), "aside", id=key)
        note.set(EPUB_TYPE, "footnote")
        for part in source:
            if local_name(part) == "note-citation":
                reference.text = text_of(part)
            elif local_name(part) == "note-body":
                self._add_children(note, part)


def _body_of(element: Element) -> Element:
    return next(one for one in (element, *element.iterancestors()) if one.tag == "body")


def _say(target: Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _numbered_styles(content: Element) -> frozenset[tuple[str, int]]:
    """Styles of lists and their levels that show numbers."""
    found: set[tuple[str, int]] = set()
    for style in content.iter(f"{_TEXT}list-style"):
        name = style.get(f"{_STYLE}name") or ""
        for level in style.iter(f"{_TEXT}list-level-style-number"):
            depth = level.get(f"{_TEXT}level") or ""
            if depth.isdecimal():
                found.add((name, int(depth)))
    return frozenset(found)
