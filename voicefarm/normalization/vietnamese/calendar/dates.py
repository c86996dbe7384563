"""Dates, months and years."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import (
    is_in_sum,
    is_over,
    named_by,
    rule,
    word_after,
    word_before,
    words_before,
)
from voicefarm.normalization.vietnamese.numbers import cardinal, month

_DAYS = words_of(
    """
    lịch ngày sáng chiều tối trưa đêm hôm mùng mồng từ đến tới lễ dịp rằm hết trước sau qua vào nay
    mai kia khuya phiên hội thứ tết cn nhật t2 t3 t4 t5 t6 t7 việt
    """
)
"""A day stands after these."""
_STREETS = words_of("đường phố trường hẻm ngã")
_WEEK = re.compile(r"(?i)thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|hôm nay|ngày mai|quảng trường")
_AFTER_DAY = words_of("năm tới này vừa dương âm hằng hàng sắp al dl âl")
_RANGE_BEFORE = re.compile(r"\d{1,2}/\d{1,2}(?:\s?[-–]\s?| và )\Z")
_RANGE_AFTER = re.compile(r"\s?[-–]\s?\d{1,2}/\d{1,2}(?![\d/])")
_DATE_ALWAYS = frozenset({(2, 9)})


def year(number: int) -> str:
    """A year's words, without "năm" before it."""
    return cardinal(number)


def _full_year(written: str) -> int:
    number = int(written)
    if len(written) == 4:
        return number
    return number + (2000 if number < 50 else 1900)


def _is_day(day: str, of_month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(of_month) <= 12


def _day(match: re.Match[str], day: str) -> str:
    """ "ngày" is said where it isn't written; the first ten are "mùng"."""
    if word_before(match) in ("ngày", "mùng", "mồng", "rằm", "hôm") or _streets(match):
        return cardinal(int(day))
    return f"mùng {cardinal(int(day))}" if int(day) <= 10 else f"ngày {cardinal(int(day))}"


def _streets(match: re.Match[str]) -> bool:
    return word_before(match) in _STREETS


def _date(match: re.Match[str]) -> str | None:
    if not _is_day(match["day"], match["month"]):
        return None
    words = f"{_day(match, match['day'])} tháng {month(int(match['month']))}"
    return f"{words} năm {year(_full_year(match['year']))}"


def _iso(match: re.Match[str]) -> str | None:
    words = _date(match)
    return f"{words}," if words and match["time"] else words


def _day_and_month(match: re.Match[str]) -> str | None:
    day, of_month = int(match["day"]), int(match["month"])
    if not _is_day(match["day"], match["month"]) or not _means_day(match, day, of_month):
        return None
    return f"{_day(match, match['day'])} tháng {month(of_month)}"


def _dashed_day(match: re.Match[str]) -> str | None:
    """ "ngày 4-4", as some newspapers write."""
    is_day = _is_day(match["day"], match["month"]) and (
        word_before(match) in _DASHED
        or match[0] in _FEASTS
        or (_streets(match) and (int(match["day"]), int(match["month"])) in _KEPT)
        or _is_feast(match)
        or _DASHED_BEFORE.search(_before(match)) is not None
        or (_is_later(match["day"], match["month"]) and _TURNS.search(_before(match)) is not None)
        or (
            _falls_or_is_kept(match["day"], match["month"])
            and _DAYS_LISTED.search(_before(match)) is not None
        )
        or _starts_span(match)
    )
    return f"{_day(match, match['day'])} tháng {month(int(match['month']))}" if is_day else None


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _REACH) : match.start()]


def _is_feast(match: re.Match[str]) -> bool:
    """ "lễ 2-9", "Quốc khánh 2.9": a day that is kept each year, behind what it is kept for."""
    day, of_month = int(match["day"]), int(match["month"])
    if day != of_month and (day, of_month) not in _KEPT:
        return False
    near = match.string[max(0, match.start() - _REACH) : match.start()].lower()
    return _FEAST_NAMES.search(near) is not None


