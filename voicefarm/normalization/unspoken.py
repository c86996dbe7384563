"""What no voice reads, in any language: emoji, faces, formulas, emphasis, ornaments."""

import heapq
import re
from collections.abc import Iterable, Iterator

from voicefarm.normalization.emojis import EmojiReading, emoji_spans, name_of
from voicefarm.normalization.emoticons import emoticons
from voicefarm.normalization.emphasis import emphasis_marks
from voicefarm.normalization.formulas import formulas
from voicefarm.spoken.phonemes import MARKED
from voicefarm.spoken.text import SpokenText, spoken_as

_Replacement = tuple[int, int, str | None]
"""Start, end and words: empty to say nothing, None to leave a part as it is."""

_ORNAMENT = re.compile(
    # The bar of a set, "{x | x > 0}", is read.
    r"(?<!\{[a-z])(?<!\{[a-z] )(?:"
    # Between two parts of a line a bar or a bullet is a short pause.
    r"(?P<bar>(?<=[^\s,;:.!?|•·])\s+[|•·‧∙●▪■◆◇]\s+(?=\S)"
    # So is a sign between the parts of a menu: "File > Save".
    r"|(?<=[^\W\d_]{3})\s+[>›»]\s+(?=[^\W\d_a-z][^\W\d_]))"
    r"|(?:(?!♩ ?=)[♩♪♫♬])+"
    r"|(?<!\S)[•·‧∙●○◦▪▫■□◆◇►▶▸➤➢❖✦✧❧❦☙※⁂|]+(?!\S)"
    r"|\A[•‧∙●○◦▪▫■□◆◇►▶▸➤➢❖✦✧❧❦☙※]+)"
)
_ANY_ORNAMENT = re.compile("[♩♪♫♬>›»|•·‧∙●○◦▪▫■□◆◇►▶▸➤➢❖✦✧❧❦☙※⁂]")
_CLOSES = re.compile(r"[\s,;:!?…)\]}”»]|\.(?![\w/])|[\"'](?![\w\"'])|\Z")
_LEADING = re.compile(r"[\s,;:]*")
_STICKS = re.compile(r"\w")
_WIKI = re.compile(
    r"\[\[(?:[^\[\]|\n]{1,120}\|)?(?P<shown>[^\[\]|\n]{1,200})\]\]"
    r"|(?<!['\w])'{2,3}(?P<bold>[^'\n]{1,200})'{2,3}(?!['\w])"
    r"|\{\{(?:[^{}\n]{1,200})\}\}"
)
"""How wikis write links, emphasis and templates."""
_STARS = "⭐★🌟"
_STAR_NAMES = {"en": ("star", "stars"), "vi": ("sao", "sao")}
"""One star and several, by language."""
_BRACKETS = ("()", "[]", "{}")


def without_unspoken(text: str, language: str = "en", emoji: EmojiReading = "skip") -> SpokenText:
    """`text` without it; with `emoji` "say", emoji are read by their names in the language.

    Spaces around what goes are put right. Words that bring their phonemes stay as they are.
    """
    replacements = heapq.merge(
        ((*word.span(), None) for word in MARKED.finditer(text)),
        formulas(text),
        _emojis(text, language, emoji),
        _ornaments(text),
        _wiki_marks(text),
        _faces(text, language),
        ((start, end, "") for start, end in emphasis_marks(text)),
        key=lambda replacement: replacement[:2],
    )
    return spoken_as(text, _apart(text, _joined(text, replacements)))


_ABBREVIATIONS = frozenset({("vi", "XD")})
"""Faces that are short for words in a language, whose own rules decide: "xây dựng"."""


def _faces(text: str, language: str) -> Iterator[_Replacement]:
    """Faces made of marks, of which nothing is said."""
    for start, end in emoticons(text):
        if (language, text[start:end]) not in _ABBREVIATIONS:
            yield start, end, ""


