"""What letters mean in a formula: functions, quotients, comparisons."""

import re

from voicefarm.normalization.english.numbers import number_words
from voicefarm.normalization.english.quantities.unit_names import UNITS
from voicefarm.normalization.scanner import Rule

_MATH = re.compile(r"[=<>≤≥≈≠+*×·^√∫∑²³∈]|\b(?:formula|ratio|equation|fraction|slope)\b")
_LOOK = 8
FACTORS = "[b-df-hj-np-tv-xz]{2,3}"
"""Letters that make no word."""
_POWERS = {"²": " squared", "³": " cubed", "2": " squared", "3": " cubed"}
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CUT = ("vs", "hr", "mr", "ms", "dr", "st", "nd", "rd", "th")
_FACTOR_BEFORE = re.compile(
    r"(?:(?:\b[A-Za-z]{1,2}|\([a-z]\)|[²³]) ?= ?|(?:\b[A-Za-z]{1,2}|[²³]) [+−-] )\Z"
)
_DOSE = re.compile(r"\d ?(?:mcg|[mkµμ]?g|m?[Ll]|IU|units?|mmol|mEq|lb|oz|kWh|k?cal|kJ)\Z")


def _of(match: re.Match[str]) -> str:
    """ "f(x)" as "f of x"."""
    prime = " prime" * len(match["prime"])
    argument = match["argument"].replace(",", " and").replace("|", " given ").replace("∩", " and ")
    return f"{match['name']}{prime} of {argument.replace('∪', ' or ')}"


def _of_figures(match: re.Match[str]) -> str:
    """ "C(5,2) = 10" as "C of five, two"."""
    return f"{match['name']} of {', '.join(map(number_words, match['argument'].split(',')))}"


def _angle(match: re.Match[str]) -> str:
    """ "sin 30°", "cos(60°)"."""
    name = {"sin": "sine", "cos": "cosine", "tan": "tangent"}[match["name"]]
    if match["letter"]:
        return f"{name} of {match['letter']}"
    return f"{name} of " if match.string.startswith("(", match.end()) else name


def _product(match: re.Match[str]) -> str | None:
    """ "E = mc²" as "MC squared": letters behind a sign of a formula."""
    factors = match["factors"]
    before = match.string[max(0, match.start() - _LOOK) : match.start()]
    if factors in UNITS or factors in _CUT or not _FACTOR_BEFORE.search(before):
        return None
    power = _POWERS[match["power"].lstrip("^")] if match["power"] else ""
    return factors.upper() + power


def _over(match: re.Match[str]) -> str | None:
    """ "a/b < c" as "a over b"; but "the y/n prompt"."""
    text = match.string
    near = text[max(0, match.start() - _LOOK) : match.end() + _LOOK]
    is_sure = not (text[match.start() - 1].isascii() and text[match.end()].isalpha())
    return " over " if is_sure or _MATH.search(near) else None


def _per(match: re.Match[str]) -> str | None:
    """ "10 mcg/0.5 mL"."""
    before = match.string[max(0, match.start() - 12) : match.start()]
    return " per " if _DOSE.search(before) else None


def _compared(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    if before[-1].isalpha() and before[-2:-1].isalpha():
        return None
    kind = "less" if match["mark"][0] == "<" else "greater"
    equal = " or equal to" if "=" in match["mark"] else ""
    return f"is {kind} than{equal}"


_LEFT = r"(?<=[\d)²³%])|(?<=[\d)²³%] )|(?<=[A-Za-zα-ω])|(?<=[A-Za-zα-ω] )"
RULES = (
    Rule(
        "abcdefghijklmnopqrstuvwxyz",
        re.compile(
            rf"(?P<factors>{FACTORS}|ma|[a-z]{{2}}(?=[²³^]))(?P<power>[²³]|\^[23])?"
            r"(?![\w²³'’^({*]|\.\w)"
        ),
        _product,
    ),
    Rule(
        "fghFGP",
        re.compile(
            r"(?P<name>[fghFGP])(?P<prime>['′]{0,2})"
            r"\((?P<argument>[a-zA-Z](?:(?:, ?|[|∩∪])[a-zA-Z])?)\)"
        ),
        _of,
    ),
    Rule(
        _LETTERS,
        re.compile(
            r"(?P<name>[A-Za-z])\((?P<argument>\d{1,3}(?:, ?\d{1,3}){0,2})\)"
            r"(?= ?[=<>≈≤≥+×·*]| (?:time|space|ways|complexity)\b)"
        ),
        _of_figures,
    ),
    Rule(
        "|",
        re.compile(r"(?:(?<=\{[a-z] )|(?<=\{[a-z]))\|(?= ?[a-z\d][^{}|]{0,40}\})"),
        lambda _match: "such that",
    ),
    Rule(
        "|",
        re.compile(
            r"(?<![\w|)])\|(?=[-−]?(?:[a-z]|\d{1,4})(?: ?[-−+] ?(?:[a-z]|\d{1,4}))?\|"
            r" ?[=<>≤≥+] ?[^|])"
        ),
        lambda _match: "the absolute value of ",
    ),
    Rule("-−", re.compile(r"(?<=\|[a-z] )[-−](?= [a-z\d]{1,4}\|)"), lambda _match: "minus"),
    Rule(
        "sct",
        re.compile(
            r"(?P<name>sin|cos|tan)"
            r"(?:\((?P<letter>[a-z])\)|(?=\([\dα-ω]| \d{1,3}(?:\.\d+)?°| [α-ω]))"
        ),
        _angle,
    ),
    Rule(
        "/",
        re.compile(
            r"(?:(?<=[α-ωπ)])(?=/\d)|(?<=[A-Za-z]\))(?=/[A-Z]\()|(?<=\b[A-Za-zα-ω])(?<!f)(?<!/\w)"
            r"(?=/(?:[A-Za-zα-ω]|\d)(?![\w/])))/"
        ),
        _over,
    ),
    Rule(
        "/",
        re.compile(r"(?<=[A-Za-z])/(?=\d[\d.,]{0,6} ?(?:m[Ll]|[Ll]|m?g|kg|h|min|tsp|km)\b)"),
        _per,
    ),
    Rule(
        "<>",
        re.compile(
            rf"(?:{_LEFT})"
            r"(?<!<[A-Za-z])(?P<mark>[<>]=?)(?= ?(?!/?\w*>)-?(?:[\d(√.]|[A-Za-zα-ω](?![^\W\d])))"
        ),
        _compared,
    ),
)