_KEPT = frozenset(
    {
        *((1, 1), (3, 2), (14, 2), (27, 2), (8, 3), (10, 3), (26, 3), (30, 4), (1, 5), (19, 5)),
        *((1, 6), (28, 6), (27, 7), (19, 8), (2, 9), (10, 10), (20, 10), (20, 11), (22, 12)),
        *((24, 12), (25, 12)),
    }
)
_FEAST_NAMES = re.compile(
    r"(?:lễ|dịp|khánh|nghỉ|giải phóng|lao động|quốc tế|nhà giáo|phụ nữ|độc lập|thiếu nhi|giỗ tổ|"
    r"hùng vương|sale|shopee|lazada|tiki|mega|siêu|ưu đãi|mua sắm|kỷ niệm|mừng|tết|"
    r"giáng sinh|hội)[^.,;:!?\d]{0,12}"
    r"(?:\d\d?[-./]\d\d?(?:, | và | & ))*\Z"
)
_REACH = 40
_FEASTS = words_of("30-4 20-11 20-10 19-8 27-7 22-12 30-04")


def _is_later(day: str, of_month: str) -> bool:
    """Whether the pair falls: "30-4" means a day, "4-30" a range."""
    return int(day) > int(of_month)


def _falls_or_is_kept(day: str, of_month: str) -> bool:
    return _is_later(day, of_month) or (int(day), int(of_month)) in _KEPT


_DAYS_LISTED = re.compile(
    r"(?:[Nn]gày|[Ll]ễ|[Dd]ịp) (?:\d{1,2}[-/]\d{1,2}(?:, và |, | và )(?:ngày )?){1,4}\Z"
)


def _starts_span(match: re.Match[str]) -> bool:
    """ "từ 2-5 đến 30-6"."""
    last = _SPAN_AFTER.match(match.string, match.end())
    return (
        last is not None
        and _is_later(last["day"], last["month"])
        and _TURNS.search(_before(match)) is not None
    )


_SPAN_AFTER = re.compile(
    r" (?:đến|tới)(?: hết)?(?: ngày)? (?P<day>\d{1,2})-(?P<month>\d{1,2})(?![\w-])"
)
_ONE_OF_DAYS = r"\d{1,2}(?: ?- ?\d{1,2})?"
_DASHED_BEFORE = re.compile(
    r"30-0?4(?: và |, |/)\Z"
    rf"|(?:[Nn]gày|[Ss]áng|[Cc]hiều|[Tt]ối|[Đđ]êm|[Tt]ừ) {_ONE_OF_DAYS}(?:, {_ONE_OF_DAYS}){{0,5}}"
    r",? (?:và|&|đến|tới) (?:ngày )?\Z"
    r"|(?i:hôm|sáng|trưa|chiều|tối|đêm|khuya) (?:nay|qua|mai|kia|trước|sớm)(?:,? (?:ngày )?| ?\()\Z"
    r"|(?i:tuần (?:trước|này|tới|sau)|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật) \(\Z"
    r"|(?i:khuya|công viên|quảng trường|khủng bố|phiên giao dịch|ngày giao dịch) \Z"
)
"""A day with a dash stands behind these, as in "ngày 16 và 17-2" or "hôm nay, 19-10"."""
_TURNS = re.compile(r"(?i)(?<!\w)(?:từ|đến|tới|trước|sau|hết|kể từ|đợt \d là|hạn là)(?: ngày)? \Z")
"""Behind these a pair of figures that falls, as "30-4", means a day."""
_DAY_LISTED = re.compile(
    r"(?:(?:(?P<how_often>mỗi|một|nửa|hằng|hàng|mấy|hai|ba|số|\d) )?"
    r"(?:ngày|sáng|chiều|tối|đêm|trưa|hôm|rằm)|"
    r"\blễ|\bdịp) (?:(?:ngày )?\d{1,2}\.\d{1,2}(?:, | và | & | - |-|, ngày ))*\Z|"
    r"(?:hôm|sáng|trưa|chiều|tối|đêm|khuya) (?:nay|qua|mai|kia)(?:,? | ?\()\Z|"
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)(?:, | ?\()\Z"
)
_UNIT_AFTER = re.compile(
    r" ?(?:%|độ|lít|l\b|giờ|phút|kg|g\b|km|m\b|triệu|tỷ|nghìn|ngàn|điểm|"
    r"tiếng|lần|mét|tấn|đ\b|đồng|usd)"
)


