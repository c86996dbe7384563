"""English as it is spoken: numbers, dates, times, money, units and abbreviations as words.

Rules run in the order of `_RULES`, the specific before the general; each replaces what it matches
with words, so that a later rule sees no digits where an earlier one was right.
"""

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from worker.language import english_tables as tables

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONTH = rf"(?P<month>{'|'.join(tables.MONTHS)}|(?:{'|'.join(tables.SHORT_MONTHS)})\b\.?)"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?P<y>\d{4})\b)?"
_SENTENCE_ENDS = r"(?=\s+[A-Z]|\s*$)"
_DASH = r"\s?[-–—−]\s?"
_SCALE = r"(?:\s?(?P<scale>thousand|million|billion|trillion|[kK]|[mM]|bn|[bB]|tn|[tT])\b)?"


def english_words(text: str) -> str:
    """`text` with everything that isn't a word written as words. Never raises, never loops."""
    text = text.translate(tables.CHARACTERS)
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return " ".join(text.split())


def cardinal(digits: str) -> str:
    """A number as written, "1,234.5" or "-7" or "007", in words."""
    sign, digits = ("minus ", digits[1:]) if digits[:1] in "-−" else ("", digits)
    whole, _, decimals = digits.replace(",", "").partition(".")
    if len(whole) > 15 or (len(whole) > 1 and whole[0] == "0"):
        words = spelled(whole)
    else:
        words = _plain(num2words(int(whole or "0")))
    return sign + words + (f" point {spelled(decimals)}" if decimals else "")


def ordinal(number: int) -> str:
    """ "twenty-first" for 21."""
    return _plain(str(num2words(number, to="ordinal")))


def year(number: int) -> str:
    """A year: "nineteen eighty-four", "two thousand five", "twenty twenty-six"."""
    hundreds, rest = divmod(number, 100)
    if not 1100 <= number <= 2099 or number // 10 == 200:
        return cardinal(str(number))
    if rest == 0:
        return f"{cardinal(str(hundreds))} hundred"
    tail = f"oh {cardinal(str(rest))}" if rest < 10 else cardinal(str(rest))
    return f"{cardinal(str(hundreds))} {tail}"


def spelled(digits: str) -> str:
    """Digit by digit: "five five five"."""
    return " ".join(tables.DIGITS[int(digit)] for digit in digits if digit.isdecimal())


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral, or None when it isn't a proper one."""
    if not tables.ROMAN.fullmatch(numeral):
        return None
    values = [tables.ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def _plain(words: str) -> str:
    """num2words without commas, at which a voice would pause, and without the British "and"."""
    return words.replace(",", "").replace(" and ", " ")


def _scaled(amount: str, scale: str | None) -> str:
    """ "1.5" and "bn" as "one point five billion"."""
    return cardinal(amount) + (f" {tables.SCALES.get(scale.lower(), scale)}" if scale else "")


def _counted(amount: str, scale: str | None, one: str, many: str) -> str:
    return f"{_scaled(amount, scale)} {one if amount == '1' and not scale else many}"


def _abbreviation(match: re.Match[str]) -> str:
    """The word, with its full stop kept where that ended the sentence too."""
    short = match["short"]
    ended = match["end"] is not None and short not in tables.TITLES
    return tables.ABBREVIATIONS[short] + ("." if ended else "")


def _web(match: re.Match[str]) -> str:
    """An address as people read it aloud: "vieneu dot io slash docs"."""
    address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.IGNORECASE)
    tail = re.search(r"[.,;:!?)]*$", address)
    stop = tail[0] if tail else ""
    spoken = address.removesuffix(stop).rstrip("/") if stop else address.rstrip("/")
    for mark, name in tables.ADDRESS_MARKS.items():
        spoken = spoken.replace(mark, f" {name} ")
    return re.sub(r"\d+", lambda digits: f" {spelled(digits[0])} ", spoken) + stop


def _iso_date(match: re.Match[str]) -> str:
    return _date(match, int(match["y"]), int(match["m"]), int(match["d"]))


def _slash_date(match: re.Match[str]) -> str:
    """Month first as Americans write it, unless that can't be."""
    first, second, number = int(match["a"]), int(match["b"]), int(match["y"])
    full = number if number >= 100 else number + (1900 if number >= 50 else 2000)
    return _date(match, full, *((second, first) if first > 12 else (first, second)))


def _date(match: re.Match[str], number: int, month: int, day: int) -> str:
    try:
        date(number, month, day)
    except ValueError:
        return match[0]
    return f"{tables.MONTHS[month - 1]} {ordinal(day)}, {year(number)}"


def _month_first(match: re.Match[str]) -> str:
    """ "Nov. 20, 2026" as "November twentieth, twenty twenty-six"."""
    if not 1 <= int(match["d"]) <= 31:
        return match[0]
    return f"{_month_name(match['month'])} {ordinal(int(match['d']))}" + _of_year(match)


def _day_first(match: re.Match[str]) -> str:
    """ "20 November 2026" as "the twentieth of November, twenty twenty-six"."""
    if not 1 <= int(match["d"]) <= 31:
        return match[0]
    return f"the {ordinal(int(match['d']))} of {_month_name(match['month'])}" + _of_year(match)


