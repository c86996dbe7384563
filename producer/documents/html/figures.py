"""What isn't words: formulas, pictures, and the initials that are drawn as pictures."""

import posixpath
from urllib.parse import unquote, urlsplit

from producer.documents.containers.xml import Element, local_name, text_of

_TEX = ("application/x-tex", "tex", "latex")
_STRUCTURED = frozenset(
    [
        "mfrac",
        "msqrt",
        "mroot",
        "msup",
        "msub",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mmultiscripts",
    ]
)
_XLINK = "{http://www.w3.org/1999/xlink}href"


def formula_in(element: Element) -> tuple[str, bool]:
    """What a formula says, and whether it can be read.

    TeX is read as in Markdown. MathML without it is read if it is as simple as one line of text.
    """
    for child in element.iter():
        if local_name(child) == "annotation" and child.get("encoding", "").lower() in _TEX:
            return f"${text_of(child)}$", True
    if tex := element.get("alttext"):
        return f"${tex}$", True
    shown = text_of(element)
    return shown, not any(local_name(child) in _STRUCTURED for child in element.iter())


def description_of(element: Element) -> str:
    """Its description, or its title, or the name of its file."""
    for attribute in ("alt", "aria-label", "title"):
        if words := (element.get(attribute) or "").strip():
            return words
    source = element.get("src") or element.get("data") or element.get(_XLINK) or ""
    if source.startswith("data:"):
        return ""
    try:
        return posixpath.basename(unquote(urlsplit(source).path))
    except ValueError:
        return ""


def letter_in(picture: Element) -> str:
    """The letter that a picture stands for at the start of a chapter; "" for other pictures."""
    words = (picture.get("alt") or "").strip()
    return words if len(words) == 1 and words.isalpha() else ""
