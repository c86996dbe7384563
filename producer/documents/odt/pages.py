"""The text of an ODT as a tree of HTML. OpenDocument 1.3, part 3."""

from collections.abc import Mapping

from lxml import etree

from producer.documents.asides.findings import Findings
from producer.documents.chapters import is_contents_title
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import EPUB_TYPE
from producer.documents.odt.styles import OUTLINE, TEXT, OdtStyles

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

    def __init__(self, styles: OdtStyles, findings: Findings) -> None:
        self._findings = findings
        self._styles = styles
        self._lists: list[str] = []
        """The styles of the lists in which it is, the outermost first."""
        self._counts: dict[str, dict[int, int]] = {}
        """By style of a list, the last number of each level."""
        self._number = ""
        """Of the item that has begun, until its first paragraph."""
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
            self._leave_out_title(target, what)
            self._leave_out(what, source)
        elif name in _PASSED_OVER:
            return
        elif name in ("p", "h"):
            self._add_paragraph(target, source)
        elif name == "span":
            self._add_span(target, source)
        elif name == "list":
            self._add_list(target, source)
        elif name == "list-item":
            self._add_item(target, source)
        elif name == "note":
            self._add_note(target, source)
        elif name == "image":
            etree.SubElement(target, "img", src=source.get(f"{_XLINK}href") or "")
        elif name in ("s", "tab"):
            count = source.get(f"{TEXT}c") or "1"
            _say(target, " " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        else:
            tag = _TAGS.get(name)
            self._add_children(target if tag is None else etree.SubElement(target, tag), source)

    def _leave_out_title(self, target: Element, what: str) -> None:
        """Leave out the paragraph before a table of contents or an index that is its title."""
        last = target[-1] if len(target) and what in ("table of contents", "index") else None
        if last is not None and is_contents_title("".join(last.itertext()).strip(" .:")):
            self._leave_out(what, last)
            target.remove(last)

    def _leave_out(self, what: str, source: Element) -> None:
        # Names and dates of changes stand outside of its paragraphs.
        parts = [one for one in source.iter() if local_name(one) in ("p", "h")] or [source]
        if shown := " ".join(filter(None, map(text_of, parts))):
            self._findings.leave_out(what, shown, 0)

    def _add_paragraph(self, target: Element, source: Element) -> None:
        if self._styles.is_hidden(source):
            self._leave_out("hidden text", source)
            return
        if local_name(source) == "h":
            level = source.get(f"{TEXT}outline-level") or "1"
            depth = min(max(int(level), 1), 6) if level.isdecimal() else 1
            made = etree.SubElement(target, f"h{depth}")
            self._number = self._number or self._counted(OUTLINE, depth)
        elif kind := self._styles.preformatted(source):
            self._add_lines(target, source, kind)
            return
        else:
            made = etree.SubElement(target, "p")
        if self._number and text_of(source):
            _say(made, f"{self._number} ")
            self._number = ""
        self._add_children(made, source)

    def _add_lines(self, target: Element, source: Element, kind: str) -> None:
        """Preformatted lines of one kind that follow one another are one block."""
        last = target[-1] if len(target) else None
        if last is None or last.get("class") != kind or (last.tail or "").strip():
            last = etree.SubElement(target, "pre")
            last.set("class", kind)
        self._add_children(last, source)
        _say(last, "\n")

    def _add_span(self, target: Element, source: Element) -> None:
        if self._styles.is_hidden(source):
            self._leave_out("hidden text", source)
        elif self._styles.is_struck(source):
            self._add_children(etree.SubElement(target, "s"), source)
        else:
            self._add_children(target, source)

    def _add_list(self, target: Element, source: Element) -> None:
        style = source.get(f"{TEXT}style-name") or (self._lists[-1] if self._lists else "")
        goes_on = (
            source.get(f"{TEXT}continue-list") or source.get(f"{TEXT}continue-numbering") == "true"
        )
        if not self._lists and not goes_on:
            self._counts[style] = {}
        self._lists.append(style)
        self._add_children(etree.SubElement(target, "ul"), source)
        self._lists.pop()

    def _add_item(self, target: Element, source: Element) -> None:
        first = next((one for one in source if local_name(one)), None)
        if self._lists and first is not None and local_name(first) != "list":
            start = source.get(f"{TEXT}start-value") or ""
            self._number = self._counted(self._lists[-1], len(self._lists), start)
        self._add_children(etree.SubElement(target, "li"), source)
        self._number = ""

    def _counted(self, style: str, depth: int, start: str = "") -> str:
        """The next number of a level, as it is written; what is deeper begins anew."""
        form = self._styles.form(style, depth)
        if form is None:
            return ""
        counts = self._counts.setdefault(style, {})
        counts[depth] = int(start) if start.isdecimal() else counts.get(depth, form.start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return self._styles.written(style, counts, depth)

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
