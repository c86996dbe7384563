"""Which part of a page is its text.

What surrounds it is taken off first (`furniture`). The text is then the deepest element that holds
nearly all paragraphs. In it, lists of links and forms are taken off. Its notes may stand elsewhere.
"""

import re
from collections.abc import Iterable, Iterator

from producer.documents.asides.findings import Findings
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import is_hidden
from producer.documents.html.notes import PageNotes
from producer.documents.html.tags import BLOCKS, CONTROLS, HEADINGS, SILENT
from producer.documents.web.furniture import kind_of_furniture

_PARAGRAPHS = frozenset(
    {"p", "blockquote", "pre", "li", "dd", "td", "figcaption", "div", "section"}
)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 50
"""Tags in tags in a line; what lies deeper isn't counted."""
_HOLDERS = frozenset(
    {"body", "main", "article", "section", "div", "center", "td", "table", "tbody", "tr", "form"}
)
"""What holds a text; a list or a quotation is a part of one."""
_SHORT = 25
"""Characters below which a paragraph says nothing of where the text is."""
_SHORT_OUTSIDE = 80
"""The same for what isn't called a paragraph."""
_NEARLY_ALL = 0.88
_MAIN = 0.5
"""Share of the paragraphs in an element that a page calls its article."""
_LARGE = 0.1
"""Share of the paragraphs that a list of links never has."""
_FEWEST_LINKS = 3
_LINKED = 0.75
"""Share of a block's letters in links, from which on it is a list of links."""


def without_furniture(
    root: Element, findings: Findings, notes: PageNotes, *, is_whole: bool = False
) -> list[Element]:
    """The elements that hold the text and its notes; the rest of the page becomes omissions.

    A page that `is_whole`, such as an e-mail, is all text but its furniture.
    """
    return _PageParts(root, findings, notes).main(is_whole=is_whole)


