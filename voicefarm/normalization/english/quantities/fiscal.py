"""Years and quarters as companies count them: "FY2023/24", "2Q24", "Q4/23"."""

import re

from voicefarm.normalization.english.numbers import cardinal, year
from voicefarm.normalization.scanner import DIGITS, Rule


def _fiscal(match: re.Match[str]) -> str:
    """ "FY2023/24" as "F Y twenty twenty-three twenty-four"."""
    last = match["last"]
    first = match["first"]
    said = year(int(first)) if len(first) == 4 else cardinal(int(first))
    return f"FY {said} {year(int(last)) if len(last) == 4 else cardinal(int(last))}"


def _short_fiscal(match: re.Match[str]) -> str:
    """ "FY'24" as "F Y twenty-four"."""
    return f"{match['name']} {cardinal(int(match['year']))}"


def _quarter(match: re.Match[str]) -> str:
    """ "2Q24" as "Q two twenty twenty-four", "1H23" as "H one twenty twenty-three"."""
    written = match["year"]
    said = year(int(written) + (2000 if len(written) == 2 else 0))
    return f"{match['part']} {cardinal(int(match['quarter']))} {said}"


def _quarter_of(match: re.Match[str]) -> str:
    """ "Q4/23"."""
    written = match["year"]
    return f"Q {cardinal(int(match['quarter']))} {year(int(written) + 2000 * (len(written) == 2))}"


RULES = (
    Rule("Q", re.compile(r"Q(?P<quarter>[1-4])/(?P<year>20\d\d|\d\d)(?![\w/])"), _quarter_of),
    Rule(
        "F",
        re.compile(r"FY ?'?(?P<first>\d{4}|\d\d)[/–-](?P<last>\d{4}|\d\d)(?![\w/])"),
        _fiscal,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<quarter>[12](?=H)|[1-4](?=Q))(?P<part>[HQ])[ -]?(?:FY ?)?'?"
            r"(?P<year>20\d\d|\d\d)(?![\w/])"
        ),
        _quarter,
    ),
    Rule("FC", re.compile(r"(?P<name>FY|CY)'(?P<year>\d\d)(?![\w/])"), _short_fiscal),
)
