"""How doctors write: patients, histories, doses."""

import re

from voicefarm.normalization.english.context import text_before
from voicefarm.normalization.scanner import Rule

_DOES = (
    "is|was|has|had|denies|reports|presents|presented|states|complains|c/o|admitted|seen|will|to be"
)
"""What a patient does, which tells "Pt." from the name of a place."""
_DOSED = re.compile(
    r"(?:\b(?:mc?g|m[Ll]|g|IU|units?|tab(?:let)?s?|cap(?:sule)?s?|puffs?|drops|PO|p\.o\.|IV|orally"
    r"|daily)|\d ?(?:mc?g|m[Ll]|g)) \Z"
)


def _daily(match: re.Match[str]) -> str | None:
    """ "250 mg tid", how often a dose is taken."""
    return " ".join(match[0].upper()) if _DOSED.search(text_before(match)) else None


def _vitamin(match: re.Match[str]) -> str:
    return "Vitamin" if match[0][0] == "V" else "vitamin"


def _medical(match: re.Match[str]) -> str:
    """ "hx of HTN"."""
    words = {"h": "history", "d": "diagnosis", "s": "symptoms"}[match["what"].lower()]
    return words.capitalize() if match["what"].isupper() else words


def _as_needed(match: re.Match[str]) -> str:
    """ "prn" and "PRN pain"."""
    is_cause = re.match(r" (?!for\b|or\b|and\b|if\b|when\b|only\b)[a-z]", match["after"])
    return f"as needed{' for' * bool(is_cause)}"


RULES = (
    Rule("p", re.compile(r"prn(?!\w)(?=(?P<after>.{0,6}))"), _as_needed),
    Rule("bqt", re.compile(r"(?:bid|tid|qid|tds|qds)(?![\w'])"), _daily),
    Rule("Vv", re.compile(r"[Vv]it\.?(?= [A-EK]-?\d{0,2}(?!\w))"), _vitamin),
    Rule("r", re.compile(r"resp\.(?= \d)"), lambda _match: "respiration"),
    Rule("P", re.compile(rf"Pt\.?(?= (?:{_DOES})\b)"), lambda _match: "Patient"),
    Rule("p", re.compile(r"(?<=of )pts\.?(?= [a-z])"), lambda _match: "patients"),
    Rule("hHdDsS", re.compile(r"(?P<what>[hHdDsS])x(?=:| of | includes?\b)"), _medical),
)
