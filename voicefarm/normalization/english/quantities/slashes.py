"""Two figures and a slash that make no fraction: pressure, odds, meters, innings, years."""

import re

from voicefarm.normalization.english.context import STARTERS, word_after
from voicefarm.normalization.english.numbers import (
    DASH,
    cardinal,
    number_words,
    paired,
    year,
)
from voicefarm.normalization.english.quantities.dates import MONTHS, date_words
from voicefarm.normalization.english.quantities.units import unit_names
from voicefarm.normalization.scanner import DIGITS, Rule

_LOOK = 60
_PRESSURE = re.compile(r"\b(?:BP|blood pressure|pressure|systolic|diastolic|hypertens\w+)\b", re.I)
_ODDS = re.compile(
    r"\b(?:odds|bet|bets|betting|favou?rite|outsider|long ?shot|bookies|bookmakers?|starting price"
    r"|SP|priced|backed|went off|on offer)\b",
    re.I,
)
_METER = re.compile(
    r"\b(?:time|meter|metre|time signature|waltz|beats?|bars?|measures?|rhythm|tempo|music|song)\b",
    re.I,
)
_MUSIC = re.compile(
    r"\d/(?:2|4|8|16)[ -](?:time|meter|metre)\b"
    r"|\b(?:time signature|waltz|metre|bpm|[Tt]empo)\b"
)
_COUNTED_OUT = re.compile(
    r"\b(?i:part|page|lap|disc|disk|round|attempt|try|tweet|week|day|level) \Z"
)
_DAYS = (17, 18, 19, 21, 22, 23, 26, 27, 28, 29, 30, 31)
_HALF_A_YEAR = 6
"""Months that a range of dates goes back at least, to be in the next year."""
_DATE_AFTER = re.compile(r"[.,;:)]|\s*\Z| (?:at|@|and|to|for|or|by|from|game|meeting|deadline)\b")
_CASES_AFTER = re.compile(r" (?:of|patients|cases|samples|subjects|people|women|men|children)\b")
_NO_DATE = re.compile(
    r"\b(?:scor\w+|got|odds|chance|ratio|fraction|only|about|than|equals|wins?|voted|patients"
    r"|cases|samples|in) \Z|[=+*×(]\s?\Z"
)
_SIGHT = re.compile(r"\b(?:vision|visual|acuity|OD|OS|OU|eyes?|eyesight|sees?)\b")
_CRICKET = re.compile(
    r"\b(?:overs?|ov|wickets?|innings|declared|all out|cricket|Test match|ODI|T20|batted|batting"
    r"|bowled|bowling|bowler|runs|stumps|lunch|tea)\b"
)
_CAREER = re.compile(r"\b(?:took|figures of|bowled|bowling|spell|returned|claimed|finished with)\b")


_LAST_WORD = re.compile(r"([A-Za-z]+) \Z")
_PRODUCT = re.compile(r"[a-z]{0,2}[A-Z][A-Za-z]*[a-z]|[a-z]{1,3}[A-Z]{2,3}")
_HAS_NUMBERS = re.compile(
    r"(?i:gates?|trams?|bus|buses|routes?|lines?|platforms?|tracks?|lanes?|grades?|rooms?|seats?|rows?"
    r"|exits?|episodes?|seasons?|chapters?|types?|versions?|questions?|junctions?|zones?)"
    r"|Python|iOS|iPadOS|macOS|Windows|Android|iPhone|Galaxy|Pixel|Java|Angular|React|Rails|Gen"
)
_COMMON_PARTS = (2, 3, 4, 5, 6, 8, 10, 16, 32, 64)
"""What a fraction often has under its line."""
_NOT_WHOLE = (2, 4, 8, 20, 50)
"""Measures of music, sight and halves: "4/4", "20/20", "50/50"."""
_IS_PART = re.compile(r" ?(?:of\b|full|inch|in\b|cups?|miles?|an?\b|mm\b|cm\b|[\"″=%])")


def _around(match: re.Match[str]) -> tuple[str, str]:
    text = match.string
    before = text[max(0, match.start() - _LOOK) : match.start()]
    after = text[match.end() : match.end() + _LOOK]
    return before, after


def _sentence_around(match: re.Match[str]) -> str:
    """The words of its sentence before and after the match."""
    before, after = _around(match)
    return re.split(r"[.!?]\s", before)[-1] + " | " + re.split(r"[.!?](?:\s|\Z)", after)[0]


