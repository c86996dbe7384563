"""Clock times, their ranges and zones."""

import re

from voicefarm.languages.record import words
from voicefarm.normalization.english.context import stop_after, text_before
from voicefarm.normalization.english.numbers import (
    DASH,
    cardinal,
    number_words,
    paired,
    spelled,
)
from voicefarm.normalization.english.quantities.durations import long_words
from voicefarm.normalization.scanner import DIGITS, Rule

_NOT_NEXT_SENTENCE = words(
    """
    Eastern Western Central Pacific Mountain Atlantic Greenwich Standard Daylight Local ET EST EDT
    CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST EET IST JST AEST AEDT SGT ICT Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December London Paris Tokyo Beijing Moscow Hanoi Sydney
    Berlin Zulu
    """
)
"""Capital words that go on with a time, so that the stop of "p.m." ends nothing."""
_IN_PARTS = re.compile(
    r"\b(?:dilut\w+|ratios?(?: of)?|scales?(?: of)?|odds(?: of)?|mix(?:ed)?) \Z", re.I
)
"""Before "1:10", which is not a time of day."""
_PARTS_AFTER = re.compile(r"[ -](?:scale|ratio|dilution|solution|mixture|odds|split)\b")
_CLOCK_WORDS = re.compile(r"\b(?:at|by|until|till|from|since|after|before|around|about)\s\Z", re.I)


def clock_words(hour: int, minute: int, second: str, *, is_alone: bool = False) -> str:
    """ "eight oh five", "fourteen hundred", "nine o'clock" where it is alone."""
    words = "zero" if hour == 0 and (minute or second) else cardinal(hour)
    if minute or int(second or "0"):
        words += _two_digits(minute)
    elif is_alone:
        words += " o'clock" if 1 <= hour <= 12 else " hundred"
    elif hour > 12 or hour == 0:
        words += " hundred"
    if int(second or "0"):
        words += _two_digits(int(second)) + (" seconds" if minute == 0 else "")
    return words


def _two_digits(number: int) -> str:
    if number == 0:
        return " zero zero"
    return f" oh {cardinal(number)}" if number < 10 else f" {cardinal(number)}"


def _half(written: str | None) -> str:
    return f" {written[0].upper()}M" if written else ""


def _end(match: re.Match[str]) -> str:
    return stop_after(match, _NOT_NEXT_SENTENCE) if match[0].endswith(".") else ""