def _dotted_day(match: re.Match[str]) -> str | None:
    """ "ngày 2.9, 30.4"; "mỗi ngày 2.5 lít" is a figure."""
    if not _is_day(match["day"], match["month"]) or _UNIT_AFTER.match(match.string, match.end()):
        return None
    near = match.string[max(0, match.start() - _REACH) : match.start()].lower()
    listed = _DAY_LISTED.search(near)
    is_day = (listed is not None and not listed["how_often"]) or _is_feast(match)
    is_day |= day_is_month(match) and _SALES.search(near) is not None
    is_day |= word_after(match) in ("âm", "dương", "al", "âl", "dl")
    return f"{_day(match, match['day'])} tháng {month(int(match['month']))}" if is_day else None


def day_is_month(match: re.Match[str]) -> bool:
    """ "9.9", "12.12"."""
    return int(match["day"]) == int(match["month"])


_SALES = re.compile(r"sale|shopee|lazada|tiki|khuyến mãi|ưu đãi|giảm giá|mua sắm|siêu hội|flash")
_DASHED = words_of("ngày sáng chiều tối trưa đêm hôm")


def _means_day(match: re.Match[str], day: int, of_month: int) -> bool:
    """Otherwise it is a fraction, as 1/2 is by itself, or a house number."""
    before = named_by(match)
    if _PARTS_AFTER.match(match.string, match.end()) and day < of_month <= 10:
        return False
    if (
        words_before(match, 2) in ("đánh giá", "xếp hạng", "cho điểm")
        or is_over(match)
        or is_in_sum(match)
    ):
        return False
    if word_after(match) in _AFTER_DAY:
        return True
    if _CLOCK_BEFORE.search(match.string[max(0, match.start() - 12) : match.start()]):
        return True
    if _DAYS_BEFORE.search(match.string[max(0, match.start() - _REACH) : match.start()]):
        return True
    if before in _NUMBERED or match["month"].startswith("0") or match["day"].startswith("0"):
        return before not in _NUMBERED
    if before in _DAYS or before in _STREETS or _WEEK.fullmatch(words_before(match, 2)):
        return True
    start = match.start()
    if _RANGE_BEFORE.search(match.string[max(0, start - 10) : start]):
        return True
    if _RANGE_AFTER.match(match.string, match.end()):
        return True
    is_score = word_after(match) in ("điểm", "sao") or before in ("điểm", "được", "đạt")
    is_score |= day == of_month and word_after(match) in _TRIED
    return (day, of_month) in _DATE_ALWAYS or (day >= of_month and not is_score and day != 1)


def _around_the_clock(match: re.Match[str]) -> str | None:
    """ "trực 24/7"; "tối 24/7" is a day in July."""
    is_day = word_before(match) in _DAYS and words_before(match, 2) not in _WHOLE_DAYS
    return None if is_day else "hai mươi bốn trên bảy"


_WHOLE_DAYS = frozenset(("ngày đêm", "cả ngày", "mỗi ngày", "suốt ngày", "hàng ngày", "hằng ngày"))