def _pressure(match: re.Match[str]) -> str | None:
    """ "120/80" as "one twenty over eighty"."""
    high, low = int(match["first"]), int(match["second"])
    if not (60 <= high <= 299 and 30 <= low <= 180 and low < high):
        return None
    before, _ = _around(match)
    if not (_PRESSURE.search(before) or match["unit"]):
        return None
    unit = " millimeters of mercury" if match["unit"] else ""
    return f"{_short(match['first'])} over {_short(match['second'])}{unit}"


def _short(digits: str) -> str:
    return paired(digits) if len(digits) == 3 else cardinal(int(digits))


def _odds(match: re.Match[str]) -> str | None:
    """ "at 7/2 odds" as "seven to two"."""
    if (
        int(match["second"]) > 40
        or not _ODDS.search(_sentence_around(match))
        or word_after(match) == "of"
    ):
        return None
    return f"{cardinal(int(match['first']))} to {cardinal(int(match['second']))}"


def _meter(match: re.Match[str]) -> str | None:
    """ "in 3/4 and 4/4 time" as "three four and four four"."""
    if match["second"] not in ("2", "4", "8", "16"):
        return None
    before, after = _around(match)
    is_meter = _METER.match(after.lstrip(" -")) or (
        re.search(r"\b(?:[Ii]n|from|to|and|or|of|then)(?: a)? \Z", before)
        and _MUSIC.search(before + match[0] + after)
        and not re.match(r"\s?(?:of|an?|cups?|inch|in|miles?|hours?|tsp|tbsp|lb|oz)\b", after)
    )
    if not is_meter or re.match(r" of\b", after):
        return None
    return f"{cardinal(int(match['first']))} {cardinal(int(match['second']))}"


def _innings(match: re.Match[str]) -> str | None:
    """ "287/4 in 50 overs" as "two eighty-seven for four", "5/32" as "five for thirty-two"."""
    first, second = match["first"], match["second"]
    around = _sentence_around(match)
    if not _CRICKET.search(around) or (int(first) <= 10 and not _CAREER.search(around)):
        return None
    if int(first) <= 10 < int(second) or int(second) <= 10:
        return f"{_short(first)} for {_short(second)}"
    return None


def _marks(match: re.Match[str]) -> str | None:
    """ "scored 18/20" as "eighteen out of twenty"."""
    before, after = _around(match)
    if int(match["first"]) > int(match["second"]) or not (
        re.search(r"\b(?:scor|grade|mark|rating|rated|got|test|quiz|exam)\w*\b[^.]{0,20}\Z", before)
    ):
        return None
    if int(match["second"]) < 5 or re.match(r"\s(?:of|cup|inch|mile)", after):
        return None
    return f"{number_words(match['first'])} out of {number_words(match['second'])}"


def _rating(match: re.Match[str]) -> str | None:
    """ "4.5/5 stars" as "four point five out of five"."""
    first, second = match["first"], match["second"]
    if float(first) > float(second):
        return None
    most = number_words(second.removesuffix(".0"))
    return f"{number_words(first)} out of {most}"


def _errors(match: re.Match[str]) -> str | None:
    """ "a 429/503 error" of a server."""
    first, second = match["first"], match["second"]
    before, after = _around(match)
    if not all(re.fullmatch(r"[1-5]\d\d", number) for number in (first, second)):
        return None
    if not re.search(r"\b(?:error|HTTP|status|codes?|returns?|respon)", before + after):
        return None
    return f"{paired(first)} or {paired(second)}"


def _opus(match: re.Match[str]) -> str | None:
    """ "Op. 27/2"."""
    before, _ = _around(match)
    if not re.search(r"\b[Oo]p(?:us|\.)? \Z", before):
        return None
    return f"{cardinal(int(match['first']))}, number {cardinal(int(match['second']))}"


def _one_of(match: re.Match[str]) -> str | None:
    """ "Part 2/3", "lap 45/56"."""
    before, after = _around(match)
    is_part = re.match(r" ?(?:inch|in\b|cups?|miles?|of\b|full|an?\b|mm|cm)", after)
    if is_part or int(match["first"]) > int(match["second"]) or not _COUNTED_OUT.search(before):
        return None
    return f"{cardinal(int(match['first']))} of {cardinal(int(match['second']))}"


