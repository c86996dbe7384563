"""Numbers as Vietnamese words (đọc số), and what a written number means."""

import re
from dataclasses import dataclass

NUMBER = r"\d{1,18}(?:[.,]\d{1,18}){0,6}(?!\d)"
"""A written number with its marks. It ends where no digit follows, so a longer one is none."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_THOUSANDS = ("", "nghìn", "triệu")
_BILLION = 10**9
_LONGEST_COUNT = 9
"""More digits than these without a mark are a code, unless a noun that is counted follows."""
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")


def cardinal(number: int) -> str:
    """A number from 0 up: 1204 is "một nghìn hai trăm linh bốn"."""
    if number == 0:
        return _DIGITS[0]
    return " ".join(_cardinal(number, is_padded=False))


def digits(written: str) -> str:
    """Each digit by itself, other characters left out."""
    return " ".join(_DIGITS[int(character)] for character in written if character.isdecimal())


def ordinal(number: int) -> str:
    """What stands behind "thứ": nhất for the first and tư for the fourth."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def month(number: int) -> str:
    """A month's name behind "tháng"."""
    return "tư" if number == 4 else cardinal(number)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, taken apart."""

    whole: str
    """Its digits before the decimal mark, without marks."""
    fraction: str = ""

    @property
    def value(self) -> float:
        """For comparisons."""
        return float(f"{self.whole}.{self.fraction or 0}")

    def words(self, *, is_count: bool = False) -> str:
        """Its words. A long number is digits one by one, unless it `is_count`."""
        if (len(self.whole) > 1 and self.whole.startswith("0")) or (
            len(self.whole) > _LONGEST_COUNT and not is_count
        ):
            whole = digits(self.whole)
        else:
            whole = cardinal(int(self.whole))
        return f"{whole} phẩy {digits(self.fraction)}" if self.fraction else whole


def figure(written: str, *, comma_groups: bool = False) -> Figure | None:
    """What a written number means, or None if its marks make no number, as in "1.2.3".

    A dot before three digits parts thousands. So does a comma if the number ends with 0, which no
    decimal would, or if `comma_groups`.
    """
    marks = [character for character in written if character in ".,"]
    if not marks:
        return Figure(written)
    if len(set(marks)) == 2:
        return _mixed(written, marks)
    if _GROUPED.fullmatch(written) and not written.startswith("0"):
        is_clear = marks[0] == "." or len(marks) > 1 or comma_groups or written.endswith("0")
        if is_clear:
            return Figure(written.replace(marks[0], ""))
    return Figure(*written.split(marks[0])) if len(marks) == 1 else None


def number_words(written: str, *, is_count: bool = False, comma_groups: bool = False) -> str:
    """A written number's words; one whose marks make no number is read part by part."""
    parsed = figure(written, comma_groups=comma_groups)
    if parsed is None:
        return " chấm ".join(Figure(part).words() for part in re.split("[.,]", written))
    return parsed.words(is_count=is_count or any(mark in written for mark in ".,"))


def _mixed(written: str, marks: list[str]) -> Figure | None:
    """ "1.250,35" and "1,250.35": the last mark is the decimal one."""
    whole, _, fraction = written.rpartition(marks[-1])
    if marks[-1] in whole or not _GROUPED.fullmatch(whole):
        return None
    return Figure(whole.replace(marks[0], ""), fraction)


def _cardinal(number: int, *, is_padded: bool) -> list[str]:
    words: list[str] = []
    if number >= _BILLION:
        words = [*_cardinal(number // _BILLION, is_padded=False), "tỷ"]
        number %= _BILLION
        is_padded = True
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words += _group(group, is_padded=is_padded)
            words += _THOUSANDS[power].split()
            is_padded = True
    return words


def _group(number: int, *, is_padded: bool) -> list[str]:
    """Up to three digits; with its hundreds, also when there are none, if it `is_padded`."""
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or is_padded else []
    tens, unit = divmod(rest, 10)
    if tens == 0:
        if unit:
            words += ["linh", _DIGITS[unit]] if words else [_DIGITS[unit]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if unit:
        is_plain = tens == 1 and unit != 5
        words.append(_DIGITS[unit] if is_plain else _AFTER_TENS.get(unit, _DIGITS[unit]))
    return words
