"""Plain numbers before a word, most of those in prose: read at once, before any other rule."""

import re

from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.codes import PROGRAMS
from voicefarm.normalization.vietnamese.context import rule, word_before
from voicefarm.normalization.vietnamese.figures import CALLS, CODED, SHORT_CALLS
from voicefarm.normalization.vietnamese.money import CURRENCIES, SCALES
from voicefarm.normalization.vietnamese.numbers import number_words
from voicefarm.normalization.vietnamese.units import MEASURES

_NAMED = PROGRAMS | CALLS | CODED | {"thứ", "là", "điện"}
"""A number behind these may be a name, which the other rules read."""
_JOINED = frozenset((*MEASURES, *CURRENCIES, *SCALES, "th")) - {"phút", "đồng"}
"""Words that are spoken together with the number."""


def _count(match: re.Match[str]) -> str | None:
    if match["next"] in _JOINED or match["number"] in SHORT_CALLS:
        return None
    if word_before(match) in _NAMED:
        return None
    return number_words(match["number"], is_count=True)


COUNTS: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?:(?<![^\n])|(?<=[:;.] ))(?P<item>\d{1,2})/(?= [A-ZĐÀ-Ỵ])",
        lambda match: f"{number_words(match['item'])},",
    ),
    rule(
        "123456789",
        r"(?<![^\s(\"“])(?P<number>[1-9]\d{0,2}(?:\.\d{3}){1,3}|[1-9]\d{0,6})"
        r"(?= (?P<next>[a-zà-ỹđ]{2,12})(?:[\s,.;:!?)\"”]|\Z))",
        _count,
    ),
)
