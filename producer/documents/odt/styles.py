"""What the styles of an ODT say: numbers of lists and headings, hidden and struck-out text, code.

Styles of the text itself are in its content, named ones in `styles.xml`. OpenDocument 1.3, part 3,
16 and 19.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from producer.documents.containers.xml import Element, local_name
from producer.text.numerals import numeral

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DEEPEST_STYLE = 20
_CODE = frozenset({"source_20_code", "code", "code_20_block"})
PLAIN_LINES = "code plain"
PREFORMATTED = "preformatted_20_text"
"""Of all lines of a plain text that was saved as an ODT. Among other text it is that of code."""
_NUMBERED = ("list-level-style-number", "outline-level-style")
OUTLINE = "outline"
"""Stands for the style of the numbers of headings."""


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How the numbers of one level are written."""

    form: str
    prefix: str
    suffix: str
    start: int
    shown_levels: int
    """Its own level and those above it that stand in a number."""


class OdtStyles:
    """The styles of the roots of `content.xml` and, if there is one, `styles.xml`."""

    def __init__(self, *roots: Element) -> None:
        found = [one for root in roots for one in root.iter(f"{_STYLE}style")]
        self._by_name: Mapping[str, Element] = {
            one.get(f"{_STYLE}name") or "": one for one in reversed(found)
        }
        self._forms = dict(form for root in reversed(roots) for form in _forms(root))

    def form(self, style: str, depth: int) -> NumberForm | None:
        """How a level of a list is numbered, from 1; None for bullets and for no number."""
        return self._forms.get((style, depth))

    def is_hidden(self, element: Element) -> bool:
        """Whether text isn't shown."""
        return self._stated(element, f"{TEXT}display") == "none"

    def is_struck(self, element: Element) -> bool:
        """Whether text is struck out."""
        styles = ("text-line-through-style", "text-line-through-type")
        stated = (self._stated(element, f"{_STYLE}{name}") for name in styles)
        return any(one not in ("", "none") for one in stated)

    def preformatted(self, paragraph: Element) -> str:
        """The classes of a paragraph of code, or of plain text; empty for any other.

        It has such a style, or one that is based on it.
        """
        key = paragraph.get(f"{TEXT}style-name") or ""
        line = (style.get(f"{_STYLE}parent-style-name") or "" for style in self._line_of(key))
        names = {name.lower() for name in (key, *line)}
        if names & _CODE:
            return "code"
        return PLAIN_LINES if PREFORMATTED in names else ""

    def written(self, style: str, counts: Mapping[int, int], depth: int) -> str:
        """A number as it stands before its text; "" for none. `counts` is by level, from 1."""
        own = self.form(style, depth)
        if own is None:
            return ""
        levels = range(max(1, depth - own.shown_levels + 1), depth + 1)
        forms = ((level, self.form(style, level)) for level in levels)
        parts = [numeral(counts.get(level, form.start), form.form) for level, form in forms if form]
        return f"{own.prefix}{'.'.join(parts)}{own.suffix}"

    def _stated(self, element: Element, name: str) -> str:
        for style in self._line_of(element.get(f"{TEXT}style-name") or ""):
            for properties in style.iter(f"{_STYLE}text-properties"):
                if value := properties.get(name):
                    return str(value)
        return ""

    def _line_of(self, key: str) -> Iterator[Element]:
        for _ in range(_DEEPEST_STYLE):
            style = self._by_name.get(key)
            if style is None:
                return
            yield style
            key = style.get(f"{_STYLE}parent-style-name") or ""


def _forms(root: Element) -> Iterator[tuple[tuple[str, int], NumberForm]]:
    for style in root.iter(f"{TEXT}list-style", f"{TEXT}outline-style"):
        is_list = local_name(style) == "list-style"
        name = (style.get(f"{_STYLE}name") or "") if is_list else OUTLINE
        for level in style:
            depth = level.get(f"{TEXT}level") or ""
            form = level.get(f"{_STYLE}num-format", "1" if is_list else "")
            if local_name(level) in _NUMBERED and depth.isdecimal() and form:
                yield (name, int(depth)), _form(level, form)


def _form(level: Element, form: str) -> NumberForm:
    start, shown = level.get(f"{TEXT}start-value") or "", level.get(f"{TEXT}display-levels") or ""
    return NumberForm(
        form=form,
        prefix=level.get(f"{_STYLE}num-prefix") or "",
        suffix=level.get(f"{_STYLE}num-suffix")
        or ("" if level.get(f"{_STYLE}num-format") else "."),
        start=int(start) if start.isdecimal() else 1,
        shown_levels=int(shown) if shown.isdecimal() else 1,
    )
