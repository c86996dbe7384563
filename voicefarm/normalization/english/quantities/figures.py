"""Bare figures: decades, ordinals, fractions, ranges, powers, and numbers as they are."""

import re
import unicodedata

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import (
    text_before,
    word_after,
    word_before,
)
from voicefarm.normalization.english.numbers import (
    DASH,
    NUMBER,
    cardinal,
    number_words,
    ordinal,
    paired,
    parts,
    plural,
    spelled,
    year,
)
from voicefarm.normalization.english.places import STATES
from voicefarm.normalization.english.quantities.codes import is_secret
from voicefarm.normalization.english.quantities.dates import MONTHS
from voicefarm.normalization.english.quantities.prices.money import SCALES
from voicefarm.normalization.english.quantities.unit_names import UNITS
from voicefarm.normalization.scanner import DIGITS, Rule

_THINGS = words(
    """
    accounts animals apples artists articles books boxes buildings bytes calories cars cases cells
    characters children cities coins companies copies customers days deaths dollars employees
    entries euros events examples families farmers feet files fish flights followers games gallons
    grams guests homes horses hours houses images inches items jobs kilograms kilometers
    kilometres kids letters lines liters litres locations men meters metres miles minutes models
    months names nodes officers orders pages participants patients people pieces pixels places
    players points pounds prisoners products questions readers records refugees requests rows
    rooms sailors samples schools seats seconds servers sheep ships shops sites soldiers species
    steps stores students subscribers tests things tickets times tokens tons tonnes trees troops
    units users vehicles views visitors volunteers votes voters warriors watts women words workers
    years yards
    """
)
_IN_YEAR = re.compile(
    r"\b(?:in|since|until|till|circa|years?|between|during|anno|before|after|of|from|by)\s\Z", re.I
)
_NAMED = words(
    """
    flight room route highway interstate boeing airbus apartment suite apt building area bus
    hwy rte port
    xbox locomotive model form forms rm rm. ste ste. apt. flt psalm psalms peugeot porsche ferrari
    """
)
"""What a figure names rather than counts: "Flight 370"."""
_PORTS = re.compile(
    r"\b(?:[Pp]orts \Z|[Pp]orts? \d{2,5}(?:,| and| or) (?:(?:and|or) |\d{2,5},? (?:and|or) )?\Z)"
)
"""Before one of "ports 443, 3306 or 5432", which is read as "port 443" is."""
_CALLS = words("call calls called calling dial dialed dialled dialing operator dispatcher dispatch")
_ZIP = re.compile(
    rf"\b(?i:zip|postcode|postal code)\b|(?:D\.C\.|, (?:{'|'.join(STATES.values())})),? \Z"
)
_EMERGENCY = words("911 999 112 988 000 311 411 101")
_ANOTHER_CALL = re.compile(r"\b(?:911|999|112|988|000) ?(?:or|and|,|/) ?\Z")
_TRACKED = words("order invoice account ticket case tracking reference confirmation number id card")
"""What a long figure names: "order 12345678"."""
_CODED = words(
    """
    pin code passcode password otp ext ext. extension zip key serial ending
    """
)
_SHORTEST_CODE = 3
_VERSIONED = words(
    "python version release ubuntu android ios macos node java ruby kernel django section figure"
)
_STATUS = re.compile(r"[2-5]0[1-9]")
_STATUS_BEFORE = re.compile(
    r"(?:HTTP(?:/\d(?:\.\d)?)?|\b(?:[Ee]rror|[Ss]tatus)(?: codes?)?:?|[Hh]ttp codes?) \Z"
)
_STATUS_AFTER = words("error errors response responses redirect redirects status Not Forbidden")
_ANSWERED = re.compile(r"\b(?:return(?:s|ed|ing)?|g[eo]ts?|throws?|threw|with) an? \Z")
_GOES_ON = words("and or if when for from on instead back")
_EARLY_YEARS = re.compile(rf"10\d\d{DASH}1[0-2]\d\d")
_YEAR_LIKE = re.compile(r"1[1-9]\d\d|20\d\d")


