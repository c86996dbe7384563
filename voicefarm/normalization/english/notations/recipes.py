"""Measures of a cook, cut to one letter: "2 c. flour", "1 C milk; 2 T oil; 1 t salt"."""

import re

from voicefarm.normalization.english.context import text_before
from voicefarm.normalization.english.numbers import cardinal
from voicefarm.normalization.scanner import DIGITS, Rule

_MEASURES = {"c": "cup", "t": "teaspoon", "T": "tablespoon"}
_ONE_MEASURE = re.compile(r"(?<![\d/.½¼¾⅓⅔⅛-])(?<!\d )(?:1|[½¼¾⅓⅔⅛]|[1-3]/[1-9]) \Z")
_SPICES = (
    "salt|sugar|cinnamon|vanilla|baking|soda|powder|pepper|cumin|paprika|oregano|thyme|nutmeg"
    "|ginger|cloves|yeast|honey|oil|extract|cornstarch|mustard|garlic|turmeric|vinegar|juice|zest"
    "|cayenne|basil|parsley|cocoa"
)
_FOODS = (
    f"{_SPICES}|milk|flour|butter|water|cream|broth|rice|oats|cheese|nuts|sauce|syrup|raisins"
    "|pecans|walnuts|wine|yogh?urt|buttermilk|shortening|margarine|onions?|celery|carrots|beans"
    "|chips|coconut|molasses|mayonnaise|ketchup"
)
_OTHER = r"(?: [a-z-]{2,12}){0,2}"
_RATED = r"\b(?! (?:per|an?)\b|/)"
_HEAT_BEFORE = re.compile(
    r"(?:\b(?:at|to|below|above|than|from|by|of|is|was|about|near)|[-−.,]) ?\d{1,3} \Z"
)
_COOKED = re.compile(
    r"\b(?:cups?|tsps?|tbsps?|Tbsps?|[Aa]dd|[Ss]tir|[Mm]ix|[Ww]hisk|[Ss]prinkle|[Bb]eat"
    r"|[Cc]ombine)\b|[\d½¼¾⅓⅔] [CT] [a-z]"
)
_NEAR = 60
"""Characters around a "t" in which other words of a recipe must stand; tons have it too."""


def _measure(match: re.Match[str]) -> str | None:
    """ "2 c. flour", "1/2 t. salt", "1 C milk"."""
    before = text_before(match)
    if match["bare"] == "C" and _HEAT_BEFORE.search(before):
        return None
    what = match["dotted"] or match["bare"].replace("C", "c")
    return _MEASURES[what] + "s" * (not _ONE_MEASURE.search(before))


def _spoons(match: re.Match[str]) -> str | None:
    """ "1 t salt" in a recipe or at the head of a line; otherwise they are tons."""
    start, end = max(0, match.start() - _NEAR), match.end() + _NEAR
    if text_before(match).strip(" -•*") and not _COOKED.search(match.string, start, end):
        return None
    return f"{cardinal(int(match['count']))} teaspoon{'' if match['count'] == '1' else 's'}"


RULES = (
    Rule(
        "cCtT",
        re.compile(
            r"(?<=[\d½¼¾⅓⅔⅛] )(?:(?P<dotted>[ctT])\.(?= (?:(?!of\b|rex\b)[a-z]|[+&]))"
            rf"|(?P<bare>[CT]|(?:(?<=/\d )|(?<=[½¼¾⅓⅔⅛] ))t)(?={_OTHER} (?:{_FOODS}){_RATED}))"
        ),
        _measure,
    ),
    Rule(
        DIGITS,
        re.compile(rf"(?<![\w.,/])(?P<count>[1-9]) t(?={_OTHER} (?:{_SPICES}){_RATED})"),
        _spoons,
    ),
)
