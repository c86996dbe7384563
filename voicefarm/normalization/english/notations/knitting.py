"""Patterns of those who knit and crochet: "K2, p2, k2tog" as "knit two, purl two, ..."."""

import re

from voicefarm.normalization.english.numbers import cardinal
from voicefarm.normalization.scanner import Rule

_STITCHES = {
    "st st": "stockinette stitch", "st": "stitch", "sts": "stitches", "yo": "yarn over",
    "ssk": "slip slip knit", "sl st": "slip stitch", "sl": "slip", "tog": "together",
    "rep": "repeat", "rnd": "round", "rnds": "rounds", "co": "cast on", "bo": "bind off",
    "rs": "right side", "ws": "wrong side", "sc": "single crochet", "dc": "double crochet",
    "hdc": "half double crochet", "tr": "treble crochet", "ch": "chain", "inc": "increase",
    "dec": "decrease", "rem": "remaining", "patt": "pattern", "sm": "slip marker",
}  # fmt: skip
SMALL_WORDS = tuple(short for short in _STITCHES if short.isalpha())
_WORKED = {"k": "knit", "p": "purl"}
_SIGNS = re.compile(
    r"\b(?:[KkPp]\d{1,2}(?=[,;.*\]]| to\b)|[kp]\d?tog|ssk|sts|[Ss]t st|[Rr]nds?|yo(?=[,.])|[Ss]c in"
    r"|[Dd]c in|[Cc]h \d|sl st|[Rr]ep from|C(?:O|ast on) \d|BO|needles|crochet|knit|purl|gauge)\b"
)
_NEAR = 100
"""Characters around a word in which other words of a pattern must stand."""


def _is_pattern(match: re.Match[str]) -> bool:
    near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    signs = _SIGNS.finditer(near)
    return next(signs, None) is not None and next(signs, None) is not None


def _stitch(match: re.Match[str]) -> str | None:
    """ "sts" as "stitches"."""
    return _STITCHES[match["short"].lower()] if _is_pattern(match) else None


def _worked(match: re.Match[str]) -> str | None:
    """ "K2" as "knit two", "p2tog" as "purl two together"."""
    if not _is_pattern(match):
        return None
    together = " together" if match["together"] else ""
    return f"{_WORKED[match['how'].lower()]} {cardinal(int(match['count']))}{together}"


def _star(match: re.Match[str]) -> str:
    """ "rep from * to end"."""
    return "star"


RULES = (
    Rule("KkPp", re.compile(r"(?P<how>[KkPp])(?P<count>\d{1,2})(?P<together>tog)?(?!\w)"), _worked),
    Rule(
        "sSyYrRcCbBdDhHtwWip",
        re.compile(
            rf"(?P<short>[Ss]t st|[Ss]l st|{'|'.join(s for s in _STITCHES if ' ' not in s)}"
            r"|CO|BO|RS|WS|R(?:ep|nds?)|S(?:c|l|sk)|D[ec]c?|Ch|Hdc|Inc)\.?(?!\w)(?<!\.)"
        ),
        _stitch,
    ),
    Rule("*", re.compile(r"(?:(?<=from )|(?<=between ))\*(?=[ ,;.])"), _star),
)
