"""Births and marriages of pedigrees, months of old letters, manuscripts."""

import re

from voicefarm.normalization.english.abbreviations.tables import BEFORE_FIGURES
from voicefarm.normalization.english.context import STARTERS, stop_after
from voicefarm.normalization.scanner import Rule


def _lived(match: re.Match[str]) -> str:
    """ "d. ca. 1519"."""
    return BEFORE_FIGURES[match[0][0]]


def _of_month(match: re.Match[str]) -> str:
    """ "the 5th inst." of an old letter."""
    return {"i": "instant", "u": "ultimo", "p": "proximo"}[match["month"][0]] + stop_after(match)


def _manuscript(match: re.Match[str]) -> str | None:
    """ "in the MS. of the poem"; but a state has a comma before it."""
    follows = re.match(r" ([A-Z][\w']*)", match.string[match.end() : match.end() + 24])
    if follows and follows[1] in STARTERS and match[0] == "MS.":
        return None
    return "manuscripts" if match[0] == "MSS." else "manuscript"


def _married(match: re.Match[str]) -> str:
    return "married"


RULES = (
    Rule("M", re.compile(r"(?<!, )MSS?\.(?= (?:[A-Za-z][a-z]|\d|of\b))"), _manuscript),
    Rule(
        "iup",
        re.compile(
            r"(?:(?<=\dth )|(?<=\dst )|(?<=\dnd )|(?<=\drd ))(?P<month>inst|ult|prox)\.(?!\w)"
        ),
        _of_month,
    ),
    Rule("r", re.compile(r"(?<=\()ret\.(?=\))"), lambda _match: "retired"),
    Rule(
        "bd", re.compile(r"[bd]\.(?= (?:ca?|abt|bef|aft|betw|before|after|about)\.? ?\d)"), _lived
    ),
    Rule("ab", re.compile(r"(?:abt|bef)(?= \d)"), lambda match: BEFORE_FIGURES[match[0]]),
    Rule(
        "m",
        re.compile(
            r"m\.(?= (?:\(\d\),? )?(?:ca?\. ?)?(?:\d{1,2} [A-Z][a-z]{2,8}\.? )?"
            r"1[5-9]\d\d(?![\d,]|\.\d))"
        ),
        _married,
    ),
)
