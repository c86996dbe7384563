"""How old books print: "&c.", "the 3d Regiment", "4to", two hyphens for a dash."""

import re

from voicefarm.normalization.english.context import stop_after
from voicefarm.normalization.english.numbers import cardinal, ordinal
from voicefarm.normalization.scanner import DIGITS, Rule

_SIZES = {"4to": "quarto", "8vo": "octavo", "12mo": "duodecimo", "16mo": "sixteenmo"}
"""How often a sheet is folded for a book."""
_ORDINAL = re.compile(
    r"(?P<number>\d{0,2}[23])d(?= (?:Lieut|Regiment|Regt|Cavalry|Infantry|Artillery|Battalion"
    r"|Brigade|Division|Corps|Army|[Ee]d(?:ition|\.)|[Ss]ession|[Ss]ess\.|[Ss]er(?:ies|\.)|Cong|Vol|P\.\s?S"
    r"|Street|St\.|Ave|of (?:the|this|that|last|next)\b|inst\b|ult\b|prox\b)"
    r"|(?<=(?i:the) \d[23]d)(?!\w))"
)
_DIMENSIONS = re.compile(
    r"(?P<number>[23])d(?=[- ](?:model|print|movie|film|game|art\b|animat|graphic|image|scan|view"
    r"|array|space|object|plot|chart|effect|glasses|render|shape|world|map|point|vector)|-)"
)
"""Not "second" and "third"."""


def _and_so_on(match: re.Match[str]) -> str:
    return "et cetera" + (stop_after(match) if match[0].endswith(".") else "")


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(int(match["number"]))


def _book_size(match: re.Match[str]) -> str:
    return _SIZES[match["size"].replace(" ", "")]


RULES = (
    Rule("&", re.compile(r"&c(?:\.|(?!\w))"), _and_so_on),
    Rule(DIGITS, _ORDINAL, _ordinal),
    Rule(DIGITS, _DIMENSIONS, lambda one: f"{cardinal(int(one['number']))} D"),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<size>4to|8 ?vo|12 ?mo(?=\.?,? (?:cloth|bound|boards|calf|gilt|half|paper|illus))"
            r"|16mo)(?!\w)",
            re.IGNORECASE,
        ),
        _book_size,
    ),
    Rule(
        "v",
        re.compile(
            r"(?:(?<=Dr\. )|(?<=(?:Herr|Frau|Graf) )|(?<=Baron )|(?<=Prince ))v\.(?= [A-Z])"
        ),
        lambda _: "von",
    ),
    Rule("-", re.compile(r"(?<=[\w.,;:!?'\")])--(?=[\d$£])"), lambda _: "--"),
)
