"""The numbers of lists and headings, as Word shows them.

A paragraph says which list it is in, by itself or by its style. `numbering.xml` says how each level
of a list is counted and written. ECMA-376, part 1, 17.9.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from producer.documents.containers.xml import Element
from producer.documents.docx.styles import DEEPEST_STYLE, W, value_of
from producer.text.numerals import numeral

_FORMS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_PLACE = re.compile(r"%([1-9])")
_SILENT = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and written."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


@dataclass(slots=True)
class Numbering:
    """Counts the paragraphs of a document in order."""

    levels: Mapping[tuple[str, int], Level]
    """By list and level."""
    lists: Mapping[str, str]
    """By the id that paragraphs name, the list that it stands for."""
    styles: Mapping[str, tuple[str, int]]
    """By style, the list and level of its paragraphs."""
    counters: Mapping[str, str]
    """By the id that paragraphs name, whose count its paragraphs go on with."""
    starts: Mapping[tuple[str, int], int]
    """By such an id and level, with which number it begins anew."""
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def number(self, paragraph: Element) -> str:
        """What stands before a paragraph; "" for a bullet, and outside of lists."""
        place = self._place(paragraph)
        if place is None:
            return ""
        shown_list, depth = self.lists.get(place[0], place[0]), place[1]
        level = self.levels.get((shown_list, depth))
        if level is None:
            return ""
        counts = self._counts.setdefault(self.counters.get(place[0], place[0]), {})
        if place in self.starts and place not in self._begun:
            counts[depth] = self.starts[place] - 1
        self._begun.add(place)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        if level.form in _SILENT:
            return ""
        return _PLACE.sub(
            lambda found: self._part(shown_list, counts, int(found[1]) - 1), level.text
        )

    def _part(self, shown_list: str, counts: Mapping[int, int], depth: int) -> str:
        level = self.levels.get((shown_list, depth), Level())
        return numeral(counts.get(depth, level.start), _FORMS.get(level.form, "1"))

    def _place(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        styled = self.styles.get(value_of(properties.find(f"{W}pStyle")))
        own = properties.find(f"{W}numPr")
        if own is None:
            return styled
        number = value_of(own.find(f"{W}numId")) or (styled[0] if styled else "")
        depth = value_of(own.find(f"{W}ilvl"))
        if number in ("", "0"):
            return None
        return number, int(depth) if depth.isdecimal() else (styled[1] if styled else 0)


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """From the roots of `numbering.xml` and `styles.xml`, if there are any."""
    levels: dict[tuple[str, int], Level] = {}
    lists: dict[str, str] = {}
    counters: dict[str, str] = {}
    starts: dict[tuple[str, int], int] = {}
    for abstract in _children(numbering, "abstractNum"):
        key = f"abstract {abstract.get(W + 'abstractNumId')}"
        levels.update(((key, depth), level) for depth, level in _levels(abstract))
    for one in _children(numbering, "num"):
        number = one.get(f"{W}numId") or ""
        key = f"abstract {value_of(one.find(f'{W}abstractNumId'))}"
        counters[number] = key
        overrides = list(_children(one, "lvlOverride"))
        starts.update(((number, depth), start) for depth, start in _starts(overrides))
        if overrides:
            own = {place[1]: level for place, level in levels.items() if place[0] == key}
            own.update(_overridden(overrides, own))
            levels.update(((number, depth), level) for depth, level in own.items())
        lists[number] = number if overrides else key
    return Numbering(levels, lists, _styled(styles), counters, starts)


def _levels(above: Element) -> Iterator[tuple[int, Level]]:
    for level in _children(above, "lvl"):
        depth = level.get(f"{W}ilvl") or ""
        start = value_of(level.find(f"{W}start"))
        if depth.isdecimal():
            yield (
                int(depth),
                Level(
                    int(start) if start.isdecimal() else 1,
                    value_of(level.find(f"{W}numFmt")) or "decimal",
                    value_of(level.find(f"{W}lvlText")),
                ),
            )


def _overridden(overrides: list[Element], own: Mapping[int, Level]) -> Iterator[tuple[int, Level]]:
    for override in overrides:
        yield from _levels(override)
    for depth, start in _starts(overrides):
        if depth in own:
            yield depth, Level(start, own[depth].form, own[depth].text)


def _starts(overrides: list[Element]) -> Iterator[tuple[int, int]]:
    for override in overrides:
        depth = override.get(f"{W}ilvl") or ""
        start = value_of(override.find(f"{W}startOverride"))
        if depth.isdecimal() and start.isdecimal():
            yield int(depth), int(start)


def _styled(styles: Element | None) -> Mapping[str, tuple[str, int]]:
    by_id = {style.get(f"{W}styleId") or "": style for style in _children(styles, "style")}
    found = ((key, _place_of_style(style, by_id)) for key, style in by_id.items())
    return {key: place for key, place in found if place is not None}


def _place_of_style(style: Element, by_id: Mapping[str, Element]) -> tuple[str, int] | None:
    depth = ""
    for _ in range(DEEPEST_STYLE):
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            depth = depth or value_of(own.find(f"{W}ilvl"))
            number = value_of(own.find(f"{W}numId"))
            if number:
                level = int(depth) if depth.isdecimal() else 0
                return None if number == "0" else (number, level)
        above = by_id.get(value_of(style.find(f"{W}basedOn")))
        if above is None:
            return None
        style = above
    return None


def _children(above: Element | None, name: str) -> Iterator[Element]:
    return iter(above.findall(f"{W}{name}")) if above is not None else iter(())
