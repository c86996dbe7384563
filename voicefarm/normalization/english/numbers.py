"""Numbers as words, and how numbers are written."""

import functools
import re

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SMALL = (
    *DIGITS,
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"},
    **{"nine": "ninth", "twelve": "twelfth"},
}
_SCALES = ("", "thousand", "million", "billion", "trillion")
_LONGEST = 15
"""Digits of a number that is still counted; a longer one is read digit by digit."""

DASH = "[-–—−]"
_GROUPED = (
    # By dots with a decimal comma, by comma, by lakh and crore, by space, apostrophe, underscore.
    r"\d{1,3}(?:\.\d{3}){2,6}(?![\d.])(?:,\d{1,9}(?!\d))?",
    r"\d{1,3}\.\d{3},\d{1,9}(?!\d)",
    r"\d{1,3}(?:,\d{3}){1,9}(?!\d)(?:\.\d++)?",
    r"\d{1,2}(?:,\d\d){1,6},\d{3}(?!\d)(?:\.\d++)?",
    r"[1-9]\d{0,2}(?:[ '_]\d{3}){1,6}(?!\d|_|[KMGT]i?B\b|mAh|Hz)(?:[.,]\d{1,9}(?!\d))?",
)
_UNGROUPED = r"\d++(?![.,' _]\d)"
NUMBER = rf"(?>{_UNGROUPED}|{'|'.join(_GROUPED)}|\d++(?:\.\d++)?|\.\d++)"
"""A number as English texts write it."""
AMOUNT = rf"(?>{_UNGROUPED}|{'|'.join(_GROUPED)}|\d++,\d\d?(?!\d)|\d++(?:\.\d++)?|\.\d++)"
"""The same, or with a decimal comma, which only a unit or a currency shows to be one."""
_DECIMAL_COMMA = re.compile(r"(\d+(?:[. '_]\d{3})*),(\d{1,9})")
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")

_ROMAN = re.compile(r"(?=.)(?:X[CL]|L?X{0,3}|C{0,3}(?:X[CL]|L?X{0,3}))(?:I[XV]|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def parts(written: str) -> tuple[str, str]:
    """The digits before and after the decimal point of what NUMBER or AMOUNT matches."""
    written = written.replace("_", "").replace("'", "").replace(" ", "")
    comma = _DECIMAL_COMMA.fullmatch(written)
    if comma and ("." in comma[1] or len(comma[2]) != 3):
        return comma[1].replace(".", ""), comma[2]
    if _DOT_GROUPS.fullmatch(written):
        return written.replace(".", ""), ""
    whole, _, decimals = written.replace(",", "").partition(".")
    return whole, decimals


def cardinal(number: int) -> str:
    """ "one hundred twenty-three" for 123; digit by digit past 999 trillion."""
    if number > 10**_LONGEST - 1:
        return spelled(str(number))
    words: list[str] = []
    scale = 0
    while number or not words:
        number, below = divmod(number, 1000)
        if below or not (number or words):
            words.append(f"{_below_thousand(below)} {_SCALES[scale]}".rstrip())
        scale += 1
        if not number:
            break
    return " ".join(reversed(words))


@functools.lru_cache(4096)
def ordinal(number: int) -> str:
    """ "twenty-first" for 21."""
    if number > 10**_LONGEST - 1:
        return spelled(str(number)) + "th"
    words = cardinal(number)
    # The last word alone changes: "one hundred twenty" and its "-" are kept.
    last = re.split(r"[ -]", words)[-1]
    return words.removesuffix(last) + _ordinal_word(last)


def _ordinal_word(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


@functools.cache
def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= len(_SMALL):
        tens, ones = divmod(rest, 10)
        words.append(f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens])
    elif rest or not words:
        words.append(_SMALL[rest])
    return " ".join(words)


def number_words(written: str) -> str:
    """What NUMBER or AMOUNT matches: "1,234.5", "007", ".5"."""
    whole, decimals = parts(written)
    if len(whole) > _LONGEST or (len(whole) > 1 and whole[0] == "0"):
        words = spelled(whole)
    else:
        words = cardinal(int(whole)) if whole else ""
    return f"{words} point {spelled(decimals)}".lstrip() if decimals else words


def year(number: int) -> str:
    """ "nineteen eighty-four", "two thousand five", "ten sixty-six", "seven fifty-three"."""
    hundreds, rest = divmod(number, 100)
    if not 100 <= number <= 2099 or number // 10 in (100, 200):
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(hundreds)} hundred"
    return f"{cardinal(hundreds)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def paired(digits: str) -> str:
    """A number that names something: "seven forty-seven", "one oh one", "forty ninety"."""
    if len(digits) not in (3, 4) or digits[0] == "0":
        return cardinal(int(digits)) if len(digits) < 3 and digits[0] != "0" else spelled(digits)
    if digits[1:-1] == "00":
        return cardinal(int(digits))
    first, last = digits[:-2], int(digits[-2:])
    if last == 0:
        return cardinal(int(digits)) if len(digits) == 3 or first[-1] == "0" else year_or(digits)
    return f"{cardinal(int(first))} {'oh ' if last < 10 else ''}{cardinal(last)}"


def year_or(digits: str) -> str:
    """Round hundreds: "fifteen hundred", but "two thousand"."""
    return f"{cardinal(int(digits[:-2]))} hundred"


def spelled(digits: str) -> str:
    """Digit by digit: "five five five"."""
    return " ".join(DIGITS[int(digit)] for digit in digits if digit.isdecimal())


def plural(words: str) -> str:
    """ "nineties", "hundreds", "tens" of the last word."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith("x") else "s")


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral below 400, or None when it isn't a proper one."""
    if not _ROMAN.fullmatch(numeral):
        return None
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )
