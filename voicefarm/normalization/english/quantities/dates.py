"""Dates in all their orders, months and weekdays cut short, eras."""

import re
from datetime import date

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import stop_after, text_before, word_after, word_before
from voicefarm.normalization.english.numbers import DASH, cardinal, ordinal, roman, year
from voicefarm.normalization.english.quantities.times import clock_words
from voicefarm.normalization.scanner import DIGITS, Rule

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
_DAYS = {
    "Mon": "Monday", "Tues": "Tuesday", "Tue": "Tuesday", "Wed": "Wednesday", "Thurs": "Thursday",
    "Thur": "Thursday", "Thu": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday",
}  # fmt: skip
_DAY_NAMES = "|".join(_DAYS)
_SHORTEST_DAYS = {day[:2]: day for day in _DAYS.values()}
_SHORTEST = "|".join(_SHORTEST_DAYS)
_MONTH = rf"(?P<month>(?:{'|'.join(MONTHS)})(?!\w)|(?:{_SHORT_MONTHS})(?!\w)\.?)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|(?<=[23])d(?!\w))?"
_YEAR = r"(?:,? (?P<year>\d{4})(?![\w]|[.,:/]\d|\s?%))?"
_UNTIL = rf"(?:\s?(?:{DASH})\s?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?)?"


def month_name(written: str) -> str:
    """The month in full."""
    return next(month for month in MONTHS if month.startswith(written[:3]))


def date_words(number: int, month: int, day: int) -> str | None:
    """ "May fourth, twenty twenty-four"; None when there is no such day."""
    try:
        date(number, month, day)
    except ValueError:
        return None
    return f"{MONTHS[month - 1]} {ordinal(day)}, {year(number)}"


def _iso_date(match: re.Match[str]) -> str | None:
    words = date_words(int(match["year"]), int(match["month"]), int(match["day"]))
    if not words or not match["hour"]:
        return words
    second = (match["second"] or "").removeprefix("00")
    clock = clock_words(int(match["hour"]), int(match["minute"]), second)
    return f"{words}, {clock}{_zone(match['zone'])}"


def _zone(written: str | None) -> str:
    if not written:
        return ""
    if written == "Z":
        return " UTC"
    sign = "plus" if written[0] == "+" else "minus"
    minutes = int(written[-2:])
    return f" UTC {sign} {cardinal(int(written[1:3]))}" + (f" {cardinal(minutes)}" * bool(minutes))


def _week(match: re.Match[str]) -> str:
    week = "" if word_before(match) == "week" else "week "
    return f"{week}{cardinal(int(match['week']))} of {year(int(match['year']))}"


def _month_and_year(match: re.Match[str]) -> str:
    """ "12/2024"."""
    return f"{MONTHS[int(match['month']) - 1]} {year(int(match['year']))}"


def _iso_month(match: re.Match[str]) -> str | None:
    number, month = int(match["year"]), int(match["month"])
    if not 1 <= month <= 12 or ((number + 1) % 100 == month and _is_span(match)):
        return None
    return f"{MONTHS[month - 1]} {year(number)}"


def _is_span(match: re.Match[str]) -> bool:
    """Whether "2008-09", whose two figures follow each other, are two years and no month."""
    return word_before(match).lower() not in _BEFORE_MONTH or word_after(match) in _SEASONS


_BEFORE_MONTH = words("dated month released published version updated report date")
_SEASONS = words(
    """
    season seasons academic school fiscal financial tax campaign
    """
)


def _slash_date(match: re.Match[str]) -> str | None:
    """Month first as Americans write it, unless that can't be; day first between dots."""
    first, second, number = int(match["first"]), int(match["second"]), int(match["year"])
    if len(match["year"]) == 2:
        if match["mark"] == "-" and _IN_THREE.search(text_before(match)):
            return None
        if match["mark"] == "." and _VERSIONED.search(
            match.string, max(0, match.start() - 40), match.start()
        ):
            return None
        number += 1900 if number >= 50 else 2000
    is_day_first = first > 12 or (match["mark"] == "." and second <= 12)
    return date_words(number, *((second, first) if is_day_first else (first, second)))


_IN_THREE = re.compile(r"\b(?:[Aa]n?|N-?P-?K(?: of| ratio:?)?|go|went|going|record of|finished) \Z")
"""Before "10-10-10", which feeds a lawn, and "11-5-2", what a team won, lost and drew."""
_VERSIONED = re.compile(
    r"(?:\b[Bb]ump|\b[Uu]p(?:grad|dat)|[Vv]ersion|\brelease|\binstall|@|=="
    r"|\d\.\d+\.\d+ (?:to|->|→)) ?"
    r"[^.;!?]{0,24}(?:\d\.\d+\.\d+ (?:to|->|→) )?\Z"
)


def _day_and_month(match: re.Match[str]) -> str | None:
    """ "by 12/25" as "by December twenty-fifth"."""
    words = date_words(
        2024, int(match["first"] or match["month"]), int(match["second"] or match["day"])
    )
    return words.partition(",")[0] if words else None


def _month_first(match: re.Match[str]) -> str | None:
    """ "Nov. 20, 2026" as "November twentieth, twenty twenty-six"."""
    if not 1 <= int(match["day"]) <= 31:
        return None
    last = f" to {ordinal(int(match['last']))}" if match["last"] else ""
    return f"{month_name(match['month'])} {ordinal(int(match['day']))}{last}{_of_year(match)}"


def _day_first(match: re.Match[str]) -> str | None:
    """ "20 November 2026" as "the twentieth of November, twenty twenty-six"."""
    if not 1 <= int(match["day"]) <= 31:
        return None
    the = "" if text_before(match).lower().endswith("the ") else "the "
    last = f" to {ordinal(int(match['last']))}" if match["last"] else ""
    return (
        f"{the}{ordinal(int(match['day']))}{last} of {month_name(match['month'])}{_of_year(match)}"
    )


def _joined(match: re.Match[str]) -> str | None:
    """ "01-Feb-02" as "the first of February, two thousand two"."""
    number, month = int(match["year"]), month_name(match["month"].capitalize())
    if len(match["year"]) == 2:
        number += 1900 if number >= 50 else 2000
    the = "" if text_before(match).lower().endswith("the ") else "the "
    words = date_words(number, MONTHS.index(month) + 1, int(match["day"]))
    return f"{the}{ordinal(int(match['day']))} of {month}, {year(number)}" if words else None


def _until_date(match: re.Match[str]) -> str | None:
    """The first of "3/5–3/9/24"."""
    words = date_words(2024, int(match["month"]), int(match["day"]))
    return f"{words.partition(',')[0]} to " if words else None


def _roman_month(match: re.Match[str]) -> str | None:
    """ "3.iv.1901", "12-XI-1955"."""
    month, number = roman(match["month"].upper()), int(match["year"])
    return date_words(number, month, int(match["day"])) if month and month <= len(MONTHS) else None


def _of_year(match: re.Match[str]) -> str:
    return f", {year(int(match['year']))}" if match["year"] else ""


def _short_month(match: re.Match[str]) -> str:
    last = f" to {month_name(match['last'])}" if match["last"] else ""
    dotted = match[0].endswith(".")
    return month_name(match["month"]) + last + (stop_after(match) if dotted else "")


def _short_day(match: re.Match[str]) -> str | None:
    last = f" to {_DAYS[match['last']]}" if match["last"] else ""
    dotted = match[0].endswith(".")
    if match[0] == "Sun" and _NEWSPAPER.search(text_before(match)):
        return None
    return _DAYS[match["name"]] + last + (stop_after(match) if dotted else "")


def _alternatives(match: re.Match[str]) -> str:
    """ "Mon/Wed/Fri", "Sept/Oct"."""
    names = [name.rstrip(".") for name in match[0].split("/")]
    stop = stop_after(match) if match[0].endswith(".") else ""
    return " ".join(_DAYS.get(name) or month_name(name) for name in names) + stop