def _of_year(match: re.Match[str]) -> str:
    return f", {year(int(match['y']))}" if match["y"] else ""


def _month_and_year(match: re.Match[str]) -> str:
    return f"{_month_name(match['month'])} {year(int(match['y']))}"


def _month_name(written: str) -> str:
    return next(month for month in tables.MONTHS if month.startswith(written[:3]))


def _time(match: re.Match[str]) -> str:
    hour, minute, half = int(match["h"]), int(match["m"] or "0"), match["half"]
    if hour > 24 or minute > 59:
        return match[0]
    words = cardinal(str(hour))
    if minute:
        words += f" oh {cardinal(str(minute))}" if minute < 10 else f" {cardinal(str(minute))}"
    elif not half:
        words += " o'clock" if hour <= 12 else " hundred"
    if not half:
        return words
    return f"{words} {half.upper()} M" + ("." if match["end"] is not None else "")


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = tables.CURRENCIES[match["sign"]]
    whole, _, decimals = match["amount"].partition(".")
    if match["scale"] or len(decimals) != 2:
        return _counted(match["amount"], match["scale"], one, many)
    said = [_counted(whole, None, one, many)] if int(whole.replace(",", "")) else []
    if int(decimals):
        said.append(_counted(str(int(decimals)), None, cent, cents))
    return " and ".join(said) or f"zero {many}"


def _unit(match: re.Match[str]) -> str:
    """ "60 km" in the plural, "a 10-km run" in the singular."""
    one, many = tables.UNITS[match["unit"]]
    single = match["amount"] == "1" or match["gap"] == "-"
    return f"{cardinal(match['amount'])}{match['gap'] or ' '}{one if single else many}"


def _range(match: re.Match[str]) -> str:
    """Years if both can be: "nineteen thirty-nine to nineteen forty-five"."""
    first, last = match["a"], match["b"]
    if len(first) == 4 and len(last) in (2, 4) and 1100 <= int(first) <= 2099:
        if len(last) == 2:
            return f"{year(int(first))} to {cardinal(last)}"
        return f"{year(int(first))} to {year(int(last))}"
    return f"{cardinal(first)} to {cardinal(last)}"


def _decade(match: re.Match[str]) -> str:
    digits = match["century"] or ""
    tens = cardinal(match["tens"])
    plural = "hundreds" if tens == "zero" else re.sub("y$", "ies", tens)
    if digits == "20" and tens == "zero":
        return "two thousands"
    return f"{cardinal(digits)} {plural}" if digits else plural


def _fraction(match: re.Match[str]) -> str:
    over, under = int(match["over"]), int(match["under"])
    whole = f"{cardinal(match['whole'])} and " if match["whole"] else ""
    if under == 2:
        name = "half" if over == 1 else "halves"
    elif under == 4:
        name = "quarter" if over == 1 else "quarters"
    elif 3 <= under <= 100:
        name = ordinal(under) + ("" if over == 1 else "s")
    else:
        return f"{whole}{cardinal(match['over'])} over {cardinal(match['under'])}"
    if whole and over == 1:
        return f"{whole}a {name}"
    return f"{whole}{cardinal(match['over'])} {name}"


def _numbered(match: re.Match[str]) -> str:
    """ "Chapter IV" as "Chapter four"."""
    value = roman(match["numeral"])
    return match[0] if value is None else f"{match['what']} {cardinal(str(value))}"


def _reign(match: re.Match[str]) -> str:
    """ "Henry VIII" as "Henry the eighth"."""
    value = roman(match["numeral"])
    return match[0] if value is None else f"{match['who']} the {ordinal(value)}"


def _version(match: re.Match[str]) -> str:
    return " point ".join(cardinal(part) for part in match[0].split("."))


def _number(match: re.Match[str]) -> str:
    """A bare number; four digits of our millennium are read as a year, which suits counts too."""
    digits = match[0]
    is_year = re.fullmatch(r"1[1-9]\d\d|20\d\d", digits)
    words = year(int(digits)) if is_year else cardinal(digits)
    before = " " if match.string[: match.start()][-1:].isalpha() else ""
    after = " " if match.string[match.end() :][:1].isalpha() else ""
    return before + words + after


def _telephone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(spelled(group) for group in groups)


def _initials(match: re.Match[str]) -> str:
    return " ".join(match[0].replace(".", "")) + ("." if match["end"] is not None else "")


def _rule(pattern: str, say: Callable[[re.Match[str]], str], flags: int = 0) -> _Rule:
    return re.compile(pattern, flags), say


def _words(pattern: str, replacement: str) -> _Rule:
    return re.compile(pattern), lambda match: match.expand(replacement)