def _bare_date(match: re.Match[str]) -> str | None:
    """ "4/30", a day rather than a part of a whole."""
    month, day = int(match["first"]), int(match["second"])
    before, after = _around(match)
    is_last_day = day == 31 and not _CASES_AFTER.match(after)
    if not (2 <= month <= 12 and day in _DAYS and (is_last_day or _DATE_AFTER.match(after))):
        return None
    if _NO_DATE.search(before):
        return None
    words = date_words(2024, month, day)
    return words.partition(",")[0] if words else None


def _either_named(match: re.Match[str]) -> str | None:
    """ "iOS 17/18", "Gate 3/4": two that follow each other, behind what has numbers."""
    first, second = int(match["first"]), int(match["second"])
    before, after = _around(match)
    name = _LAST_WORD.search(before)
    if second != first + 1 or not name or _IS_PART.match(after):
        return None
    is_product = second not in _COMMON_PARTS and _PRODUCT.fullmatch(name[1])
    if not (
        _HAS_NUMBERS.fullmatch(name[1]) or (is_product and name[1] not in (*STARTERS, *MONTHS))
    ):
        return None
    return f"{cardinal(first)} or {cardinal(second)}"


def _whole(match: re.Match[str]) -> str | None:
    """ "3/3 tests passed" as "three out of three"."""
    before, after = _around(match)
    if (
        match["first"] != match["second"]
        or int(match["first"]) in _NOT_WHOLE
        or re.match(r" ?[=+*×]| of\b", after)
    ):
        return None
    if before.endswith((" on ", "On ", "since ", "Since ")) and int(match["first"]) <= len(MONTHS):
        return (date_words(2024, int(match["first"]), int(match["second"])) or "").partition(",")[0]
    if re.match(r"[,;]? (?:attacks?|bombings?|London|survivors?)\b", after):
        return f"{cardinal(int(match['first']))} {cardinal(int(match['second']))}"
    return f"{number_words(match['first'])} out of {number_words(match['second'])}"


def _split(match: re.Match[str]) -> str | None:
    """ "55/45", the parts of a hundred."""
    first, second = int(match["first"]), int(match["second"])
    if first + second != 100 or first == second or min(first, second) < 10:
        return None
    return f"{cardinal(first)} {cardinal(second)}"


def _vision(match: re.Match[str]) -> str | None:
    """ "20/40 vision"."""
    if match["first"] != "20" or not _SIGHT.search(_sentence_around(match)):
        return None
    return f"twenty {cardinal(int(match['second']))}"


def _of_thousands(match: re.Match[str]) -> str:
    """ "4.5/1,000 live births"."""
    return f"{number_words(match['first'])} per {number_words(match['second'])}"


def _of_many(match: re.Match[str]) -> str:
    """ "816/1,200" as "eight hundred sixteen out of one thousand two hundred"."""
    first, second = match["first"], match["second"]
    is_part = int(first.replace(",", "")) <= int(second.replace(",", ""))
    return f"{number_words(first)} {'out of' if is_part else 'over'} {number_words(second)}"


def _date_range(match: re.Match[str]) -> str | None:
    """ "from 6/1 to 8/31", which can't be fractions."""
    dates = [
        (int(match[month]), int(match[day]))
        for month, day in (("month", "day"), ("last_month", "last_day"))
    ]
    words = [date_words(2024, *one) for one in dates]
    (month, day), (last_month, last_day) = dates
    is_earlier = dates[0] < dates[1] or month >= last_month + _HALF_A_YEAR
    around = _sentence_around(match)
    if not (all(words) and is_earlier) or _ODDS.search(around) or _METER.search(around):
        return None
    is_next_year = month > last_month and day > len(MONTHS)
    is_falling = month * last_day > last_month * day and last_day > len(MONTHS)
    if not (is_next_year or is_falling or any(one >= two or two in _DAYS for one, two in dates)):
        return None
    first, last = (word.partition(",")[0] for word in words if word)
    joint = match["joint"].strip() or "to"
    return f"{first} {joint if joint.isalpha() else 'to'} {last}"


def _unit_of_house(match: re.Match[str]) -> str | None:
    """ "Unit 3/45 Smith Street"."""
    before, after = _around(match)
    if not re.search(r"\b(?:[Uu]nit|[Ff]lat|Apt\.?) \Z", before) or not re.match(" [A-Z]", after):
        return None
    return f"{cardinal(int(match['first']))}, {paired(match['second'])}"