def _era_after(match: re.Match[str]) -> str:
    era = " ".join(match["era"].replace(".", ""))
    stop = stop_after(match) if match["era"].endswith(".") else ""
    first = f"{year(int(match['first']))} to " if match["first"] else ""
    return f"{first}{year(int(match['year'].replace(',', '')))} {_era(era)}{stop}"


def _era(letters: str) -> str:
    return letters.replace(" ", "") if letters.startswith("A") else letters


def _era_before(match: re.Match[str]) -> str:
    return f"AD {year(int(match['year']))}"


def _cued_date(match: re.Match[str]) -> str | None:
    """ "ETA 3/7–3/9", "Fri 3/15"."""
    if not _CUE.search(match.string, max(0, match.start() - 16), match.start()):
        return None
    first = date_words(2024, int(match["month"]), int(match["day"]))
    if not first:
        return None
    words = first.partition(",")[0]
    if not match["last_month"]:
        return words
    last = date_words(2024, int(match["last_month"]), int(match["last_day"]))
    return f"{words} to {last.partition(',')[0]}" if last else None


def _circa(match: re.Match[str]) -> str:
    return f"circa {year(int(match['year']))}"


_NEWSPAPER = re.compile(r"(?:\b[Tt]he|[—–]) (?:[A-Z][a-z]+ ){0,2}\Z")
"""Before "Sun, May 5" where the Sun is a newspaper."""
_BEFORE_DATE = r"(?:(?<=\bon )|(?<=\bby )|(?<=\buntil )|(?<=\bsince )|(?<=\bfrom )|(?<=\bdue ))"
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/-]|\.\d)"
    r"(?:[T ](?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
    r"(?P<zone>Z|[+−-]\d\d:?\d\d)?(?!\w))?"
)
_CUE = re.compile(
    r"\b(?:ETA:?|ex-div(?:idend)?(?: on)?|[Ww](?:ee)?k\.? of"
    r"|(?:record|pay|ex|start|end|due|closing|release) date:?"
    r"|[Dd]ue(?: by| on)?:?|[Dd]eadline:?|[Dd]elivered|[Aa]rrives?"
    r"|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)(?:day|nesday|urday|sday|rsday)?\.?,?) \Z"
)
"""Words before a month and a day."""
RULES = (
    Rule(DIGITS, _ISO, _iso_date),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}}) ?{DASH} ?(?=\d{{1,2}}/\d{{1,2}}/\d\d)"
        ),
        _until_date,
    ),
    Rule(
        "-–",
        re.compile(
            rf"(?<=\d)[-–](?=(?:{'|'.join(MONTHS)}|(?:{_SHORT_MONTHS})\.?) \d"
            r"|'\d\d(?!\w))"
        ),
        lambda _match: " to ",
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<day>\d{1,2})(?P<mark>[-./]|\. )(?P<month>[ivx]{1,4}|[IVX]{1,4})(?P=mark)"
            r"(?P<year>1\d{3}|20\d\d)(?![\w/-]|\.\d)"
        ),
        _roman_month,
    ),
    Rule(
        "M",
        re.compile(
            r"M ?[-–] ?F(?=:?,? (?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m|[ap]\b|[-–])|noon|only\b)"
            r"|,? \d{1,2}:)"
        ),
        lambda _match: "Monday to Friday",
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<day>\d{{1,2}})-(?P<month>(?i:{'|'.join(MONTHS)}|{_SHORT_MONTHS}))"
            r"-(?P<year>\d{4}|\d\d)(?![\w/-])"
        ),
        _joined,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:{DASH}(?P<last_month>\d{{1,2}})/(?P<last_day>\d{{1,2}}))?"
            r"(?![\w/-]|\.\d| (?:of|time|cups?|miles?|full|off|done|inch|in\.)\b)"
        ),
        _cued_date,
    ),
    Rule(DIGITS, re.compile(r"(?P<year>(?:19|20)\d\d)-?W(?P<week>\d\d)(?!\w)"), _week),
    Rule(
        DIGITS,
        re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/-]|\.\d)"),
        _month_and_year,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}|\d\d)"
            r"(?![\w/-]|\.\d)"
        ),
        _slash_date,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?![\w/-]|[.,:]\d|\s?%)"),
        _iso_month,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"{_BEFORE_DATE}(?P<first>1[0-2]|0?[1-9])/(?P<second>1[3-9]|[23]\d)(?![\w/-]|\.\d)"
            r"|(?:(?<=\bby )|(?<=\buntil )|(?<=\bdue )|(?<=\btil )|(?<=\btill )|(?<=\bdrops ))"
            r"(?P<month>1[0-2]|[2-9])/(?P<day>[1-9]|[12]\d|3[01])"
            r"(?![\w/-]|\.\d| ?(?:of|cups?|miles?|inch|in)\b)"
        ),
        _day_and_month,
    ),
    Rule(
        DIGITS,
        re.compile(rf"{_DAY}(?:\.|{_UNTIL}) (?:of )?{_MONTH}(?![a-z]){_YEAR}"),
        _day_first,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?:(?P<first>\d{{1,4}}) ?{DASH} ?)?(?P<year>\d{{1,4}}|\d,\d{{3}}) ?"
            r"(?P<era>BCE?|CE|AD|B\.C\.(?:E\.)?|A\.D\.|C\.E\.)(?!\w)"
        ),
        _era_after,
    ),
    Rule("A", re.compile(r"A\.?D\.? (?P<year>\d{2,4})(?!\w|[.,]\d)"), _era_before),
    Rule("c", re.compile(r"c(?:a|irca)?\. ?(?P<year>\d{3,4})(?!\w|[.,]\d)"), _circa),
    Rule(
        "JFMASOND",
        re.compile(rf"{_MONTH} {_DAY}(?!\w|[:/]\d|\.\d| ?%){_UNTIL}{_YEAR}(?![-–]\d)"),
        _month_first,
    ),
    Rule(
        "JFMASOND",
        re.compile(
            rf"(?P<month>{_SHORT_MONTHS})(?:\.|(?= \d{{4}}\b)|(?={DASH}(?:{_SHORT_MONTHS})\b))"
            rf"(?: ?{DASH} ?(?P<last>{_SHORT_MONTHS})(?!\w)\.?)?"
        ),
        _short_month,
    ),
    Rule(
        "MTWFSJAOND",
        re.compile(
            rf"(?:{_DAY_NAMES})\.?(?:/(?:{_DAY_NAMES})\b\.?){{1,6}}(?!\w)"
            rf"|(?:{_SHORT_MONTHS}|May)\.?(?:/(?:{_SHORT_MONTHS}|May)\b\.?){{1,6}}(?!\w)"
        ),
        _alternatives,
    ),
    Rule(
        "MTWFS",
        re.compile(
            rf"(?P<first>{_SHORTEST}) ?{DASH} ?(?P<last>{_SHORTEST})"
            r"(?=:?,? \d|[,;)]|\.(?!\w)|:? [Cc]losed\b|\s*\Z)"
        ),
        lambda match: f"{_SHORTEST_DAYS[match['first']]} to {_SHORTEST_DAYS[match['last']]}",
    ),
    Rule(
        "MTWFS",
        re.compile(
            rf"(?P<name>{_DAY_NAMES})(?:(?:\.? ?{DASH} ?)(?P<last>{_DAY_NAMES})(?!\w)\.?"
            rf"|\.(?=,? (?:[a-z&]|\d|{'|'.join(MONTHS)}|{_SHORT_MONTHS})|,)"
            r"|(?=,? \d{1,2}/\d)"
            rf"|(?=:? \d{{1,2}}(?:[:.]\d\d)?(?: ?[ap]\.?m\b| ?{DASH} ?\d|:\d))"
            r"|(?=:? (?:closed|noon|midnight|sunny|cloudy|rain|showers|clear|snow)\b)|(?=: \d)"
            r"|(?<=[Cc]losed \w{3})\.?(?!\w)|(?<=[Ee]very \w{3})\.?(?!\w)|\.(?= '\w)"
            rf"|(?=,? (?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{'|'.join(MONTHS)}|{_SHORT_MONTHS})(?!\w)))"
        ),
        _short_day,
    ),
)
