"""XML without entities from outside, without their bombs and without the network.

Entities that a file defines itself are read; libxml2 refuses those that grow without measure.
"""

import html
import re
from html.entities import html5
from typing import Any, TypeAlias

from lxml import etree

from voicefarm.errors import UnreadableDocument

Element: TypeAlias = Any
"""lxml's; it has no types."""
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = (b"amp", b"lt", b"gt", b"quot", b"apos")


def parse_xml(data: bytes, name: str, part: str = "") -> Element:
    """The root of an XML file. Raises UnreadableDocument; `part` is its place in an archive."""
    root = try_xml(data)
    if root is None:
        where = f" at '{part}'" if part else ""
        raise UnreadableDocument(
            f"{name} is damaged{where}: it is not valid XML; get it anew, or repair it."
        )
    return root


def try_xml(data: bytes) -> Element | None:
    """The root of an XML file; None for one that isn't well-formed, or that is a bomb."""
    parser = etree.XMLParser(
        resolve_entities="internal",
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(_NAMED.sub(_numbered, data).strip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None


def _numbered(entity: re.Match[bytes]) -> bytes:
    """An entity of HTML as a number: XML knows five by name, and pages use all."""
    name = entity[1].decode()
    if entity[1] in _OF_XML or f"{name};" not in html5:
        return entity[0]
    return "".join(f"&#{ord(sign)};" for sign in html.unescape(f"&{name};")).encode()


def local_name(element: Element) -> str:
    """An element's name without its namespace, in lower case; "" for a comment or an entity."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """All text of an element, single-spaced."""
    return " ".join("".join(element.itertext()).split())
