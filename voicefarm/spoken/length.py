"""How long a text is when it is read aloud, in characters: an estimate that needs no model.

Written and spoken length agree in prose. They don't where signs stand for words: "$1,249.99" has 9
characters and is read in 67. So prose counts as it is written. Each digit, symbol, capital of an
abbreviation or letter of another script counts as many characters as it usually takes.

Normalizers and phonemizers show how long numbers, prices, units and the like really become. Next to
that, the estimate is at times too long and seldom more than a quarter too short.
"""

import functools
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from voicefarm.languages import Language, LanguageRecord, record_of
from voicefarm.languages.scripts import SCRIPTS, WritingSystem

_LONGEST_NUMBER = 15
"""Digits; what has more is spelled."""
_LONGEST_ROUND = 4
"""Digits up to which "2000" is surely two thousand, and not spelled."""
_POINT = 5
"""" point ", " chấm ", " slash ", " giờ "; the colon of a time says nothing in English."""
_SYMBOL = 8
"""" percent", " đô la", " greater than"."""
_UNIT = 8
"""What "km" is longer in words."""
_ABBREVIATED = 4
"""A capital that is spelled ("USB") or stands for a word ("UBND")."""
_LONGEST_ABBREVIATION = 5

_LATIN = [chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00))]
_CAPITAL = f"[{''.join(filter(str.isupper, _LATIN))}]"
_DOMAINS = "com|org|net|edu|gov|info|io|vn|uk"
_SYMBOLS = "%&@#+=<>~$¢£¤¥§©°±²³µ·¹¼½¾×÷"
_USUAL = r"\x00-\u02ff\u0300-\u036f\u1e00-\u1eff\u2000-\u206f"
"""What is Latin, an accent or punctuation."""
_WORD_STARTS, _WORD_ENDS = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_UNIT_SIGN = r"(?!(?:st|nd|rd|th|s)\b)\s?[b-df-hj-np-tvwxzB-DF-HJ-NP-TV-ZđĐµ]{1,4}"
_CAPITALS = rf"{_WORD_STARTS}(?:{_CAPITAL}{{2,}}+|{_CAPITAL}(?=\d)|(?<=\d){_CAPITAL}){_WORD_ENDS}"
_SIGNS = "|".join(
    (
        r"(?P<telephone>(?<![\d.,])(?:\d{3}-|\(\d{3}\)\s?)?\d{3}-\d{4}(?!\d))",
        rf"(?P<number>\d+)(?P<unit>{_UNIT_SIGN}{_WORD_ENDS})?",
        r"(?P<address>(?:://|@)\S+)",
        rf"(?P<capitals>{_CAPITALS}(?:[^\w\n]{{1,3}}{_WORD_STARTS}{_CAPITAL}++{_WORD_ENDS})*+)",
        rf"(?P<point>(?<=\d)[.:](?=\d)|\.(?=(?:{_DOMAINS})\b)|(?<=\S)/(?=\S)|\\)",
        rf"(?P<symbol>[{_SYMBOLS}])",
        r"(?P<accent>[\u1e00-\u1eff])",
    )
)
_YEAR = re.compile(rf"(?<![.,€{_SYMBOLS}])(?:1[1-9]\d\d|20\d\d)(?![.,]?\d|\s?[€{_SYMBOLS}])")
_ADDRESS_MARK = re.compile(r"[\W\d_]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What takes more characters when spoken, in one language."""

    record: LanguageRecord
    first: re.Pattern[str]
    """Where `costly` may match: most of a text is passed over by this, which is fast."""
    costly: re.Pattern[str]


@functools.lru_cache(maxsize=256)
def _signs(language: Language) -> _Signs:
    record = record_of(language)
    own = [SCRIPTS[code] for code in record.scripts if code in SCRIPTS]
    short = "".join(_blocks(script) for script in own if script.letter == 1)
    others = rf"[^{_USUAL}{short}]"
    runs = "".join(
        rf"|(?P<{script.code}>(?:(?!\d)[{_blocks(script)}])+)"
        for script in own
        if script.letter > 1
    )
    return _Signs(
        record,
        re.compile(rf"[\d(:./\\{_SYMBOLS}\u1e00-\u1eff]|{_CAPITAL}|{others}"),
        re.compile(rf"{_SIGNS}{runs}|(?P<other>{others})"),
    )


def _blocks(script: WritingSystem) -> str:
    """The script's blocks beyond Latin, for a class of characters."""
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in script.ranges if first > 0x2FF)