def _time_with_half(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"] or "0")
    if hour > 23 or minute > 59:
        return None
    words, second = cardinal(hour), int(match["second"] or "0")
    if minute or second:
        words += _two_digits(minute)
    if second:
        words += _two_digits(second)
    return words + _half(match["half"]) + _end(match)


def _range_with_half(match: re.Match[str]) -> str | None:
    """ "five to six PM"."""
    hours, minutes = (match["hour"], match["last_hour"]), (match["minute"], match["last_minute"])
    if any(int(hour) > 24 for hour in hours):
        return None
    said = [
        cardinal(int(hour)) + (_two_digits(int(minute)) if int(minute or "0") else "")
        for hour, minute in zip(hours, minutes, strict=True)
    ]
    return f"{said[0]}{_half(match['first_half'])} to {said[1]}{_half(match['half'])}{_end(match)}"


def _range(match: re.Match[str]) -> str | None:
    hours, minutes = (match["hour"], match["last_hour"]), (match["minute"], match["last_minute"])
    if any(int(hour) > 24 for hour in hours):
        return None
    if not minutes[1] and minutes[0] not in _ROUND and int(hours[1]) > int(minutes[0]):
        return f"{clock_words(int(hours[0]), int(minutes[0]), '')} to {cardinal(int(hours[1]))}"
    first, last = (
        clock_words(int(hour), int(minute or "0"), "")
        for hour, minute in zip(hours, minutes, strict=True)
    )
    if match["hour"] == "0" and minutes[0] == "00":
        first = "zero"  # the start of a recording
    return f"{first} to {last}"


def _undotted_clock(match: re.Match[str]) -> str:
    """ "at 1010 AM" as "ten ten AM", which is said of a station too."""
    digits = match["digits"].lstrip("0")
    words = cardinal(int(digits[:-2])) if digits.endswith("00") else paired(digits)
    return words + _half(match["half"]) + _end(match)


def _hour_letter(match: re.Match[str]) -> str:
    """ "at 18h45"."""
    return clock_words(int(match["hour"]), int(match["minute"]), "")


def _past_the_hour(match: re.Match[str]) -> str | None:
    """ "at :05 and :25 past each hour"."""
    near = match.string[max(0, match.start() - 40) : match.end() + 40]
    if not re.search(r"\b(?:past|hour|hourly|minutes?)\b", near):
        return None
    return _two_digits(int(match["minute"])).strip()


def _time(match: re.Match[str]) -> str | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    if hour > 24:
        return None
    if not (second or match["part"]) and (
        _PARTS_AFTER.match(match.string, match.end())
        or (hour == 1 and _IN_PARTS.search(text_before(match)))
    ):
        return None
    if match[0] in ("00:00", "24:00", "0:00"):
        return "midnight"
    if second:
        if match["hour"] == "00" and match.string[match.start() - 1 : match.start()] in ("[", "("):
            return long_words(0, minute, int(second))  # a place in a recording
        is_clock = len(match["hour"]) == 2 or _CLOCK_WORDS.search(text_before(match))
        return (
            clock_words(hour, minute, second) if is_clock else long_words(hour, minute, int(second))
        )
    if match["part"]:
        return f"{clock_words(hour, minute, '')} point {spelled(match['part'])}"
    return clock_words(hour, minute, "", is_alone=not match.string.startswith(" UTC", match.end()))


def _volume_and_pages(match: re.Match[str]) -> str:
    """ "2:145–50" of a bibliography."""
    volume, first, last = (cardinal(int(match[name])) for name in ("volume", "first", "last"))
    return f"{volume}, {first} to {last}"


def _ratio(match: re.Match[str]) -> str:
    return " to ".join(number_words(part) for part in match[0].split(":"))


def _offset(match: re.Match[str]) -> str:
    sign = "plus" if match["sign"] == "+" else "minus"
    minutes = f" {cardinal(int(match['minute']))}" if int(match["minute"] or "0") else ""
    return f"{match['zone']} {sign} {cardinal(int(match['hour']))}{minutes}"


def _hours(match: re.Match[str]) -> str:
    """Military time: "oh eight hundred"."""
    words = _military(match["hour"] + match["minute"])
    if "hrs" not in match[0]:
        return words
    return f"{words} hours" + (stop_after(match) if match[0].endswith(".") else "")


def _hours_range(match: re.Match[str]) -> str | None:
    """ "0900–1700 hrs" as "oh nine hundred to seventeen hundred hours"."""
    first, last, unit = match["first"], match["last"], match["unit"] or ""
    is_sure = bool(unit) or (first[0] == "0" and first[2:] in _ROUND and last[2:] in _ROUND)
    if not is_sure:
        return None
    said = f"{_military(first)} to {_military(last)}"
    if not unit.strip():
        return said
    return f"{said} hours" + (stop_after(match) if unit.endswith(".") else "")


def _military(digits: str) -> str:
    hour, minute = digits[:2], digits[2:]
    first = f"oh {cardinal(int(hour[1]))}" if hour[0] == "0" else cardinal(int(hour))
    return f"{first} {'hundred' if minute == '00' else cardinal(int(minute))}"


def _local(match: re.Match[str]) -> str:
    """ "0600L" as soldiers write it."""
    return f"{_military(match['time'])} local"


def _broadcast(match: re.Match[str]) -> str:
    """ "9/8c", when a program is on in the east and in the middle of the United States."""
    hours = ((match["hour"], match["minute"]), (match["central"], match["central_minute"]))
    said = [
        cardinal(int(hour)) + (_two_digits(int(minute)) if int(minute or "0") else "")
        for hour, minute in hours
    ]
    return f"{said[0]}, {said[1]} central"


def _short_halves(match: re.Match[str]) -> str | None:
    """ "6:05a-11:30p", "9a-5p"."""
    is_timed = match["minute"] and match["last_minute"]
    is_day = match["first_half"] in "aA" and match["half"] in "pP"
    return _range_with_half(match) if is_timed or is_day else None


_PART = r"(?:\d{1,3}(?:,\d{3}){1,3}(?!\d)|\d{1,6}(?:\.\d{1,3})?)"
_ROUND = ("00", "15", "30", "45")
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d"
_HALF = r"(?:[aApP]\.\s?[mM]\.?|[aApP][mM](?:\.(?=\s|\Z))?)(?!\w)"
_TO = rf"\s?(?:{DASH})\s?"
MILITARY = (
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<first>{_CLOCK}){_TO}(?P<last>{_CLOCK})"
            r"(?P<unit> ?hrs\b\.?| hours\b)?(?![\w/-]|[.,]\d)"
        ),
        _hours_range,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<hour>1?\d)(?::(?P<minute>[0-5]\d))?/(?P<central>1?\d)"
            r"(?::(?P<central_minute>[0-5]\d))?[cC](?!\w)"
        ),
        _broadcast,
    ),
    Rule(DIGITS, re.compile(r"(?P<time>0\d[0-5]\d)L(?!\w)"), _local),
    Rule(
        DIGITS,
        re.compile(
            r"(?<=[Tt]he )0\d[0-5]\d(?= (?:to|from|train|bus|service|flight|ferry|departure)\b)"
            r"|(?:(?<=\b[Aa]t )|(?<=\b[Bb]y )|(?<=ntil )|(?<=efore )|(?<=fter )|(?<=ince )"
            r"|(?<=leaves )|(?<=departs )|(?<=arrives )|(?<=[Ff]rom )|(?<=\d\d to ))0\d[0-5]\d"
            r"(?=[,;)]|\.(?!\d)|\s?\Z| (?!hours|hrs)[A-Za-z])"
        ),
        lambda match: _military(match[0]),
    ),
)
"""Before the telephones, which have figures in groups too."""
RULES = (
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<hour>1?\d)(?::(?P<minute>[0-5]\d))?(?P<first_half>[aApP]){_TO}"
            r"(?P<last_hour>1?\d)(?::(?P<last_minute>[0-5]\d))?(?P<half>[aApP])(?!\w|\.\w)"
        ),
        _short_halves,
    ),
    Rule(
        DIGITS,
        re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?: hrs\b\.?|(?= hours\b))"),
        _hours,
    ),
    Rule(
        "nmNM",
        re.compile(r"(?P<named>[Nn]oon|[Mm]idnight)[-–](?=\d{1,2}(?!\d))"),
        lambda match: f"{match['named']} to ",
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<hour>\d{{1,2}})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<first_half>{_HALF})?{_TO}"
            rf"(?P<last_hour>\d{{1,2}})(?:[:.](?P<last_minute>[0-5]\d))?\s?(?P<half>{_HALF})"
        ),
        _range_with_half,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
            rf"\s?(?P<half>{_HALF})"
        ),
        _time_with_half,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?<![\w.,:$€£/-])(?P<digits>[5-9]\d0|1[0-7]\d0|0?[1-9][0-5]\d|1[0-2][0-5]\d)"
            rf" ?(?P<half>{_HALF})"
        ),
        _undotted_clock,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?:(?<=\bat )|(?<=until )|(?<=\btill )|(?<=\bfrom )|(?<=\bby )|(?<=leaves )"
            r"|(?<=arrives )|(?<=departs ))(?P<hour>0?[6-9]|1\d|2[0-3])h(?P<minute>[0-5]\d)(?!\w)"
        ),
        _hour_letter,
    ),
    Rule(":", re.compile(r"(?<=\s):(?P<minute>[0-5]\d)(?=[\s,;.)]|\Z)"), _past_the_hour),
    Rule(
        DIGITS,
        re.compile(r"(?P<hour>1?\d):(?P<minute>[0-5]\d)(?P<second>)(?P<half>[AaPp])(?!\w|\.\w)"),
        _time_with_half,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){_TO}"
            r"(?P<last_hour>\d{1,2}):(?P<last_minute>[0-5]\d)(?![:\w])"
        ),
        _range,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<hour>\d{{1,2}}):(?P<minute>[0-5]\d){_TO}(?P<last_hour>1?\d)"
            r"(?P<last_minute>)(?![:\w%]|[.,]\d)"
        ),
        _range,
    ),
    Rule(
        DIGITS,
        re.compile(
            r"(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)"
            r"(?::(?P<second>[0-5]\d)(?:[.,]\d{1,6})?|(?P<part>\.\d{1,3}))?"
            r"(?: ?h(?!\w))?(?![:\d]|,\d{3}(?!\d))"
        ),
        _time,
    ),
    Rule(
        DIGITS,
        re.compile(
            rf"(?P<volume>\d{{1,3}}):(?P<first>\d{{1,4}}){DASH}(?P<last>\d{{1,4}})(?![\w:]|\.\d)"
        ),
        _volume_and_pages,
    ),
    Rule(DIGITS, re.compile(rf"{_PART}(?::{_PART}){{1,4}}(?![\w:])"), _ratio),
    Rule(
        "UG",
        re.compile(
            r"(?P<zone>UTC|GMT) ?(?P<sign>[-+−–])(?P<hour>\d{1,2})(?::?(?P<minute>\d\d))?(?!\w)"
        ),
        _offset,
    ),
)
