"""Two figures and a slash: fractions, ratings, seasons, and what is neither."""

import re

from voicefarm.normalization.english.context import is_quotation_open, text_before, word_after
from voicefarm.normalization.english.numbers import DASH, cardinal, number_words, ordinal, year
from voicefarm.normalization.english.quantities.adjectives import is_adjective
from voicefarm.normalization.english.quantities.unit_names import UNITS
from voicefarm.normalization.scanner import DIGITS, Rule

FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
_FIXED = {
    "24/7": "twenty-four seven", "9/11": "nine eleven", "50/50": "fifty-fifty",
    "50-50": "fifty-fifty", "50–50": "fifty-fifty", "60-40": "sixty forty",
    "80-20": "eighty twenty", "60/40": "sixty forty", "70/30": "seventy thirty",
    "80/20": "eighty twenty",
    "20/20": "twenty twenty", "24/7/365": "twenty-four seven three sixty-five",
    "365/24/7": "three sixty-five twenty-four seven",
}  # fmt: skip


def fraction_words(over: int, under: int) -> str:
    """ "two thirds", "one half", "twenty-two over one hundred one"."""
    if over > under > 12:
        return f"{cardinal(over)} over {cardinal(under)}"
    if over > 9 and under > 32 and under % 10 and under != 64:
        return f"{cardinal(over)} over {cardinal(under)}"
    if under == 2:
        name = "half" if over == 1 else "halves"
    elif under == 4:
        name = "quarter" if over == 1 else "quarters"
    elif 3 <= under <= 100:
        name = ordinal(under) + ("" if over == 1 else "s")
    elif over == 1 and under % 10 == 0:
        name = ordinal(under)
    else:
        return f"{cardinal(over)} over {cardinal(under)}"
    return f"{cardinal(over)} {name}"


def _fraction(match: re.Match[str]) -> str | None:
    if match["sign"]:
        over, under = FRACTIONS[match["sign"]]
    else:
        over, under = int(match["over"]), int(match["under"])
        if match["over"][0] == "0" or match["under"][0] == "0":
            return None
    until = " to " if match["until"] else ""
    if not (match["whole"] or match["nth"]) and (words := _out_of(match, over, under)):
        return words + until
    words = fraction_words(over, under)
    is_more = bool(match["whole"]) or over > under
    after = until or _fraction_unit(match, is_more=is_more)
    first = f"{number_words(match['first'])} to " if match["first"] else ""
    if not match["whole"]:
        if not after and _COMPOUND.match(match.string, match.end()):
            words = "half" if under == 2 else words.removesuffix("s")  # "a 3/4-ton van"
        return first + words + after
    return f"{first}{number_words(match['whole'])} and {with_article(words)}{after}"


def with_article(words: str) -> str:
    """ "a half" and "an eighth" for what begins with "one"."""
    name = words.removeprefix("one ")
    if name == words or " " in name:
        return words
    return f"{'an' if name[0] == 'e' else 'a'} {name}"


def _fraction_unit(match: re.Match[str], *, is_more: bool) -> str:
    if not (written := match["unit"] or match["joined"] or match["mark"]):
        return ""
    if match["mark"] and is_quotation_open(match, '"'):
        return written
    unit = _MARKED.get(written, written)
    return f" {UNITS[unit][is_more and not is_adjective(match, unit)]}"


def _out_of(match: re.Match[str], over: int, under: int) -> str | None:
    """A rating: "eight out of ten", "four out of five stars"."""
    after = word_after(match)
    is_rating = after in ("stars", "rating", "points") or (
        under in (10, 100) and over > 1 and after not in ("of", "mile", "inch", "second")
    )
    is_praise = under == 10 and bool(_PRAISED.search(text_before(match)))
    is_rating = is_rating and (over <= under or is_praise)
    return f"{cardinal(over)} out of {cardinal(under)}" if is_rating else None


def _over_letter(match: re.Match[str]) -> str:
    """ "1/x"."""
    return f"{number_words(match['over'])} over {match['under']}"


def _shutter(match: re.Match[str]) -> str:
    """ "1/250 s" as "one two-hundred-fiftieth of a second"."""
    number = int(match["second"])
    name = "half" if number == 2 else "quarter" if number == 4 else ordinal(number)
    return f"one {name.replace(' ', '-')} of a second"


