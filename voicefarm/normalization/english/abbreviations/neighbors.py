"""Words cut short that the word next to them makes clear: "2 med. eggs", "Co. Rd. 12"."""

import re

from voicefarm.normalization.english.abbreviations.tables import LETTERED_PARTS
from voicefarm.normalization.english.context import stop_after
from voicefarm.normalization.scanner import Rule


def _body(match: re.Match[str]) -> str:
    """ "Bd. of Education"."""
    return {"Pres": "President", "Bd": "Board"}[match["short"]]


def _flight(match: re.Match[str]) -> str:
    return "Flights" if "s" in match[0] else "Flight"


def _lettered(match: re.Match[str]) -> str:
    """ "Ex. B", a paper of a court."""
    return LETTERED_PARTS[match["short"]]


def _century(match: re.Match[str]) -> str:
    """ "19th-c." as "century"."""
    return "century" + stop_after(match)


RULES = (
    Rule(
        "cC",
        re.compile(
            r"(?<=\d(?:st|nd|rd|th)[- ])(?:c(?:ent)?\.(?!\w)"
            r"|C\.(?=[,;)]|\s*\Z| (?:[a-z]|BC|AD|B\.C|A\.D)))"
        ),
        _century,
    ),
    Rule("F", re.compile(r"Fl(?:igh)?ts?\.?(?= (?:# ?|[A-Z]{2} ?)?\d| # ?[A-Z]{2})"), _flight),
    Rule("EASF", re.compile(r"(?P<short>Exh?|App|Sch|Fig|Att)\.(?= [A-Z]\d?(?!\w))"), _lettered),
    Rule("m", re.compile(r"(?<=[\d½] )med\.(?= [a-z])"), lambda _match: "medium"),
    Rule("a", re.compile(r"apts?\.(?=[,;:]| for\b)"), lambda m: m[0].replace("apt.", "apartment")),
    Rule("C", re.compile(r"C(?:o|ty)\.(?= (?:Rd|Road|Hwy|Rte|Route)\b)"), lambda _match: "County"),
    # Numbers of Mozart's and Schubert's works, and of bills in the Senate.
    Rule(
        "KDS",
        re.compile(
            r"(?:(?:(?<=\()|(?<=[a-z], )|(?<=\d, )|(?<=\d; )|(?<=\d ))[KD]"
            r"|(?:(?<=bill )|(?<=\d and ))S)"
            r"\.(?= \d{2,4}(?![\w,]))"
        ),
        lambda match: match[0][0],
    ),
    Rule("S", re.compile(r"St\.(?=-[A-Z])"), lambda _match: "Saint"),
    Rule("B", re.compile(r"Blk\.?(?= \d)"), lambda _match: "Block"),
    Rule("w", re.compile(r"(?<=[Nn]et )wt\.?(?!\w)"), lambda _match: "weight"),
    Rule("p", re.compile(r"(?<=dew )pt\.?(?!\w)"), lambda _match: "point"),
    Rule("PB", re.compile(r"(?P<short>Pres|Bd)\.(?= of )"), _body),
)
