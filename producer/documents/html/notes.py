"""Footnotes of pages: which link refers to one, and which element is its text.

EPUB and ARIA name both. Without these names a reference is a link that looks like one: a number or
a star. Its target must then say that it is a note, by class or id or by a link back.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from producer.documents.asides.raised import is_note_sign
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.attributes import classes_of, kinds_of
from producer.documents.html.tags import BLOCKS, HEADINGS

_REFERENCE_KINDS = frozenset({"noteref"})
_NOTE_KINDS = frozenset({"footnote", "endnote", "rearnote", "note"})
_REFERENCE_CLASS = re.compile(r"note-?_?ref|fn-?_?ref|footnotereference|footnote_?link")
_NOTE_CLASS = re.compile(r"(?:foot|end)-?_?note|\bfnt?[-_]?\d|\bftn|\bcite_note|\bnote[-_]?\d")
_BACK_CLASS = re.compile(r"back-?_?link|footnote-?back|reversefootnote|fn-?_?back|footnote-backref")
_ARROW = re.compile(
    r"[\s\[(]*(?:[↩↑^⇧⤴⏎←▲⮐☝]\ufe0e?\ufe0f?|back|return|jump up)[\s\])]*", re.IGNORECASE
)
_CONTAINERS = frozenset({"li", "aside", "dd", "tr"})
_MOST_OF_A_NOTE = 5000
"""Characters; a target of more is a chapter."""


@dataclass(slots=True)
class PageNotes:
    """What is known of the notes of all pages of a document."""

    references: dict[Element, str] = field(default_factory=dict)
    """Links, and the key of the note to which each leads."""
    bodies: dict[Element, str] = field(default_factory=dict)
    """Elements that are a note's text, and their keys."""
    signs: dict[str, str] = field(default_factory=dict)
    """By key, the sign with which a note is referred to."""
    back_links: set[Element] = field(default_factory=set)


def find_notes(pages: Mapping[str, Element]) -> PageNotes:
    """The notes of pages by their paths: a link may lead from one page to another."""
    return _NoteFinder(pages).found


class _NoteFinder:
    def __init__(self, pages: Mapping[str, Element]) -> None:
        self.found = PageNotes()
        self._targets: dict[str, Element] = {}
        links: list[tuple[str, Element]] = []
        for path, root in pages.items():
            for element in root.iter():
                self._remember(path, element)
                if local_name(element) == "a" and "#" in (element.get("href") or ""):
                    links.append((path, element))
        for path, link in links:
            self._look_at(path, link)
        for path, root in pages.items():
            self._add_unreferred(path, root)

    def _remember(self, path: str, element: Element) -> None:
        for key in {element.get("id"), element.get("name")} - {None, ""}:
            self._targets.setdefault(f"{path}#{key}", element)

    def _look_at(self, path: str, link: Element) -> None:
        target_key = _resolved(path, link.get("href"))
        target = self._targets.get(target_key)
        if _is_back_link(link):
            self.found.back_links.add(link)
        elif target is not None and local_name(target) not in HEADINGS:
            self._refer(path, link, target)

    def _refer(self, path: str, link: Element, target: Element) -> None:
        sign = text_of(link)
        is_named = bool(kinds_of(link) & _REFERENCE_KINDS) or any(
            _REFERENCE_CLASS.search(classes_of(one)) for one in (link, link.getparent())
        )
        if not is_named and not (is_note_sign(sign) and len(sign) <= 8):
            return
        body = _note_body(target)
        if body is None or _is_inside(link, body):
            return
        if not is_named and _stands_first(link):
            self.found.back_links.add(link)
            return
        if is_named or self._says_note(path, link, target, body, sign):
            key = self.found.bodies.setdefault(body, f"{path}#{len(self.found.bodies)}")
            self.found.references[link] = key
            self.found.signs.setdefault(key, sign)

    def _says_note(
        self, path: str, link: Element, target: Element, body: Element, sign: str
    ) -> bool:
        """Whether a target is a note by its own words, or by a link back to the reference."""
        for element in (target, body, body.getparent()):
            if element is not None and (
                kinds_of(element) & _NOTE_KINDS or _NOTE_CLASS.search(classes_of(element))
            ):
                return True
        if local_name(link.getparent()) == "sup" and text_of(body).lstrip("[(").startswith(
            sign.strip("[]()")
        ):
            return True
        return any(self._leads_to(back, link) for back in body.iter("{*}a"))

    def _leads_to(self, back: Element, link: Element) -> bool:
        fragment = unquote((back.get("href") or "").partition("#")[2])
        ids = {link.get("id"), link.get("name"), link.getparent().get("id")}
        ids |= {child.get("id") for child in link}
        before = link.getprevious()
        return bool(fragment) and fragment in ids | {before.get("id") if before is not None else ""}

    def _add_unreferred(self, path: str, root: Element) -> None:
        for element in root.iter("{*}aside", "{*}li", "{*}div", "{*}p"):
            if kinds_of(element) & _NOTE_KINDS and not self._is_part_of_note(element):
                self.found.bodies[element] = f"{path}#{len(self.found.bodies)}"

    def _is_part_of_note(self, element: Element) -> bool:
        bodies = self.found.bodies
        return element in bodies or any(above in bodies for above in element.iterancestors())


def _resolved(path: str, href: str) -> str:
    page, _, fragment = href.partition("#")
    if page:
        page = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(page)))
    return f"{page or path}#{unquote(fragment)}"


def _is_back_link(link: Element) -> bool:
    if kinds_of(link) & {"backlink", "referrer"} or _BACK_CLASS.search(classes_of(link)):
        return True
    return _ARROW.fullmatch(text_of(link)) is not None


def _note_body(target: Element) -> Element | None:
    """The element that holds all of a note; None if it is too long for one."""
    body = target
    while local_name(body) not in BLOCKS and body.getparent() is not None:
        body = body.getparent()
    if local_name(body) in ("html", "body"):
        return None
    for above in _few(body.iterancestors()):
        is_note = kinds_of(above) & _NOTE_KINDS or re.search(
            r"\b(?:foot|end)-?_?note(?!s)", above.get("class") or ""
        )
        if is_note or (local_name(above) in _CONTAINERS and above.tag != body.tag):
            body = above
            break
    return body if _is_short(body) else None


def _is_short(element: Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _MOST_OF_A_NOTE:
            return False
    return True


def _few(elements: Iterator[Element]) -> Iterator[Element]:
    for element, _ in zip(elements, range(3), strict=False):
        if local_name(element) in ("body", "html", "section", "ol", "ul", "table"):
            return
        yield element


def _is_inside(element: Element, container: Element) -> bool:
    return any(above is container for above in element.iterancestors())


def _stands_first(link: Element) -> bool:
    """Whether nothing is written before it in its block."""
    element = link
    while local_name(element) not in BLOCKS:
        for before in element.itersiblings(preceding=True):
            if (before.tail or "").strip() or text_of(before):
                return False
        above = element.getparent()
        if above is None:
            return True
        if (above.text or "").strip():
            return False
        element = above
    return True
