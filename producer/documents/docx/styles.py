"""What a paragraph's style makes of it: a heading, a line of contents, hidden text.

A style is known by its name, which is English in every language of Word; its id isn't. What a style
doesn't say, the style says on which it is based. ECMA-376, part 1, 17.7.
"""

import re
from collections.abc import Iterator, Mapping

from producer.documents.containers.xml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST_STYLE = 20
_DEEPEST_HEADING = 6
_BODY_LEVEL = 9
"""The outline's level of a text."""
_HEADING = re.compile(r"heading\s?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(
    r"(?:toc|contents)\s?(?:\d|heading)|table\s?of\s?figures|toa heading", re.IGNORECASE
)
_ENDED = re.compile(r"[.;,]\s*\Z")
"""How a sentence ends that programs have put into the outline by itself."""
_OFF = frozenset({"0", "false", "off"})


class WordStyles:
    """The styles of a file, from the root of its `styles.xml`, if it has one."""

    def __init__(self, root: Element | None) -> None:
        found = root.findall(f"{W}style") if root is not None else []
        self._by_id: Mapping[str, Element] = {one.get(f"{W}styleId") or "": one for one in found}

    def is_contents(self, paragraph: Element) -> bool:
        """Whether a paragraph is a line of a table of contents, or its heading."""
        key = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
        names = (value_of(style.find(f"{W}name")) for style in self.line_of(key))
        return any(_CONTENTS.fullmatch(name) for name in (key, *names))

    def heading_level(self, paragraph: Element) -> int:
        """The level of a heading, 1 to 6, by its style or its own place in the outline; or 0."""
        own = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if own is not None:
            return 0 if _ENDED.search("".join(paragraph.itertext())) else _level(value_of(own))
        for style in self.line_of(value_of(paragraph.find(f"{W}pPr/{W}pStyle"))):
            if heading := _HEADING.fullmatch(value_of(style.find(f"{W}name"))):
                return min(int(heading[1]), _DEEPEST_HEADING)
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _level(value_of(outline))
        return 0

    def is_hidden(self, run: Element) -> bool:
        """Whether a run is hidden text."""
        own = run.find(f"{W}rPr/{W}vanish")
        if own is not None:
            return value_of(own) not in _OFF
        styles = self.line_of(value_of(run.find(f"{W}rPr/{W}rStyle")))
        stated = (style.find(f"{W}rPr/{W}vanish") for style in styles)
        nearest = next((one for one in stated if one is not None), None)
        return nearest is not None and value_of(nearest) not in _OFF

    def line_of(self, key: str) -> Iterator[Element]:
        """A style and those that it is based on."""
        for _ in range(DEEPEST_STYLE):
            style = self._by_id.get(key)
            if style is None:
                return
            yield style
            key = value_of(style.find(f"{W}basedOn"))


def value_of(element: Element | None) -> str:
    """The value of a property; "" if it isn't there."""
    return (element.get(f"{W}val") or "") if element is not None else ""


def _level(outline: str) -> int:
    if not outline.isdecimal() or int(outline) >= _BODY_LEVEL:
        return 0
    return min(int(outline) + 1, _DEEPEST_HEADING)