def _emojis(text: str, language: str, reading: EmojiReading) -> Iterator[_Replacement]:
    """Each run of emoji; one that is read is their names."""
    run: list[tuple[int, int]] = []
    for span in emoji_spans(text):
        if run and text[run[-1][1] : span[0]].strip():
            yield _run(text, run, language, reading)
            run = []
        run.append(span)
    if run:
        yield _run(text, run, language, reading)


def _run(
    text: str, run: list[tuple[int, int]], language: str, reading: EmojiReading
) -> _Replacement:
    if stars := _rated(text, run, language):
        return run[0][0], run[-1][1], stars
    names = (name_of(text[start:end], language) for start, end in run)
    return run[0][0], run[-1][1], ", ".join(filter(None, names)) if reading == "say" else ""


def _rated(text: str, run: list[tuple[int, int]], language: str) -> str:
    """What a star behind a figure is called, as in "5⭐"; empty where it is none."""
    figure = re.search(r"(\d+)\ufe0f? ?\Z", text[max(0, run[0][0] - 8) : run[0][0]])
    if figure is None or not all(text[slice(*span)].rstrip("\ufe0f") in _STARS for span in run):
        return ""
    name = _STAR_NAMES.get(language, ("", ""))[figure[1] != "1"]
    return f" {name}" if name and text[run[0][0] - 1] != " " else name


def _ornaments(text: str) -> Iterator[_Replacement]:
    if _ANY_ORNAMENT.search(text):
        for ornament in _ORNAMENT.finditer(text):
            yield *ornament.span(), ", " if ornament["bar"] else ""


def _wiki_marks(text: str) -> Iterator[_Replacement]:
    """The marks around what a wiki shows: "[[France|the Republic]]", "'''bold'''"."""
    if "[[" not in text and "''" not in text and "{{" not in text:
        return
    for mark in _WIKI.finditer(text):
        start, end = mark.span("shown") if mark["shown"] else mark.span("bold")
        if start < 0:
            yield *mark.span(), ""
            continue
        yield mark.start(), start, ""
        yield end, mark.end(), ""


def _joined(text: str, replacements: Iterable[_Replacement]) -> Iterator[_Replacement]:
    """The replacements without those inside another; two that say nothing side by side are one."""
    start, end = 0, 0
    words: str | None = None
    for later_start, later_end, later in replacements:
        if later_start < end:
            continue
        if not (words == later == "" and not text[end:later_start].strip()):
            yield start, end, words
            start, words = later_start, later
        end = later_end
    yield start, end, words


def _apart(text: str, replacements: Iterable[_Replacement]) -> Iterator[tuple[int, int, str]]:
    """The replacements, each set apart from what stands around it; none touches another."""
    place = 0
    for start, end, words in replacements:
        if words is not None:
            start, end, spoken = _set_apart(text, start, end, words, place)
            yield start, end, spoken
        place = end


def _set_apart(text: str, start: int, end: int, words: str, earliest: int) -> tuple[int, int, str]:
    return (
        (start, end, _named(text, start, end, words))
        if words
        else _left_out(text, start, end, earliest)
    )


def _named(text: str, start: int, end: int, words: str) -> str:
    before = " " if start and _STICKS.match(text[start - 1]) and _STICKS.match(words) else ""
    after = " " if _STICKS.match(words[-1]) and _STICKS.match(text[end : end + 1]) else ""
    return before + words + after


def _left_out(text: str, start: int, end: int, earliest: int) -> tuple[int, int, str]:
    """What goes when nothing is said: a space too, empty brackets, and the mark behind a start."""
    if start > earliest and text[start - 1] + text[end : end + 1] in _BRACKETS:
        start, end = start - 1, end + 1
    if not text[earliest:start].strip() and earliest == 0:
        leading = _LEADING.match(text, end)
        return 0, leading.end() if leading else end, ""
    if _CLOSES.match(text, end):
        while start > earliest and text[start - 1] == " ":
            start -= 1
        return start, end, ""
    parts_words = _STICKS.match(text[start - 1]) and _STICKS.match(text[end])
    return start, end, " " if parts_words else ""
