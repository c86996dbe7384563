"""The bytes of a page as a tree: its encoding, XHTML or HTML."""

import codecs
import re

from lxml import etree

from producer.documents.containers.xml import Element, local_name, try_xml
from voicefarm.errors import NothingToSay, UnreadableDocument

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LOOKED_AT = 16_384
"""Bytes at the start in which a page says its encoding."""
_FALLBACK = "windows-1252"
"""What browsers take for a page in Latin letters that says nothing."""
_CUT_OFF = ("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR")
"""Errors behind which a parser reads nothing more."""
_MOST_TAGS = 400_000
"""On one page. Moby-Dick on one page has 20,000; a million would take a minute."""
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


def page_tree(data: bytes, name: str, charset: str | None = None) -> Element:
    """The root of a page, XHTML or HTML in any state.

    The encoding is `charset`, as a server names it, or what the page says, or UTF-8. Raises
    NothingToSay for an empty page, UnreadableDocument for one in which nothing can be found.
    """
    if not data.strip():
        raise NothingToSay(f"{name} is empty; give a text with at least one word.")
    return tree_of(page_text(data, charset), name)


def tree_of(text: str, name: str) -> Element:
    """The root of a page that is a string already. Raises UnreadableDocument."""
    if text.count("<") > _MOST_TAGS:
        raise UnreadableDocument(
            f"{name} has more than {_MOST_TAGS} tags on one page; split it, or save its text alone."
        )
    text = _CONTROLS.sub("", _DECLARATION.sub("", text))
    packed = text.encode("utf-8", "replace")
    root = try_xml(packed) if _looks_like_xhtml(text) else None
    if root is None or local_name(root) != "html":
        root = _html(packed, name)
    if root is None:
        raise UnreadableDocument(f"{name} holds no page that can be read; save it anew.")
    return root


def page_text(data: bytes, charset: str | None = None) -> str:
    """The page as a string. Bytes that don't fit its encoding become U+FFFD."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (named := _known(charset)) is not None:
        return data.decode(named, "replace")
    declared = _DECLARED.search(data[:_LOOKED_AT])
    stated = _known(declared[1].decode("ascii", "replace")) if declared else None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(stated or _FALLBACK, "replace")


def _known(charset: str | None) -> str | None:
    try:
        found = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    if found in ("iso8859-1", "ascii"):  # as browsers have it
        return _FALLBACK
    return found if found in _TEXT_ENCODINGS or found.startswith(_TEXT_FAMILIES) else None


_TEXT_ENCODINGS = frozenset(
    [
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "big5",
        "big5hkscs",
        "gb2312",
        "gbk",
        "gb18030",
        "euc_jp",
        "shift_jis",
        "iso2022_jp",
        "euc_kr",
        "koi8-r",
        "koi8-u",
        "tis-620",
        "cp932",
        "cp949",
        "cp874",
    ]
)
_TEXT_FAMILIES = ("cp125", "iso8859", "mac-")


def _looks_like_xhtml(text: str) -> bool:
    return "http://www.w3.org/1999/xhtml" in text[:_LOOKED_AT]


def _html(packed: bytes, name: str) -> Element | None:
    """The tree of a page that its parser read to the end. Its size has a limit already."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(packed, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if any(entry.type_name in _CUT_OFF for entry in parser.error_log):
        raise UnreadableDocument(
            f"{name} is nested too deeply to be read; save it anew, with its tags closed."
        )
    return root