class SpokenLength:
    """The spoken length of every part of one text. Immutable, and so safe from any thread.

    It adds up: a part is as long as its parts together, and a longer one is never shorter. Making
    it takes time by the length of the text; asking it, by the logarithm.
    """

    def __init__(self, text: str, language: Language) -> None:
        self._places = array("q")
        """Where characters stand that take more than one, in order."""
        self._beyond = array("q", [0])
        """How many more all those before each of `_places` take, and at last those of all."""
        total = 0
        for place, characters in _costly(text, language):
            total += characters - 1
            self._places.append(place)
            self._beyond.append(total)

    def between(self, start: int, stop: int) -> int:
        """Spoken characters of text[start:stop]; never fewer than its written ones."""
        return stop - start + self._before(stop) - self._before(start)

    def _before(self, offset: int) -> int:
        return self._beyond[bisect_left(self._places, offset)]


def spoken_characters(text: str, language: Language) -> int:
    """The spoken length of a whole text."""
    return SpokenLength(text, language).between(0, len(text))


def _costly(text: str, language: Language) -> Iterator[tuple[int, int]]:
    """Yield each character that takes more than one when spoken, as (offset, characters)."""
    signs, place = _signs(language), 0
    while first := signs.first.search(text, place):
        place = first.end()
        if sign := signs.costly.match(text, first.start()):
            place = sign.end()
            if script := SCRIPTS.get(sign.lastgroup or ""):
                yield from zip(range(*sign.span()), repeat(script.letter))
            else:
                yield from _characters(text, sign, signs.record)


def _characters(
    text: str, sign: re.Match[str], language: LanguageRecord
) -> Iterator[tuple[int, int]]:
    """The same of what was found costly."""
    start, end = sign.span()
    match sign.lastgroup:
        case "number" | "unit":
            yield from _digits(text, sign, language)
            if sign["unit"]:
                yield sign.end("number"), 1 + _UNIT
        case "telephone":
            yield from _matching(_ADDRESS_MARK, text, start, end, language.digit_spelled)
        case "address":
            yield from _matching(_ADDRESS_MARK, text, start, end, _SYMBOL)
        case "capitals" if not _is_shouted(sign[0]):
            yield from zip(range(start, end), repeat(_ABBREVIATED))
        case "point" if language.code == "vi" or text[start] != ":":
            yield start, _POINT
        case "symbol":
            yield start, _SYMBOL
        case "accent" if language.foreign_accent > 1:
            yield start, language.foreign_accent
        case "other" if (characters := _other(sign[0], language)) > 1:
            yield start, characters


def _digits(text: str, sign: re.Match[str], language: LanguageRecord) -> Iterator[tuple[int, int]]:
    """The same of a run of digits, with or without a unit behind it."""
    start, digits = sign.start(), sign["number"]
    before = text[start - 1 : start]
    is_year = language.code == "en" and not sign["unit"] and _YEAR.match(text, start) is not None
    is_thousands = len(digits) == 3 and before != "" and before in language.thousands_marks
    is_spelled = (
        len(digits) <= 2
        or len(digits) > _LONGEST_NUMBER
        or (digits[0] == "0" and not is_thousands)
        or (len(digits) != 3 and before == ".")
        or is_year
    )
    if is_spelled:
        each, spoken = language.digit_spelled, digits
    else:
        each = language.digit_in_number
        spoken = digits.rstrip("0") if len(digits) <= _LONGEST_ROUND else digits
    yield from zip(range(start, start + len(spoken)), repeat(each))


def _matching(
    what: re.Pattern[str], text: str, start: int, end: int, characters: int
) -> Iterator[tuple[int, int]]:
    yield from ((mark.start(), characters) for mark in what.finditer(text, start, end))


def _is_shouted(capitals: str) -> bool:
    """Whether words in capitals are words: one is long, or has a letter that only words have."""
    words = _WORD.findall(capitals.replace("Đ", "D"))
    return any(len(word) > _LONGEST_ABBREVIATION or not word.isascii() for word in words)


def _other(character: str, language: LanguageRecord) -> int:
    """What a character takes that is neither Latin nor a usual mark."""
    match unicodedata.category(character)[0]:
        case "L":
            return language.foreign_letter
        case "S" | "N":
            return _SYMBOL
    return 1