_TRIED = words_of("lần lượt phiếu câu trận mẫu ván vòng bài")
_PARTS_AFTER = re.compile(
    r"(?: ?[-–] ?| đến | tới | hoặc | và )?(?:(?<=\D)\d/\d{1,2})? "
    r"(?:số|dân|tổng|diện|thu|lương|lượng|chặng|quãng|sản|doanh|khối|chiều|thể|vốn|tài|cốc|chén|thìa|"
    r"muỗng|ly|bát|cân|kg|phần|chai|dung|cái|quả|trái|củ|gói|trọng)(?!\w)"
)
_CLOCK_BEFORE = re.compile(r"\d{1,2}(?:[hg]\d{0,2}|:\d\d)['’]?,? \Z")
_DAYS_BEFORE = re.compile(
    r"(?:[Nn]gày|[Ss]áng|[Cc]hiều|[Tt]ối|[Đđ]êm) "
    r"\d{1,2}(?:, \d{1,2}){0,5}(?:,|,? (?:và|&|hoặc|hay)) (?:ngày )?\Z"
)
_NUMBERED = words_of(
    """
    cược lớp số ngõ hẻm ngách nhà kiệt tổ ấp thửa tờ lô tỷ tỉ lệ huyết áp phòng căn
    """
)


def _days(match: re.Match[str]) -> str | None:
    """ "5-7/8", "28-30/4/2024": two days of one month."""
    first, last = match["day"], match["last"]
    if not (_is_day(first, match["month"]) and _is_day(last, match["month"])):
        return None
    if int(first) >= int(last) or word_before(match) in _NUMBERED:
        return None
    is_named = word_before(match) in ("ngày", "mùng", "mồng")
    until = cardinal(int(last)) if is_named or int(last) > 10 else f"mùng {cardinal(int(last))}"
    words = f"{_day(match, first)} đến {until} tháng {month(int(match['month']))}"
    return f"{words} năm {year(int(match['year']))}" if match["year"] else words


def _month_and_year(match: re.Match[str]) -> str | None:
    before = word_before(match)
    if before in _PARTS_OF_YEAR and int(match["month"]) <= _WEEKS:
        return f"{cardinal(int(match['month']))} năm {year(int(match['year']))}"
    if not 1 <= int(match["month"]) <= 12 or before in (
        "số",
        "luật",
        "định",
        "tư",
        "quyết",
        "điều",
        "mục",
    ):
        return None
    if match[0] in ("1/1000", "1/2000") and _SCALED.search(_before(match)):
        return None
    named = "" if before == "tháng" else "tháng "
    return f"{named}{month(int(match['month']))} năm {year(int(match['year']))}"


_SCALED = re.compile(
    r"(?i)(?:tỷ lệ|tỉ lệ|bản đồ|quy hoạch|phân khu|chi tiết|xác suất|cứ|khoảng)"
    r"(?: [^\W\d]+){0,3} ?[(,]? ?\Z"
)
"""Behind these "1/2000" is a scale or a part."""
_DOTTED_MONTHS = words_of("tháng quý")
_PARTS_OF_YEAR = words_of("quý kỳ đợt tuần khóa khoá vụ lần")
_WEEKS = 53


def _months(match: re.Match[str]) -> str | None:
    """ "1-3/2024": months, or quarters after "quý"."""
    first, last = int(match["month"]), int(match["last"])
    if not 1 <= first < last <= 12:
        return None
    is_part = word_before(match) in _PARTS_OF_YEAR
    name = cardinal if is_part else month
    named = "" if is_part or word_before(match) == "tháng" else "tháng "
    return f"{named}{name(first)} đến {name(last)} năm {year(int(match['year']))}"


def _short_range_of_years(match: re.Match[str]) -> str | None:
    """ "1939-45"."""
    first, last = int(match["year"]), int(match["last"])
    return f"{year(first)} đến {cardinal(last)}" if last > first % 100 else None


def _season(match: re.Match[str]) -> str | None:
    """ "mùa giải 2023/24": two years of which one follows the other."""
    first, last = int(match["year"]), int(match["last"])
    if last not in (first + 1, (first + 1) % 100) or word_before(match) == "số":
        return None
    return f"{year(first)} đến {cardinal(last)}"


def _short_date(match: re.Match[str]) -> str | None:
    """ "ngày 01.06.24", "NSX: 5-6-24": behind what leads to a day."""
    return _date(match) if word_before(match) in _DATED else None