def _either(match: re.Match[str]) -> str:
    """ "50/60 Hz", what a plug may be fed with."""
    name = unit_names(match["unit"])[1]
    return f"{number_words(match['first'])} or {number_words(match['second'])} {name}"


def _several(match: re.Match[str]) -> str:
    """ "22/30/25 mpg"."""
    name = unit_names(match["unit"])[1]
    return ", ".join(number_words(part) for part in match["parts"].split("/")) + f" {name}"


def _dual_year(match: re.Match[str]) -> str | None:
    """ "1702/3", of two calendars, "587/6 BC"."""
    apart = (int(match["next"]) - int(match["year"])) % 10 ** len(match["next"])
    if apart != 1 and (len(match["year"]) != len("587") or apart + 1 != 10 ** len(match["next"])):
        return None
    return f"{year(int(match['year']))} {cardinal(int(match['next']))}"


def _pair(match: re.Match[str]) -> str | None:
    """The first reading that applies; otherwise it is a fraction."""
    for reading in (
        *(_pressure, _opus, _one_of, _unit_of_house),
        *(_meter, _innings, _odds, _marks, _errors, _split, _vision, _bare_date),
        *(_either_named, _whole),
    ):
        if words := reading(match):
            return words
    return None


RULES = (
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?=\d{2}|[\d.]{1,3}/[\d.]{1,3} ?GHz)"
            r"(?P<first>\d{1,3}(?:\.\d)?)/(?P<second>\d{1,3}(?:\.\d)?) ?"
            r"(?P<unit>Hz|V|kV|kHz|MHz|GHz)(?![\w/])"
        ),
        _either,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?P<parts>\d{1,3}(?:/\d{1,3}){2,3}|\d\d/\d\d(?= ?mpg)) ?"
            r"(?P<unit>mpg|mm|cm|kg|mg|ml|mL|lbs?|hp|V|%)(?![\w/])"
        ),
        _several,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?P<first>\d{1,3}(?:\.\d{1,2})?)/(?P<second>1,?000|10,?000|100,?000)"
            r"(?= (?:live|people|births|population|patients?|residents|women|men|children)\b)"
        ),
        _of_thousands,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?P<first>\d{1,3}(?:,\d{3}){0,3})/(?P<second>\d{1,3}(?:,\d{3}){1,3})"
            r"(?![\w/]|[.,]\d)"
        ),
        _of_many,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w/.,$€£])(?P<month>\d{1,2})/(?P<day>\d{1,2})"
            rf"(?P<joint> (?:to|through|thru|until) | ?{DASH} ?|(?<=etween ...) and "
            r"|(?<=etween ....) and |(?<=etween .....) and )"
            r"(?P<last_month>\d{1,2})/(?P<last_day>\d{1,2})"
            r"(?![\w/-]|[.,]\d|[\"″%]| ?="
            r"| ?(?:of|cups?|t(?:bl?)?sp|inch(?:es)?|in|miles?|lbs?|oz|time)\b)"
        ),
        _date_range,
    ),
    Rule(
        ".",
        re.compile(r"(?<!\w)\.\d{3}(?:/\.\d{3}){1,2}(?![\w/])"),
        lambda match: ", ".join(map(number_words, match[0].split("/"))),
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,-])(?P<year>1[5-7]\d\d|\d{3}(?=/\d\d? ?(?:BCE?|CE|AD|B\.C|C\.E)))"
            r"/(?P<next>\d\d?)(?![\w/]|[.,]\d)"
        ),
        _dual_year,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?P<first>\d{1,2}\.\d{1,2})/(?P<second>\d{1,3}(?:\.0)?)"
            r"(?![\d/A-Za-z]|[.,]\d| ?[x×*+=])"
        ),
        _rating,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?<![\d/.,$€£])(?P<first>\d,?\d{3})/1(?![\w/]|[.,]\d)"),
        lambda match: f"{number_words(match['first'])} to one",
    ),
    # Kills, deaths and assists of a game, "12/3/9": what was no date.
    Rule(
        DIGITS,
        re.compile(r"(?<![\d/.,$€£])(?!24/7)\d{1,3}(?:/\d{1,3}){2,4}(?![\w/]|[.,]\d)"),
        lambda match: ", ".join(map(number_words, match[0].split("/"))),
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\d/.,])(?P<first>\d{1,3})/(?P<second>\d{1,3})(?![\d/A-Za-z]|[.,]\d)"
            r"(?P<unit> ?mm ?Hg\b)?"
        ),
        _pair,
    ),
)
