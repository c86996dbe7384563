"""Spans of a year as reports write them, and what a figure is compared with."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before
from voicefarm.normalization.vietnamese.numbers import cardinal, month

_BEFORE_QUARTER = words_of(
    """
    thu nhuận lnst lntt kqkd kết cuối đầu trong hết lãi lỗ sang thúc riêng báo cáo bctc doanh
    """
)
_AFTER_QUARTER = words_of("tăng giảm đạt lãi lỗ năm nay vừa ghi so")
_COMPARED = {
    **dict.fromkeys(("yoy", "y/y", "y-o-y", "svck", "cck"), "so với cùng kỳ"),
    **dict.fromkeys(("qoq", "q/q", "q-o-q"), "so với quý trước"),
    **dict.fromkeys(("mom", "m/m", "m-o-m"), "so với tháng trước"),
    **dict.fromkeys(("wow", "w/w", "w-o-w"), "so với tuần trước"),
    "ytd": "từ đầu năm",
}
_ALWAYS = frozenset({"yoy", "qoq", "svck", "ytd", "y-o-y", "q-o-q", "m-o-m"})
_WRITTEN_SO = frozenset({"MoM", "WoW"})
_FIGURE_BEFORE = re.compile(r"(?:[\d%)]|điểm|tỷ|triệu|phần trăm) ?[,(]? ?\Z")
_HALVES = {"1": "nửa đầu năm", "2": "nửa cuối năm"}
_MONTHS_BEFORE = re.compile(r"(?:\d|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) tháng (?:đầu )?\Z")
_YEAR = r"(?P<year>20\d\d|\d\d)"
_END = r"(?![\w/]|[.,]\d|-\d(?!\d?[TQH]))"


def _year(written: str | None) -> str:
    """ " năm …"; of two digits the century is said too."""
    if not written:
        return ""
    return f" năm {cardinal(int(written) + (2000 if len(written) == 2 else 0))}"


def _quarter(match: re.Match[str]) -> str | None:
    """ "Q1/2024", and "Q2" where it is of money: a quarter of a year, not a district."""
    is_quarter = word_before(match) in _BEFORE_QUARTER or word_after(match) in _AFTER_QUARTER
    if not match["year"] and not is_quarter:
        return None
    return f"quý {cardinal(int(match['quarter']))}{_year(match['year'])}"


def _quarters(match: re.Match[str]) -> str:
    first, last = (f"quý {cardinal(int(match[name]))}" for name in ("first", "last"))
    return f"{first} đến {last}{_year(match['year'])}"


def _fiscal(match: re.Match[str]) -> str:
    names = {"chính": "", "năm": "tài chính "}
    name = names.get(word_before(match), "năm tài chính ")
    return name + _year(match["year"]).removeprefix(" năm ")


def _months(match: re.Match[str]) -> str | None:
    """ "6T/2024", "9T24", "6T đầu năm"."""
    count = int(match["months"])
    if not 1 <= count <= 12:
        return None
    return f"{cardinal(count)} tháng{_year(match['year'])}"


def _term(match: re.Match[str]) -> str | None:
    """ "kỳ hạn 18T"; a term may be longer than a year."""
    if not _TERMS.search(_before(match)) or not 1 <= int(match["months"]) <= _LONGEST_TERM:
        return None
    return f"{cardinal(int(match['months']))} tháng"


_LONGEST_TERM = 60


def _month(match: re.Match[str]) -> str | None:
    """ "T6/2024" is June."""
    number = int(match["month"])
    return f"tháng {month(number)}{_year(match['year'])}" if 1 <= number <= 12 else None


def _month_of_day(match: re.Match[str]) -> str | None:
    """ "rằm T7", "mùng 10 T3", "lương T13"."""
    number = int(match["month"])
    cue = _PAYS if number > 12 else _DAYS
    return f"tháng {month(number)}" if 1 <= number <= 13 and cue.search(_before(match)) else None


_DAYS = re.compile(r"(?:[Rr]ằm|(?:[Mm]ùng|[Mm]ồng|[Nn]gày) \d{1,2}) \Z")
_PAYS = re.compile(r"(?i)(?:lương|thưởng|net|gross)[^.;!?]{0,16} \Z")


def _compared(match: re.Match[str]) -> str | None:
    name = match[0].lower()
    before = match.string[max(0, match.start() - 12) : match.start()]
    if name in _ALWAYS or match[0] in _WRITTEN_SO or _FIGURE_BEFORE.search(before):
        return _COMPARED[name]
    return None


_TERMS = re.compile(
    r"(?:(?i:lãi suất|kỳ hạn|tiết kiệm|trả góp|gói|bảo hành|huy động|cho vay)|\b(?:LS|BH))"
    r"[^.;!?]{0,32}\Z"
)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 40) : match.start()]


def _year_of_months(match: re.Match[str]) -> str | None:
    """ "9 tháng 2024"."""
    before = match.string[max(0, match.start() - 16) : match.start()]
    return _year(match["year"])[1:] if _MONTHS_BEFORE.search(before) else None


_ORDER = {"1": "một", "2": "hai", "3": "ba", "I": "một", "II": "hai", "III": "ba"}
SPANS: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?P<days>\d{1,2})N(?P<nights>\d{1,2})Đ(?!\w)",
        lambda m: f"{cardinal(int(m['days']))} ngày {cardinal(int(m['nights']))} đêm",
    ),
    rule("Q", rf"Q(?P<first>[1-4]) ?[-–] ?Q?(?P<last>[1-4])(?:[/. ]{_YEAR})?{_END}", _quarters),
    rule("Q", rf"Q\.?(?P<quarter>[1-4])(?:[/.-]{_YEAR})?{_END}", _quarter),
    rule(
        DIGITS,
        rf"(?P<quarter>[1-4])Q[/.-]?{_YEAR}{_END}",
        _quarter,
    ),
    rule("H", r"HK(?P<term>[1-3]|I{1,3})(?!\w)", lambda m: f"học kỳ {_ORDER[m['term']]}"),
    rule("F", rf"FY[ ']?{_YEAR}{_END}", _fiscal),
    rule(
        "H",
        rf"H(?P<half>[12])[/. -]?(?P<year>20\d\d|(?<=/)\d\d){_END}",
        lambda match: _HALVES[match["half"]] + _year(match["year"]).removeprefix(" năm"),
    ),
    rule(
        DIGITS,
        rf"(?P<half>[12])H[/.-]?{_YEAR}{_END}",
        lambda match: _HALVES[match["half"]] + _year(match["year"]).removeprefix(" năm"),
    ),
    rule(DIGITS, rf"(?P<months>\d{{1,2}})T[/.-]?{_YEAR}{_END}", _months),
    rule(DIGITS, r"(?P<months>\d{1,2})T(?P<year>)(?= (?:đầu|cuối|năm|20\d\d)(?!\w))", _months),
    rule(
        DIGITS,
        r"(?P<months>\d{1,2})T(?P<year>)(?![\w/-])",
        _term,
    ),
    rule("T", rf"T(?P<month>\d{{1,2}})(?:[/.]| ?- ?(?=20)){_YEAR}{_END}", _month),
    rule("T", r"T(?P<month>\d{1,2})(?P<year>)(?= (?:năm|này|tới|sau) )", _month),
    rule("T", r"T(?P<month>\d{1,2})(?![\w/-]|[.,]\d)", _month_of_day),
    rule(
        "tT",
        r"(?:[Tt]hg\.? ?|Th(?=\d)|(?<=\d )th(?=\d))(?P<month>1[0-2]|0?[1-9])"
        r"(?:/(?P<year>(?:19|20)\d\d))?(?![\w/]|[.,]\d)",
        lambda m: f"tháng {month(int(m['month']))}{_year(m['year'])}",
    ),
    rule(DIGITS, rf"(?P<year>20\d\d){_END}", _year_of_months),
    rule(
        "yYqQmMwWscC",
        r"(?i:[yqmw]o[yqmw]|[yqmw]/[yqmw]|[yqmw]-o-[yqmw]|svck|cck|ytd)(?![^\W\d_])",
        lambda match: _compared(match) if match[0].lower() in _COMPARED else None,
    ),
)
