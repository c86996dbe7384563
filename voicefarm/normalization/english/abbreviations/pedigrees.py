"""Births and marriages of pedigrees, and the months of old letters."""

import re

from voicefarm.normalization.english.abbreviations.tables import BEFORE_FIGURES
from voicefarm.normalization.english.context import stop_after
from voicefarm.normalization.scanner import Rule


def _lived(match: re.Match[str]) -> str:
    """ "d. ca. 1519"."""
    return BEFORE_FIGURES[match[0][0]]


def _of_month(match: re.Match[str]) -> str:
    """ "the 5th inst." of an old letter."""
    return {"i": "instant", "u": "ultimo", "p": "proximo"}[match["month"][0]] + stop_after(match)


def _married(match: re.Match[str]) -> str:
    return "married"


RULES = (
    Rule(
        "iup",
        re.compile(
            r"(?:(?<=\dth )|(?<=\dst )|(?<=\dnd )|(?<=\drd ))(?P<month>inst|ult|prox)\.(?!\w)"
        ),
        _of_month,
    ),
    Rule("r", re.compile(r"(?<=\()ret\.(?=\))"), lambda _match: "retired"),
    Rule("bd", re.compile(r"[bd]\.(?= (?:ca?|abt|before|after|about)\.? ?\d)"), _lived),
    Rule(
        "m",
        re.compile(
            r"m\.(?= (?:\(\d\),? )?(?:ca?\. ?)?(?:\d{1,2} [A-Z][a-z]{2,8}\.? )?"
            r"1[5-9]\d\d(?![\d,]|\.\d))"
        ),
        _married,
    ),
)