_DATED = words_of("ngày sinh cấp nsx hsd hạn date sáng chiều tối hôm mùng từ đến")
_LAST_DAY = 31
_YEAR = r"(?P<year>[12]\d{3})"
_END = r"(?![\d/]|[-.,]\d)"

_ISO_END = r"(?:(?<=T)|(?![\d/]|[-.,]\d))"

DATES: tuple[Rule, ...] = (
    rule(DIGITS, r"24/7(?![\d/])", _around_the_clock),
    rule(
        DIGITS,
        r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>[12]\d{3})(?![\d/]|-\d)",
        _date,
    ),
    rule(
        DIGITS,
        rf"(?P<day>\d{{1,2}}) (?P<mark>[/–-]) (?P<month>\d{{1,2}}) (?P=mark) {_YEAR}{_END}",
        _date,
    ),
    rule(
        DIGITS,
        rf"(?:(?<=[Nn]gày )|(?<=áng )|(?<=iều )|(?<=ối ))(?P<day>\d{{1,2}})(?: / ?|/ )"
        rf"(?P<month>\d{{1,2}})(?:(?: / ?|/ |/){_YEAR})?(?![\w/%]|[.,]\d)",
        lambda match: _date(match) if match["year"] else _day_and_month(match),
    ),
    rule(DIGITS, rf"(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d\d){_END}", _date),
    rule(
        DIGITS,
        rf"(?<=[Tt]háng )(?P<month>[1-9]|1[0-2])/(?P<year>[1-9]\d){_END}",
        lambda m: (
            f"{month(int(m['month']))} năm {cardinal(int(m['year']))}"
            if int(m["year"]) > _LAST_DAY
            else None
        ),
    ),
    rule("'’", r"(?<=[Nn]ăm )['’](?=\d\d(?!\d))", lambda _match: ""),
    rule(
        DIGITS,
        rf"{_YEAR}(?P<mark>[-/.])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?P<time>T(?=\d\d:))?{_ISO_END}",
        _iso,
    ),
    rule(
        DIGITS,
        rf"(?P<day>\d{{1,2}}) ?[-–—] ?(?P<last>\d{{1,2}})/(?P<month>\d{{1,2}})(?:/{_YEAR})?{_END}",
        _days,
    ),
    rule(DIGITS, rf"(?P<month>\d{{1,2}}) ?[-–—] ?(?P<last>\d{{1,2}})[/-]{_YEAR}{_END}", _months),
    rule(DIGITS, rf"(?<![A-Za-z])(?P<month>\d{{1,2}})[/-]{_YEAR}{_END}(?![A-Z])", _month_and_year),
    rule(DIGITS, r"(?<=24/24, )7/7|(?<=24/24h, )7/7|(?<=24h, )7/7", lambda _match: "bảy trên bảy"),
    rule(
        DIGITS,
        rf"(?P<month>\d{{1,2}})\.{_YEAR}{_END}",
        lambda match: _month_and_year(match) if word_before(match) in _DOTTED_MONTHS else None,
    ),
    rule(
        DIGITS,
        r"(?P<day>\d{1,2})(?:-| [-–] )(?P<month>\d{1,2})"
        r"(?![\w/]|[-–.,]\d|\s(?:[-–]\s\d|tháng|giờ|phút|tuổi|ngày|lần|tuần|người|buổi|viên|gói|giọt))",
        _dashed_day,
    ),
    rule(DIGITS, rf"{_YEAR}[-–](?P<last>\d\d){_END}(?!\w)", _short_range_of_years),
    rule(DIGITS, rf"(?P<year>(?:19|20)\d\d)/(?P<last>\d\d(?:\d\d)?){_END}(?!\w)", _season),
    rule(
        DIGITS,
        rf"(?P<day>\d\d?)(?P<mark>[.-])(?P<month>\d\d?)(?P=mark)(?P<year>\d\d){_END}(?!\w)",
        _short_date,
    ),
    rule(DIGITS, r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?![\w/%]|[.,-]\d)", _dotted_day),
    rule(DIGITS, r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\w/]|[.,]\d)", _day_and_month),
)
