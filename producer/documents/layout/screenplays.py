"""Marks of a screenplay in plain text (Fountain): notes, cuts and signs that are never shown.

A text is a screenplay if two of its lines are headings of scenes. In other texts the same marks
mean something else.
"""

import re
from collections.abc import Iterator

from producer.documents.asides.findings import Findings

_SCENE = re.compile(r"^\.?(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ][ \t]*\S.{0,100}$", re.MULTILINE)
_FEWEST_SCENES = 2
_LEFT_OUT = re.compile(
    r"\[\[(?P<note>[^\[\]]{0,2000})\]\]"
    r"|/\*(?P<cut>(?:(?!\*/|/\*)[\s\S]){0,20000})\*/"
    r"|^[ \t]*=(?!=)(?P<synopsis>[^\n]{0,1000})$"
    r"|(?P<number>#[\w.-]{1,10}#[ \t]*$)",
    re.MULTILINE,
)
_KINDS = {"note": "note", "cut": "cut text", "synopsis": "synopsis", "number": "scene number"}
_CENTERED = re.compile(r"^[ \t]*>[ \t]*([^<>\n]{1,200}?)[ \t]*<?[ \t]*$", re.MULTILINE)
_SECOND_FIGURE = re.compile(r"(?<=\S)[ \t]*\^[ \t]*$", re.MULTILINE)
_FORCED = re.compile(r"^[ \t]*(?:[.!@]|~[ ]?)(?=[^\W_])", re.MULTILINE)
"""Says that a line is a scene, an action, a figure's name or a song."""


def without_script_marks(text: str, findings: Findings) -> str:
    """The text, without its marks if it is a screenplay; each line keeps its number."""
    scenes = _SCENE.finditer(text)
    if sum(1 for _ in zip(range(_FEWEST_SCENES), scenes, strict=False)) < _FEWEST_SCENES:
        return text
    text = findings.without(text, _spans(text))
    text = _SECOND_FIGURE.sub("", _CENTERED.sub(r"\1", text))
    return _FORCED.sub("", text)


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _LEFT_OUT.finditer(text):
        yield found.start(), found.end(), _KINDS[found.lastgroup or "note"]