def figure_words(written: str, before: str = "", after: str = "", lead: str = "") -> str:
    """A bare number between the words `before` and `after`; `lead` is the text before it."""
    whole, decimals = parts(written)
    if decimals and before.lower() in _VERSIONED:
        return f"{number_words(whole or '0')} point {_version_part(decimals)}"
    if decimals or not written.isdecimal():
        return number_words(written)
    if _is_spelled(whole, before, after, lead) or (
        len(whole) == 5 and after not in _THINGS and _ZIP.search(lead)
    ):
        return spelled(whole)
    if len(whole) in (3, 4) and (
        _is_named(whole, before) or _PORTS.search(lead) or _is_status(whole, after, lead)
    ):
        return paired(whole)
    return year(int(whole)) if _is_year(whole, after, lead) else number_words(whole)


def _is_spelled(whole: str, before: str, after: str, lead: str) -> bool:
    name = before.lower()
    if (name in _CODED and not (name == "ending" and _YEAR_LIKE.fullmatch(whole))) or (
        len(whole) > 4 and name in _TRACKED
    ):
        return True
    if whole in _EMERGENCY and (
        name in _CALLS or after.lower() in _CALLS or _ANOTHER_CALL.search(lead)
    ):
        return True
    return len(whole) > 9 and not whole.endswith("000")


def _is_named(whole: str, before: str) -> bool:
    """ "Flight 370", "RTX 4090"."""
    is_code = 2 <= len(before) <= 4 and before.isupper() and not whole.endswith("00")
    return before.lower().rstrip(".") in _NAMED or is_code


def _is_status(whole: str, after: str, lead: str) -> bool:
    """ "a 404", "error 503": what a server answers."""
    if not _STATUS.fullmatch(whole):
        return False
    return (
        after in _STATUS_AFTER
        or (whole, after) == ("404", "page")
        or bool(
            _STATUS_BEFORE.search(lead)
            or ((not after or after in _GOES_ON) and _ANSWERED.search(lead))
        )
    )


def _is_year(whole: str, after: str, lead: str) -> bool:
    if _YEAR_LIKE.fullmatch(whole):
        return after not in _THINGS or whole.endswith("00")
    is_early = len(whole) == 4 and whole.startswith("10")
    return is_early and after not in _THINGS and bool(_IN_YEAR.search(lead))


def _several(match: re.Match[str]) -> str:
    """ "under-18s", "747s"."""
    is_name = len(match["number"]) == 3 and word_before(match).lower() in _NAMED
    return plural(paired(match["number"]) if is_name else number_words(match["number"]))


def _member(match: re.Match[str]) -> str:
    """ "the 49ers" as "forty-niners"."""
    words = cardinal(int(match["number"]))
    stem = words[:-1] + "i" * words.endswith("y") if words[-1] in "ey" else words
    return f"{stem}er{match['many']}"


def _short_year(match: re.Match[str]) -> str:
    """ "'05" as "oh five"."""
    digits = match["year"]
    return f"oh {cardinal(int(digits))}" if digits[0] == "0" else cardinal(int(digits))


def _digits(match: re.Match[str]) -> str:
    """ "1's and 0's"."""
    if _IS.match(match.string, match.end()):
        return f"{cardinal(int(match['digit']))}'s"
    return plural(cardinal(int(match["digit"])))


def _decimal_comma(match: re.Match[str]) -> str:
    return number_words(match[0])


def _number(match: re.Match[str]) -> str:
    lead = text_before(match)
    before = "section" if lead.rstrip().endswith("§") else word_before(match)
    return figure_words(match[0], before, word_after(match), lead)


def _plain_number(match: re.Match[str]) -> str | None:
    follows = match["next"]
    if len(match[0]) >= _SHORTEST_CODE and is_secret(match):
        return None
    if follows == "hours" and _MILITARY.fullmatch(match[0]) and word_before(match) in _AT_A_TIME:
        return None
    if follows and (follows in _GO_ON or (follows[0].isupper() and match[0] in "123")):
        return None
    return _number(match)


def _percent(match: re.Match[str]) -> str:
    return f"{number_words(match['share'])} percent"


def _decade(match: re.Match[str]) -> str:
    digits, last = match["decade"].replace(",", ""), match["last"]
    return _decade_words(digits) + (f" to {_decade_words(last)}" if last else "")


def _decade_words(digits: str) -> str:
    if digits in ("10", "100") or (len(digits) > 3 and digits.endswith("000") and digits != "2000"):
        return plural(cardinal(int(digits)).removeprefix("one "))
    if digits == "2000":
        return "two thousands"
    if len(digits) == 3 or len(digits) == 4:
        century, tens = int(digits[:-2]), int(digits[-2:])
        return f"{cardinal(century)} {plural(cardinal(tens)) if tens else 'hundreds'}"
    if digits == "0":
        return "zeros"
    return plural(number_words(digits)) if int(digits) else "two thousands"