class _PageParts:
    def __init__(self, root: Element, findings: Findings, notes: PageNotes) -> None:
        bodies = [one for one in root.iter() if local_name(one) == "body"]
        self._body = bodies[0] if bodies else root
        self._findings = findings
        self._notes = notes
        self._around_notes = _with_all_above(notes.bodies)
        self._mass: dict[Element, float] = {}
        self._weigh()

    def main(self, *, is_whole: bool) -> list[Element]:
        self._take_off_furniture()
        self._weigh()
        top = self._body if is_whole else self._deepest(self._stated())
        self._take_off_link_lists(top)
        parts = [top]
        if (title := self._title_before(top)) is not None:
            parts.insert(0, title)
        parts += self._notes_outside(parts)
        self._remember_rest(parts)
        return parts

    def _weigh(self) -> None:
        """Find how many characters of paragraphs are in each element, its links not counted."""
        self._mass = {}
        for element in self._body.iter():
            own = _own_letters(element)
            if own:
                for above in (element, *element.iterancestors()):
                    self._mass[above] = self._mass.get(above, 0.0) + own

    def _share(self, element: Element) -> float:
        return self._mass.get(element, 0.0) / max(1.0, self._mass.get(self._body, 0.0))

    def _take_off_furniture(self) -> None:
        waiting = [self._body]
        while waiting:
            for child in list(waiting.pop()):
                if not local_name(child) or local_name(child) in SILENT:
                    continue
                kind = kind_of_furniture(child, self._share)
                if kind and not self._holds_title(child) and not self._holds_notes(child):
                    self._take_off(kind, child)
                else:
                    waiting.append(child)

    def _holds_title(self, element: Element) -> bool:
        """Whether a heading of the first level is in it: a page header often has the title."""
        return any(local_name(one) == "h1" for one in element.iter())

    def _holds_notes(self, element: Element) -> bool:
        """Whether a note is in it that is referred to from elsewhere."""
        if element not in self._around_notes:
            return False
        inside = set(element.iter())
        keys = {self._notes.bodies[one] for one in inside if one in self._notes.bodies}
        references = self._notes.references.items()
        return any(key in keys and link not in inside for link, key in references)

    def _notes_outside(self, parts: list[Element]) -> list[Element]:
        """The notes of these parts that don't stand in them."""
        referred = {self._notes.references.get(one) for part in parts for one in part.iter()}
        inside = {one for part in parts for one in part.iter() if one in self._notes.bodies}
        return [
            body
            for body, key in self._notes.bodies.items()
            if key in referred and body not in inside and self._body in body.iterancestors()
        ]

    def _take_off(self, kind: str, element: Element) -> None:
        if (shown := _shown(element)) and local_name(element) not in CONTROLS:
            self._findings.leave_out(kind, shown, element.sourceline or 0)
        # lxml reads some characters of broken pages that it doesn't take back.
        tail, above = _NO_XML.sub("", element.tail or ""), element.getparent()
        before = element.getprevious()
        if tail and before is not None:
            before.tail = _NO_XML.sub("", before.tail or "") + tail
        elif tail:
            above.text = _NO_XML.sub("", above.text or "") + tail
        above.remove(element)

    def _stated(self) -> Element:
        """What the page calls its article or main part, if it holds most; otherwise its body."""
        stated = [one for one in self._body.iter() if _is_stated(one)]
        fitting = [one for one in stated if self._share(one) >= _MAIN]
        return fitting[-1] if fitting else self._body

    def _deepest(self, top: Element) -> Element:
        while True:
            mass = self._mass.get(top, 0.0)
            inner = max(top, key=lambda child: self._mass.get(child, 0.0), default=None)
            if inner is None or self._mass.get(inner, 0.0) < _NEARLY_ALL * max(mass, 1.0):
                return top
            if local_name(inner) not in _HOLDERS:
                return top
            if any(
                local_name(child) in HEADINGS and text_of(child)
                for child in top
                if child is not inner
            ):
                return top
            top = inner

    def _title_before(self, top: Element) -> Element | None:
        if any(local_name(one) == "h1" for one in top.iter()):
            return None
        above = set(top.iterancestors()) | {top}
        for element in self._body.iter():
            if element is top:
                return None
            if local_name(element) == "h1" and element not in above and text_of(element):
                return element
        return None

    def _take_off_link_lists(self, top: Element) -> None:
        for element in list(top.iter("{*}ul", "{*}ol", "{*}div", "{*}section", "{*}p", "{*}table")):
            if element is top or element.getparent() is None or self._share(element) > _LARGE:
                continue
            if _is_link_list(element) and not _is_inside_removed(element, top):
                self._take_off("list of links", element)

    def _remember_rest(self, parts: list[Element]) -> None:
        """List what stands outside of the text and isn't furniture by its name."""
        if self._body in parts:
            return
        kept = _with_all_above(parts)
        waiting = [self._body]
        while waiting:
            for child in waiting.pop():
                if child in parts or not local_name(child) or local_name(child) in SILENT:
                    continue
                if child in kept:
                    waiting.append(child)
                elif (shown := _shown(child)) and not is_hidden(child):
                    self._findings.leave_out(
                        "text beside the article", shown, child.sourceline or 0
                    )


def _with_all_above(elements: Iterable[Element]) -> set[Element]:
    """The elements and all in which they stand."""
    found: set[Element] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _shown(element: Element) -> str:
    """All text of an element, its parts with spaces between."""
    return " ".join(" ".join(element.itertext()).split())


def _own_letters(element: Element) -> int:
    """Letters of a paragraph, without those in its links and in the blocks inside it."""
    name = local_name(element)
    if name not in _PARAGRAPHS or is_hidden(element):
        return 0
    letters = sum(len(text.strip()) for text in _own_texts(element))
    return letters if letters >= (_SHORT if name in ("p", "blockquote") else _SHORT_OUTSIDE) else 0


def _own_texts(element: Element, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    yield element.text or ""
    for child in element:
        name = local_name(child)
        if name and name not in BLOCKS and name not in SILENT and name != "a":
            yield from _own_texts(child, depth + 1)
        yield child.tail or ""


def _is_stated(element: Element) -> bool:
    name = local_name(element)
    return (
        name in ("article", "main")
        or element.get("role") == "main"
        or "articlebody" in (element.get("itemprop") or "").lower()
    )


def _is_link_list(element: Element) -> bool:
    links = [one for one in element.iter() if local_name(one) == "a" and one.get("href")]
    if len(links) < _FEWEST_LINKS or all(
        (link.get("href") or "").startswith("#") for link in links
    ):
        return False
    letters = len(text_of(element))
    linked = sum(len(text_of(link)) for link in links)
    return letters > 0 and linked > _LINKED * letters


def _is_inside_removed(element: Element, top: Element) -> bool:
    return not any(above is top for above in element.iterancestors())
