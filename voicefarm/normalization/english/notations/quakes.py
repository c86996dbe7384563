"""Sizes of earthquakes: "an M5.2 quake", "Mw 7.8"."""

import re

from voicefarm.normalization.english.context import word_before
from voicefarm.normalization.english.numbers import number_words
from voicefarm.normalization.scanner import Rule

_NEAR = 80
"""Characters around the size in which words of a quake must stand."""
_QUAKE = re.compile(
    r"\b(?:(?:earth|sea)?quakes?|aftershocks?|foreshocks?|tremors?|temblors?|seismic|epicent(?:er|re)"
    r"|USGS|Richter|tsunami)\b"
)


def _magnitude(match: re.Match[str]) -> str | None:
    """ "M7.1" as "magnitude seven point one"; after "an" the letter is said."""
    near = match.string[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    if word_before(match) in ("an", "An") or not _QUAKE.search(near):
        return None
    return f"magnitude {number_words(match['size'])}"


RULES = (
    Rule(
        "M",
        re.compile(
            r"M(?:[wWLlsSb]?[ =]?(?=\d\.)|[wLsb] ?|(?= ?\d (?:\w+ )?(?:earth)?quake) ?)"
            r"(?P<size>\d(?:\.\d)?)(?![\w-]|\.\d)"
        ),
        _magnitude,
    ),
)
