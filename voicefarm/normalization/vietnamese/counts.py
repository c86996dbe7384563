"""Plain numbers before a word, most of those in prose: read at once, before any other rule.

And how many times: "gấp 4x", "10-100×".
"""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.codes import PROGRAMS
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before, words_before
from voicefarm.normalization.vietnamese.figures import (
    CALLS,
    CODED,
    SHORT_CALLS,
    names_long_code,
)
from voicefarm.normalization.vietnamese.money import CURRENCIES, SCALES
from voicefarm.normalization.vietnamese.numbers import cardinal, digits, number_words
from voicefarm.normalization.vietnamese.units.names import MEASURES

_NAMED = PROGRAMS | CALLS | CODED | {"thứ", "là", "điện", "vàng"}
"""A number behind these may be a name, which the other rules read."""
_JOINED = frozenset((*MEASURES, *CURRENCIES, *SCALES, "th")) - {"phút", "đồng"}
"""Words that are spoken together with the number."""


def _count(match: re.Match[str]) -> str | None:
    if match["next"] in _JOINED or match["number"] in SHORT_CALLS:
        return None
    if word_before(match) in _NAMED or names_long_code(match, match["number"]):
        return None
    return number_words(match["number"], is_count=True)


COUNTS: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?:(?<![^\n])|(?<=[:;.] ))(?P<item>\d{1,2})/(?= [A-ZĐÀ-Ỵ])",
        lambda match: f"{number_words(match['item'])},",
    ),
    rule(
        "123456789",
        r"(?<![^\s(\"“])(?P<number>[1-9]\d{0,2}(?:\.\d{3}){1,3}|[1-9]\d{0,6})"
        r"(?= (?P<next>[a-zà-ỹđ]{2,12})(?:[\s,.;:!?)\"”]|\Z))",
        _count,
    ),
)


def _multiplied(match: re.Match[str]) -> str | None:
    """ "tăng x3 lần", "x2 điểm"."""
    near = {*words_before(match, 2).split(), word_after(match)}
    return f"nhân {number_words(match['number'])}" if near & _MULTIPLIED else None


def _so_many_times(match: re.Match[str]) -> str | None:
    """ "gấp 4x", "10-100×"; "thế hệ 9X" and "giá 5x" leave something open."""
    number, sign = match["number"], match[0][-1]
    before = match.string[max(0, match.start() - 6) : match.start()]
    is_many = word_before(match) in _MULTIPLIED or re.search(r"\d[-–]\Z", before) is not None
    is_many |= word_after(match) in ("hơn", "nhanh", "chậm")
    if sign == "×" or (is_many and (sign == "x" or len(number) > 1)):
        return f"{cardinal(int(number))} lần"
    is_open = len(number) == 1 and not _TERM_AFTER.match(match.string, match.end())
    return f"{cardinal(int(number))} ích" if is_open and not _TERM_BEFORE.search(before) else None


_TERM_BEFORE = re.compile(r"[-+−–=<>≤≥*/(^] ?\Z")
_TERM_AFTER = re.compile(r" ?[-+−–=<>≤≥*/(^²³)]")
"""What stands around a term of an equation, as "3x" is one."""


_MULTIPLIED = words_of(
    """
    giảm nhanh chậm tới nhuận rẻ đắt
    lãi điểm thưởng lượt đôi lần tốc độ doanh p/e p/b pe pb zoom gấp tăng mức khoảng đạt hơn nhân
    ev/ebitda lên
    """
)


def _left_open(match: re.Match[str]) -> str:
    """ "1,2x tỷ", "8xx triệu": each "x" is a figure that isn't given."""
    whole, mark, part = match["whole"], match["mark"], match["part"] or ""
    figures = [cardinal(int(whole)), *(["phẩy"] if mark else [])]
    figures += [digits(sign) if sign.isdecimal() else "ích" for sign in part + match["open"]]
    scale = match["scale"]
    return " ".join([*figures, SCALES[scale]] if scale else figures)


MULTIPLES: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?P<whole>\d{1,3})(?:(?P<mark>[.,])(?P<part>\d)?)?(?P<open>[xX]{1,3})"
        r"(?: ?(?P<scale>k|tr|tỷ|tỉ|triệu|nghìn|ngàn)(?!\w)|(?<=(?:tỷ|tỉ) \dxx)(?!\w))",
        _left_open,
    ),
    rule(
        DIGITS,
        r"(?P<number>\d{1,3}[.,]\d{1,2})[x×](?!\w| ?\d)(?: lần)?",
        lambda match: f"{number_words(match['number'])} lần",
    ),
    rule("x", r"x(?P<number>\d{1,3}(?:[.,]\d)?)(?![\w]|[.,]\d)", _multiplied),
    rule(
        DIGITS,
        r"(?P<number>\d{1,4})[xX×](?!\w| ?\d)",
        _so_many_times,
    ),
)
"""Before units."""
