"""A table of contents inside a page: what follows its title and leads to other places of the book.

Tables, lists and paragraphs of links belong to it, and titles between them.
"""

import re
from collections.abc import Iterator

from producer.documents.chapters import is_contents_title
from producer.documents.containers.xml import Element, local_name, text_of
from producer.documents.html.tags import BLOCKS, HEADINGS

_LONGEST_TITLE = 60
_FEWEST_LINKS = 2
_SHARE_LINKED = 0.6
"""Of the rows, items or paragraphs of a table that lead somewhere."""
_LONGEST_ROW = 300
_ROWS = ("{*}tr", "{*}li", "{*}dt", "{*}p")
_AROUND = re.compile(r"\A\s*the\s+|\s+of (?:the )?(?:volume|vol\.|book|part)\b.*", re.IGNORECASE)


def contents_in(root: Element) -> frozenset[Element]:
    """The elements that are tables of contents, with their titles; below them lies no other one."""
    found: set[Element] = set()
    for title in root.iter():
        if title not in found and _is_title(title):
            table = list(_table(_topmost(title, root)))
            links = sum(1 for one in table[1:] for _ in _links(one))
            if links >= _FEWEST_LINKS:
                found.update(table)
    return frozenset(found)


def _is_title(element: Element) -> bool:
    name = local_name(element)
    if name not in HEADINGS and name not in BLOCKS:
        return False
    text = text_of(element)
    return len(text) <= _LONGEST_TITLE and is_contents_title(_AROUND.sub("", text).strip(". "))


def _topmost(title: Element, root: Element) -> Element:
    """The element that says nothing but the title: its table follows behind that."""
    above = title.getparent()
    while title is not root and above is not None and above is not root:
        if len(text_of(above)) > len(text_of(title)):
            return title
        title, above = above, above.getparent()
    return title


def _table(title: Element) -> Iterator[Element]:
    yield title
    between: list[Element] = []
    for element in title.itersiblings():
        text = text_of(element) if local_name(element) else ""
        if text and _leads_away(element):
            yield from between
            yield element
            between = []
        elif not text or (len(text) <= _LONGEST_TITLE and local_name(element) in HEADINGS):
            between.append(element)
        else:
            return


def _leads_away(element: Element) -> bool:
    rows = [one for one in element.iter(*_ROWS) if text_of(one)] or [element]
    if any(len(text_of(one)) > _LONGEST_ROW for one in rows if not list(one.iter(*_ROWS))[1:]):
        return False
    return sum(map(_is_entry, rows)) >= _SHARE_LINKED * len(rows)


def _is_entry(row: Element) -> bool:
    """A table's row may link its number alone; of any other entry most letters are a link."""
    linked = sum(len(text_of(link)) for link in _links(row))
    return linked > 0 if local_name(row) == "tr" else 2 * linked >= len(text_of(row))


def _links(element: Element) -> Iterator[Element]:
    """Links to places of the book itself."""
    for link in element.iter("{*}a"):
        address = link.get("href") or ""
        if address and ":" not in address.split("/")[0] and text_of(link):
            yield link