def _slashes(match: re.Match[str]) -> str:
    return " slash ".join(number_words(part) for part in match[0].split("/"))


def _slashed_years(match: re.Match[str]) -> str | None:
    """ "2019/20", a season."""
    first = int(match["first"])
    if (first + 1) % 100 != int(match["last"][-2:]):
        return None
    last = match["last"]
    return f"{year(first)} to {year(int(last)) if len(last) == 4 else cardinal(int(last))}"


def _fixed(match: re.Match[str]) -> str:
    return _FIXED[match[0]]


_COMPOUND = re.compile(r"-[a-z]{3}")
_PRAISED = re.compile(r"\b(?:giv(?:e|es|ing)|gave|rat(?:e|ed|ing)|solid|scored?)\b[^.,;]{0,16}\Z")
"""Before "11/10", which is more than all that can be given."""
_SIGNS = "".join(FRACTIONS)
_MIXED = r"\d{1,3} [1-9]\d?[/⁄](?:2|3|4|5|6|8|16)(?![\d/⁄])"
"""What ends "2-2 1/2 cups"."""
_MARKED = {'"': "in", "″": "in"}
_UNTIL = rf" ?{DASH} ?(?=\d{{0,3}} ?[{_SIGNS}]|\d{{1,2}}[/⁄]\d|\d{{1,3}} ?[A-Za-z]{{1,12}}\b)"
"""The dash of "½–1 tsp", "1/2-3/4 cup": before another amount."""
_FRACTION_UNIT = (
    rf"(?:(?P<until>{_UNTIL})|(?P<mark>[\"″])(?=[ ,.;)x×]|-\w|\Z)"
    r"|(?:[ -](?P<unit>mmHg|sec|s|tsp|tbsp|Tbsp|oz|lb|lbs|mi|in(?=\.)|hr|hrs|gal|qt|pt"
    r"|kg|g|ft|rpm|mph|cm|mm|ml|mL)"
    r"|(?P<joined>in|cm|mm|lbs?|oz|kg|g|ml|tsp|tbsp|ft|mi))(?!\w)"
    r"(?:\.(?=,| [a-z(]))?)?"
)
RULES = (
    Rule(
        DIGITS,
        re.compile(r"(?<![\d/.,])(?P<first>1)/(?P<second>[1-9]\d{1,3}) ?(?:s|sec)(?!\w)"),
        _shutter,
    ),
    Rule(DIGITS, re.compile(r"(?P<over>\d{1,3})/(?P<under>[a-z])(?!\w)"), _over_letter),
    Rule(DIGITS, re.compile(rf"(?:{'|'.join(_FIXED)})(?![\w/])"), _fixed),
    Rule(
        "9",
        re.compile(
            r"9-11(?= (?:attack|hijack|terror|Commission|memorial|survivor|widow|truther))"
            r"|(?:(?<=[Pp]ost-)|(?<=[Pp]re-)|(?<=[Ss]ince )|(?<=[Aa]fter ))9[-/]11"
            r"(?![\w/-]|[.,]\d| ?%| [a-z]+s\b)"
        ),
        lambda _match: _FIXED["9/11"],
    ),
    Rule(DIGITS, re.compile(r"\d{1,4}(?:/\d{1,4}){2,6}(?![\w/])"), _slashes),
    Rule(
        DIGITS,
        re.compile(r"(?P<first>(?:19|20)\d\d)/(?P<last>(?:20)?\d\d)(?![\w/])"),
        _slashed_years,
    ),
    Rule(
        DIGITS + _SIGNS,
        re.compile(
            rf"(?:(?P<first>\d{{1,3}}) ?{DASH} ?(?=\d{{1,3}} ?[{_SIGNS}]|{_MIXED}))?"
            rf"(?:(?P<whole>\d{{1,4}}(?!\d))[ -]?)?(?:(?P<sign>[{_SIGNS}])"
            rf"|(?<!\d)(?P<over>\d{{1,3}})[/⁄](?P<under>\d{{1,3}})(?P<nth>(?:ths|rds|nds|th|rd|(?<=/[2348])'s|(?<=/[48])s|(?<=/16)s|(?<=/32)s)(?!\w))?(?![\d/⁄]|\.\d|,\d{{3}})){_FRACTION_UNIT}"
        ),
        _fraction,
    ),
)