def _ordinal(match: re.Match[str]) -> str:
    words = ordinal(int(match["number"].replace(",", ""))) + (match["many"] or match["ly"] or "")
    if match["many"] and set(match["number"][1:]) == {"0"}:
        words = words.removeprefix("one ")
    return f"{words} to {ordinal(int(match['last']))}" if match["last"] else words


def _screen(match: re.Match[str]) -> str:
    """ "1080p"."""
    return f"{paired(match['lines'])} {match['scan'].upper()}"


def _range(match: re.Match[str]) -> str | None:
    """Years if both can be: "nineteen thirty-nine to nineteen forty-five"."""
    first, last = match["first"], match["last"]
    if _is_subtraction(match):
        return None
    if len(first) > 2 and first[0] == "0" and (first + last).isdecimal():
        return f"{spelled(first)} {spelled(last)}"
    if _is_reign(match):
        return f"{year(int(first))} to {year(int(last))}"
    if len(first) == 4 and _YEAR_LIKE.fullmatch(first) and len(last) in (2, 4) and last.isdecimal():
        end = cardinal(int(last)) if len(last) == 2 else year(int(last))
        if len(last) == 4 and last[0] == "0":
            return f"{year(int(first))} {spelled(last)}"
        if last[0] == "0":
            end = year(int(first[:2] + last) + 100 * (first[2:] > last))
        return f"{year(int(first))} to {end}"
    return f"{number_words(first)} to {number_words(last)}"


def _is_reign(match: re.Match[str]) -> bool:
    """Whether "1066–1154" are years of an early time: behind "years", or in brackets."""
    text, start, end = match.string, match.start(), match.end()
    if not (_EARLY_YEARS.fullmatch(match[0]) and match["first"] < match["last"]):
        return False
    is_apart = text[max(0, start - 1) : start] + text[end : end + 1] == "()"
    return is_apart or bool(_IN_YEAR.search(text_before(match)))


def _is_subtraction(match: re.Match[str]) -> bool:
    return bool(re.match(r"\s?=", match.string[match.end() : match.end() + 2]))


def _subtraction(match: re.Match[str]) -> str:
    return f"{number_words(match['first'])} minus {number_words(match['last'])}"


def _sign(match: re.Match[str]) -> str:
    return "plus" if match[0] == "+" else "minus"


def _version(match: re.Match[str]) -> str:
    letter = f"{match['letter']} " if match["letter"] else ""
    return letter + " point ".join(_version_part(part) for part in match["parts"].split("."))


def _open_version(match: re.Match[str]) -> str:
    """ "20.x" as "twenty point x"."""
    letter = f"{match['letter']} " if match["letter"] else ""
    return f"{letter}{' point '.join(map(_version_part, match['parts'].split('.')))} point x"


def _version_part(part: str) -> str:
    return (
        number_words(part) if len(part) < 4 else paired(part) if len(part) == 4 else spelled(part)
    )


def _chained(match: re.Match[str]) -> str:
    """ "12-34-56" and other codes: group by group."""
    groups = re.split(f"{DASH}", match[0])
    mark = " " if all(len(group) == 1 for group in groups) else ", "
    return mark.join(spelled(group) if len(group) > 2 else number_words(group) for group in groups)


def _circled(match: re.Match[str]) -> str:
    return cardinal(int(unicodedata.numeric(match[0])))


