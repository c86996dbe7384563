"""What an element says of itself: its kind, its classes, whether it is shown."""

import re

from producer.documents.containers.xml import Element

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_LICENCE_IDS = ("pg-header", "pg-footer")
_NUMBERS = (
    ("page number", re.compile(r"(?i)\bpage?[-_]?(?:num|number|no|nb|break)s?\b|\bpb\b")),
    ("line number", re.compile(r"(?i)\b(?:l|line|verse)[-_]?(?:num|number|no|nb)s?\b")),
)
_NUMBER = re.compile(
    r"[\[({|]?\s*(?:p(?:age|g)?\.?\s*)?(?:\d{1,5}|[ivxlc]{1,8})\s*[\])}|]?", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def kinds_of(element: Element) -> frozenset[str]:
    """Its EPUB types and ARIA roles, without `doc-`, in lower case."""
    # A page that was parsed as HTML has no namespaces: the prefix stands in the name.
    types = element.get(EPUB_TYPE) or element.get("epub:type") or ""
    roles = element.get("role") or ""
    return frozenset(word.removeprefix("doc-") for word in f"{types} {roles}".lower().split())


def classes_of(element: Element) -> str:
    """Its class and id, as one string to search in, in lower case."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def is_licence(element: Element) -> bool:
    """Whether it is the head or the licence that Project Gutenberg puts around its books."""
    return "pg-boilerplate" in classes_of(element).split() or element.get("id") in _LICENCE_IDS


def number_of_print(element: Element) -> str:
    """What an element is whose class says that a number of the printed book stands in it, or ""."""
    named = next((what for what, name in _NUMBERS if name.search(element.get("class") or "")), "")
    return named if named and _NUMBER.fullmatch("".join(element.itertext()).strip()) else ""


def is_hidden(element: Element) -> bool:
    """Whether a browser would not show it."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return _HIDDEN.search(element.get("style") or "") is not None


def number_in(element: Element, attribute: str, usual: int) -> int:
    """An attribute as a whole number of at most nine digits."""
    written = (element.get(attribute) or "").strip()
    return int(written) if re.fullmatch(r"-?\d{1,9}", written) else usual