_ADDRESSES: tuple[_Rule, ...] = (
    _rule(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _web),
    _rule(
        r"(?i)\b(?:https?://|www\.)\S+"
        rf"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{tables.DOMAINS})\b(?:/\S*)?",
        _web,
    ),
)
_DATES: tuple[_Rule, ...] = (
    _rule(
        r"\b(?P<h>\d{1,2})(?::(?P<m>\d\d))?(?::\d\d)?\s?(?P<half>[aApP])\.?\s?[mM]\b"
        rf"(?:\.(?P<end>{_SENTENCE_ENDS})?)?",
        _time,
    ),
    _rule(r"\b(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::\d\d)?(?P<half>)(?P<end>)\b(?!:)", _time),
    _words(r"\b(\d+):(\d+)\b", r"\1 to \2"),
    _rule(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", _iso_date),
    _rule(r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d\d)\b", _slash_date),
    _rule(rf"\b{_MONTH}\s{_DAY}\b(?!:|\.\d){_YEAR}", _month_first),
    _rule(rf"(?:\b[Tt]he\s)?\b{_DAY}\s(?:of\s)?{_MONTH}(?![a-z]){_YEAR}", _day_first),
    _rule(rf"\b{_MONTH},?\s(?P<y>\d{{4}})\b", _month_and_year),
)
_NAMES: tuple[_Rule, ...] = (
    _words(rf"(?<=[A-Z][a-z] )St\.(?={_SENTENCE_ENDS})|(?<=[a-z] )St\.(?=,)", "Street."),
    _words(r"\b((?!The |On |In |At |To |Of )[A-Z][a-z]+) St\.", r"\1 Street."),
    _rule(
        rf"\b(?P<short>{tables.ABBREVIATION_PATTERN})(?P<end>{_SENTENCE_ENDS})?(?!\w)",
        _abbreviation,
    ),
    _rule(r"\b(?:[A-Z]\.){2,}(?P<end>\s*$)?", _initials),
    # Not the "M" of "P M.", which the rule for times has written.
    _words(r"(?<!\b[AP] )\b([A-HJ-Z])\.(?=\s[A-Z])", r"\1"),
    _words(r"\b(?:No|Nos|no)\.\s?(?=\d)", "number "),
    _words(r"#(?=\d)", "number "),
    _rule(rf"(?P<what>\b(?:{tables.NUMBERED}))\s(?P<numeral>[IVXLC]+)\b", _numbered),
    _rule(rf"(?P<who>\b(?:{tables.REIGNS}))\s(?P<numeral>[IVX]{{2,}}|[VX])\b", _reign),
)
_NUMBERS: tuple[_Rule, ...] = (
    _rule(rf"(?P<sign>US\$|[$£€¥₫])\s?(?P<amount>{_NUMBER}){_SCALE}", _money),
    _rule(rf"(?P<amount>{_NUMBER}){_SCALE}\s?(?P<sign>[£€¥₫])", _money),
    _words(rf"(?<![\w.])({_NUMBER}){_DASH}({_NUMBER})\s?%", r"\1 to \2 percent"),
    _words(r"(?<=\d)\s?%", " percent"),
    _rule(
        r"(?<![\w.])(?:\+\d{1,3}[-. ]?)?\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"
        r"|\b\d{3}-\d{4}\b|\b0\d{8,10}\b",
        _telephone,
    ),
    _words(r"\+(?=\d)", "plus "),
    _words(r"\b24/7\b", "twenty-four seven"),
    _words(r"\b(\d)'\s?(\d{1,2})(?:\"|'')", r"\1 foot \2"),
    _rule(
        r"(?<![\d/.])(?:(?P<whole>\d+)\s)?\b(?P<over>\d{1,3})[/⁄](?P<under>\d{1,3})(?![\d/])",
        _fraction,
    ),
    _rule(r"(?:\b(?P<century>\d\d)|(?<!\w)'|\b)(?P<tens>\d0)'?s\b", _decade),
    _rule(
        rf"(?<![\w.,])(?P<a>\d+(?:\.\d+)?){_DASH}(?P<b>\d+(?:\.\d+)?)(?![\w]|[-–]\d)",
        _range,
    ),
    _words(r"(?<!\w)[-−](?=\d)", "minus "),
    _rule(rf"(?P<amount>{_NUMBER})(?P<gap>[ -]?)(?P<unit>{tables.UNIT_PATTERN})(?![\w²³])", _unit),
    _rule(r"\b(?P<n>\d[\d,]*)(?:st|nd|rd|th)\b", lambda m: ordinal(int(m["n"].replace(",", "")))),
    _rule(r"\b\d+(?:\.\d+){2,}\b", _version),
    _words(r"(?<=\d)\s?[x×]\s?(?=\d)", " by "),
    _words(r"(?<=\d)[x×]\b", " times"),
    _words(r"(?<=\d)/(?=\d)", " slash "),
    _rule(_NUMBER, _number),
)
_MARKS: tuple[_Rule, ...] = (
    *(_words(rf"\s?{re.escape(mark)}\s?", f" {name} ") for mark, name in tables.SYMBOLS.items()),
    _words(r"\s+([,.;:!?)])", r"\1"),
    _words(r"(?<!\.)\.{2}(?!\.)", "."),
)
_RULES = _ADDRESSES + _DATES + _NAMES + _NUMBERS + _MARKS