_MILITARY = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_AT_A_TIME = words("at by until till from before after since around about to")
"""Before "2100 hours", a time of day."""
_IS = re.compile(
    r" (?:too|not|fine|good|okay|my|a|the|always|never|better|best|early|late|enough|about)\b"
)
"""After "8's" that means "8 is"."""
_SHORT_WORDS = "to|or|at|on|by|is|as|if|he|we|it|so|an"
_GO_ON = (
    frozenset(SCALES)
    | frozenset(UNITS)
    | frozenset(month[:length] for month in MONTHS for length in (3, 4, len(month)))
    | words("of euros Myr Gyr kyr")
)
"""What goes on with the number before it: units, scales, months."""
_STAND_ALONE = r"(?:(?<![\w.])|(?<=[a-z]\.))"
RULES = (
    Rule(DIGITS, re.compile(r"(?P<lines>\d{3,4})(?P<scan>[pi])(?!\w)"), _screen),
    Rule("'", re.compile(r"(?:(?<!\w)|(?<=Q\d))'(?P<year>\d\d)(?![\w'])"), _short_year),
    Rule(DIGITS, re.compile(r"(?P<digit>\d)'s(?!\w)"), _digits),
    Rule(
        DIGITS,
        re.compile(r"\d{1,3},\d\d?(?= (?:million|billion|trillion|percent)\b)"),
        _decimal_comma,
    ),
    Rule(
        DIGITS + "'",
        re.compile(
            rf"(?:(?<!\w)')?(?P<decade>\d?\d,000|\d{{0,4}}(?<!\d)(?:\d\d?)?\d?0)'?s"
            rf"(?:{DASH}'?(?P<last>\d{{1,3}}0)'?s)?(?!\w)"
        ),
        _decade,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d{{1,12}})(?:st|nd|rd|th(?P<many>s)?|ST|ND|RD|TH)(?P<ly>ly)?"
            rf"(?:{DASH}(?P<last>\d{{1,4}})(?:st|nd|rd|th))?(?!\w)"
        ),
        _ordinal,
    ),
    Rule(
        DIGITS + "vV",
        re.compile(
            r"(?P<letter>[vV])?\.?(?P<parts>(?!\d{1,3}(?:\.\d{3}){2,6}(?![.\d]))"
            r"\d{1,8}(?:\.\d{1,8}){2,6})(?!\w)"
        ),
        _version,
    ),
    Rule(
        DIGITS + "vV",
        re.compile(r"(?P<letter>[vV])?(?P<parts>\d{1,3}(?:\.\d{1,3}){0,2})\.x(?!\w)"),
        _open_version,
    ),
    Rule("vV", re.compile(r"(?P<letter>[vV])(?P<parts>\d{1,4}(?:\.\d{1,4}){0,1})(?!\w)"), _version),
    Rule(
        DIGITS,
        re.compile(rf"\d{{1,9}}(?P<dash>{DASH})\d{{1,9}}(?:(?P=dash)\d{{1,9}}){{1,8}}(?!\w)"),
        _chained,
    ),
    Rule(
        DIGITS,
        re.compile(rf"(?P<first>{NUMBER})\s[-−–]\s(?P<last>{NUMBER})(?=\s?=)"),
        _subtraction,
    ),
    Rule(
        DIGITS + ".",
        re.compile(
            rf"{_STAND_ALONE}(?P<first>{NUMBER})(?:\s?(?:[–—]|~)\s?|-| - )(?P<last>{NUMBER})"
            r"(?!\w|[-–][\dA-Z])"
        ),
        _range,
    ),
    Rule("-–", re.compile(r"(?<=[\d.][°º])[-–](?=\d)"), lambda _: " to "),
    Rule("-–", re.compile(r"(?<=[a-z]\.)[-–](?=\d)|(?<=\d)[-–](?=ca?\. ?\d)"), lambda _: " to "),
    Rule("-−–+", re.compile(r"(?<![\w)♠♥♦♣])(?:[-–+]|− ?)(?=\.?\d)"), _sign),
    Rule(DIGITS, re.compile(r"(?P<number>[1-9]\d{0,2})s(?!\w)"), _several),
    Rule(DIGITS, re.compile(r"(?P<number>[1-9]\d{1,2})er(?P<many>s?)(?!\w)"), _member),
)
PLAIN = (
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,:/'’!?-])(?!0\d)(?P<share>\d{1,9}+(?:\.\d{1,9}+)?)"
            r"%(?=[\s.,;:)]|\Z)(?!\s?[-–]| pts?\b)"
        ),
        _percent,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,:/'’!?-])(?!0\d)\d{1,9}+(?:\.\d{1,9}+)?(?=[;!?)]|,\s|\.?\Z"
            r"|\.\s(?![A-Z][a-z]{2})"
            rf"| (?P<next>(?:{_SHORT_WORDS})(?![\w./'])|[A-Za-z][a-z]{{2,15}}(?![\w./²³'])))"
        ),
        _plain_number,
    ),
)
"""Most numbers by far: those after which nothing is that could belong to them."""
REST = (
    Rule(DIGITS, re.compile(NUMBER), _number),
    Rule(".", re.compile(rf"{_STAND_ALONE}\.\d++"), _number),
    Rule("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳❶❷❸❹❺❻❼❽❾❿", re.compile("."), _circled),
)
