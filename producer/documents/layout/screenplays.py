"""Screenplays in plain text (Fountain): figures with their words; marks for film makers go.

A text is a screenplay if two of its lines are headings of scenes, or one below a title page. In
other texts the same marks mean something else. The format: https://fountain.io/syntax.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import Passage, TextLine, joined
from producer.documents.layout.surroundings.title_pages import TitlePage, title_page_of
from voicefarm.normalization.emphasis import without_emphasis

_SCENE = re.compile(r"^\.?(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ][ \t]*\S.{0,100}$", re.MULTILINE)
_FORCED_SCENE = re.compile(r"\.(?=[^\W\d_])(.{1,100})")
_FEWEST_SCENES = 2
_LEFT_OUT = re.compile(
    r"\[\[(?P<note>[^\[\]]{0,2000})\]\]"
    r"|/\*(?P<cut>(?:(?!\*/|/\*)[\s\S]){0,20000})\*/"
    r"|^[ \t]*=(?!=)(?P<synopsis>[^\n]{0,1000})$"
    r"|^[ \t]*(?P<transition>>[^<>\n]{1,200}|[^\W\da-z_][^\na-z]{0,60}\bTO:|FADE (?:IN|OUT)[.:])"
    r"[ \t]*$"
    r"|(?P<number>#[\w.-]{1,10}#[ \t]*$)",
    re.MULTILINE,
)
_KINDS = {
    "note": "note",
    "cut": "cut text",
    "synopsis": "synopsis",
    "transition": "transition",
    "number": "scene number",
}
_CENTERED = re.compile(r"^[ \t]*>[ \t]*([^<>\n]{1,200}?)[ \t]*<[ \t]*$", re.MULTILINE)
_FORCED = re.compile(r"^[ \t]*(?:[.!@]|~[ ]?)(?=[^\W_])", re.MULTILINE)
"""Says that a line is a scene, an action, a figure's name or a song."""
_SECOND_FIGURE = re.compile(r"(?<=\S)[ \t]*\^\Z")
_DIRECTION = re.compile(r"^[ \t]*\([^()]{1,300}\)[ \t]*$", re.MULTILINE)
_BEHIND_NAME = re.compile(r"\([^()]{0,100}\)")
"""How or where a figure speaks, such as "(V.O.)"."""
_NO_NAME = re.compile(r"[!.>#=~\[\-]|.*[!?,;:…]\Z|.{60}|(?:\S+ ){3}.*\.\Z")
"""Lines in capitals that aren't a figure's name, such as a sentence of four words."""
_SCENE_MARK = "## "
"""Makes a line a heading of the second level, below the acts."""


def title_page_of_screenplay(text: str) -> TitlePage | None:
    """What a screenplay says of itself at its top, which may be nothing; None for other texts."""
    scenes = _SCENE.finditer(text)
    found = sum(1 for _ in zip(range(_FEWEST_SCENES), scenes, strict=False))
    page = title_page_of(text) if found else TitlePage()
    return page if found >= _FEWEST_SCENES or (found and page.length) else None


def without_script_marks(text: str, findings: Findings) -> str:
    """A screenplay's text without what is never shown or said; each line keeps its number."""
    return _CENTERED.sub(r"!\1", findings.without(text, _spans(text)))


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _LEFT_OUT.finditer(text):
        yield found.start(), found.end(), _KINDS[found.lastgroup or "note"]


def with_figures(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """A screenplay's lines: what a figure says is a paragraph behind the name and a colon.

    Scenes have a heading's mark. Directions in brackets are left out.
    """
    read: list[TextLine] = []
    for has_text, run in groupby(lines, lambda line: bool(line.text.strip())):
        passage = list(run)
        read += _passage(passage, findings) if has_text else passage
    return read


def _passage(passage: Passage, findings: Findings) -> Iterator[TextLine]:
    first, rest = passage[0], passage[1:]
    text = first.text.strip()
    forced = _FORCED_SCENE.fullmatch(text)
    if forced or _SCENE.fullmatch(text):
        yield first._replace(text=_SCENE_MARK + (forced[1] if forced else text))
        yield first._replace(text="")
        yield from rest
    elif rest and _is_name(text):
        yield from _speech(first, rest, findings)
    else:
        yield from (line._replace(text=_FORCED.sub("", line.text)) for line in passage)


def _is_name(text: str) -> bool:
    bare = _BEHIND_NAME.sub("", _SECOND_FIGURE.sub("", text)).strip()
    return text.startswith("@") or (bare.isupper() and _NO_NAME.match(bare) is None)


def _speech(first: TextLine, rest: Passage, findings: Findings) -> Iterator[TextLine]:
    """One paragraph, as of a chat: no other layout is looked for in it."""
    name = _SECOND_FIGURE.sub("", first.text.strip().removeprefix("@"))
    name = " ".join(_without(_BEHIND_NAME, name, first.number, findings).split())
    said = "\n".join(line.text for line in rest)
    said = _FORCED.sub("", _without(_DIRECTION, said, rest[0].number, findings))
    rows = [TextLine(row, first.number) for row in said.split("\n") if row.strip()]
    yield first._replace(text="")
    if rows:
        words = without_emphasis(joined(rows).strip())
        yield first._replace(text=f"{name}: {words}", is_cue=True)
    yield rest[-1]._replace(text="")


def _without(direction: re.Pattern[str], text: str, line: int, findings: Findings) -> str:
    spans = ((*one.span(), "direction") for one in direction.finditer(text))
    return findings.without(text, spans, line)
