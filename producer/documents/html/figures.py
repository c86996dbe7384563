"""What isn't words: formulas, pictures, and the initials that are drawn as pictures."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from producer.documents.containers.xml import Element, local_name, text_of

_TEX = ("application/x-tex", "tex", "latex")
_STRUCTURED = frozenset(
    ["mroot", "msubsup", "munder", "mover", "munderover", "mtable", "mmultiscripts"]
)
"""Elements of MathML that aren't read."""
_UPRIGHT = re.compile(r"\\mathrm\{([^{}]*)\}")
_INVISIBLE = str.maketrans(dict.fromkeys("\u2061\u2062\u2063\u2064", " "))
"""Operators that aren't shown, such as that of a product."""
_IS_TEX = re.compile(r"[\\^_{}]")
_IS_PROSE = re.compile(r"[^\W\d_]{3,}")
_NO_DESCRIPTION = re.compile(
    r"\b(?:alt\w*|no|missing) (?:text|description)\b|\bnot available\b"
    r"|(?:image|math|formula|equation)\W*\d*\Z",
    re.IGNORECASE,
)
"""What a program writes where nobody has described a formula."""
_XLINK = "{http://www.w3.org/1999/xlink}href"


def formula_in(element: Element) -> tuple[str, bool]:
    """What a formula says, and whether it can be read.

    TeX is read as in Markdown, and a description in words as it is. MathML without them is read as
    the same TeX.
    """
    for child in element.iter():
        if local_name(child) == "annotation" and child.get("encoding", "").lower() in _TEX:
            return f"${text_of(child)}$", True
    described = (element.get("alttext") or "").strip()
    if described and not _NO_DESCRIPTION.match(described):
        is_words = _IS_PROSE.search(described) and not _IS_TEX.search(described)
        return described if is_words else f"${described}$", True
    if any(local_name(child) in _STRUCTURED for child in element.iter()):
        return text_of(element), False
    tex = _tex_of(element)
    plain = _UPRIGHT.sub(r"\1", tex)
    return (f"${tex}$" if _IS_TEX.search(plain) else plain), True


def _tex_of(element: Element) -> str:
    """MathML as TeX, or as plain text if its formula is a line of signs."""
    inside = [_tex_of(child) for child in element if local_name(child)]
    match local_name(element), inside:
        case "msup", [base, above]:
            return f"{base}^{{{above}}}"
        case "msub", [base, below]:
            return f"{base}_{{{below}}}"
        case "mfrac", [above, below]:
            return f"\\frac{{{above}}}{{{below}}}"
        case "msqrt", _:
            return f"\\sqrt{{{''.join(inside)}}}"
        case "annotation" | "annotation-xml", _:
            return ""
        case "mi" | "mtext", []:
            words = text_of(element)
            return f"\\mathrm{{ {words} }}" if len(words) > 1 else words
    return "".join([(element.text or "").strip().translate(_INVISIBLE), *inside])


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
