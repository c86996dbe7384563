"""Days of the week in short: "T2" is Monday and "CN" Sunday."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before
from voicefarm.normalization.vietnamese.numbers import ordinal

_BEFORE = words_of(
    """
    vào sáng chiều trưa tối đêm khuya ngày từ đến tới mỗi nghỉ hôm hết trước sau trừ qua lịch lễ
    mở hằng hàng kể làm cả học cuối
    """
)
_AFTER = words_of("hàng hằng tuần này tới sau rồi ngày lúc vừa cuối đầu đến cn mỗi sắp")
_NAMED_BY = words_of("ga terminal tòa toà chung block căn phòng sân đốt giai khối u bướu")
_BRANCH_AFTER = re.compile(
    r" (?:TP|Tp|Hà Nội|Sài Gòn|Hồ Chí Minh|Đà Nẵng|Huế|Cần Thơ|Hải Phòng|miền|số \d)(?!\w)"
)
_ERA_BEFORE = re.compile(r"(?:\d năm|năm \d{1,4}|k[ỷỉ] \w{1,5}) (?:trước|sau) \Z")
_YEARS_AFTER = re.compile(r" \d{1,4} năm")
_PARKS = words_of("khu cụm ngành đất")
_DAY = r"(?:T[2-7]|CN|[Tt]hứ \S{2,4}|[Cc]hủ nhật)"
_LINK = r"(?: ?[,;&+/–-] ?| và | đến | tới | hoặc | hay )"
_DAY_BEFORE = re.compile(rf"(?<!\w){_DAY}{_LINK}\Z")
_DAY_AFTER = re.compile(rf"{_LINK}{_DAY}(?!\w)")
_DATE_AFTER = re.compile(r",? ?\(?(?:ngày )?\d{1,2}[/.-]\d{1,2}(?!\d)")
_TIME_BEFORE = re.compile(r"(?<!\d)\d{1,2}(?:[hg]\d{0,2}|:\d\d),? \Z")
_TIME_AFTER = re.compile(r" ?[:,(]? ?\d{1,2}(?:h|g|:\d\d)")
_NAMED_AFTER = re.compile(rf"\.? ?[{UPPER}][{LOWER}]")
_BANK_BEFORE = re.compile(r"(?i)(?:bank|ngân hàng|BIDV|ACB|VPB|SHB|HDB|VIB)[ ,–-]{1,3}\Z")
_REACH = 16


def _weekday(match: re.Match[str]) -> str | None:
    """ "T7" where days are spoken of; by itself it is a name, such as a terminal's."""
    is_day = word_before(match) not in _NAMED_BY and _is_day(match)
    return f"thứ {ordinal(int(match['day']))}" if is_day else None


def _sunday(match: re.Match[str]) -> str | None:
    """ "nghỉ CN"; "CN Lan" is a bachelor."""
    if word_before(match) in _PARKS:
        return "công nghiệp"
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    if _ERA_BEFORE.search(before) or (
        word_before(match) in ("trước", "sau") and _YEARS_AFTER.match(match.string, match.end())
    ):
        return "công nguyên"
    if _BRANCH_AFTER.match(match.string, match.end()) or _BANK_BEFORE.search(before):
        return "chi nhánh"
    if not _is_day(match) and _NAMED_AFTER.match(match.string, match.end()):
        return None
    return "chủ nhật"


def _is_day(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    return (
        word_before(match) in _BEFORE
        or _TIME_BEFORE.search(text[max(0, start - _REACH) : start]) is not None
        or word_after(match) in _AFTER
        or _DAY_BEFORE.search(text[max(0, start - _REACH) : start]) is not None
        or any(near.match(text, end) for near in (_DAY_AFTER, _DATE_AFTER, _TIME_AFTER))
    )


def _weekdays(match: re.Match[str]) -> str:
    """ "T2-T6": from Monday to Friday."""
    last = f"thứ {ordinal(int(match['last']))}" if match["last"] else "chủ nhật"
    return f"thứ {ordinal(int(match['first']))} đến {last}"


def _listed(match: re.Match[str]) -> str:
    """ "thứ 2,4,6", "T3-5-7": days, between which nothing is counted."""
    days = [ordinal(int(day)) for day in re.findall(r"\d", match[0])]
    return ("thứ " if match[0][0] == "T" else "") + ", ".join(days)


WEEKDAYS: tuple[Rule, ...] = (
    rule("T", r"T[2-7](?P<mark>[,.-])[2-7](?:(?P=mark)[2-7]){1,4}(?![\w/-])", _listed),
    rule(
        DIGITS,
        r"(?:(?<=thứ )|(?<=Thứ ))[2-7](?:,[2-7]|(?P<mark>, |[,./-])[2-7](?P=mark)[2-7])"
        r"(?:(?:, |[,./-])[2-7]){0,3}(?![\w/%-]|[.,]\d)",
        _listed,
    ),
    rule("T", r"T7(?:, | & | và |-)CN(?!\w)", lambda _match: "thứ bảy, chủ nhật"),
    rule("T", r"T(?P<first>[2-7]) ?[-–] ?(?:T(?P<last>[2-7])|CN)(?!\w)", _weekdays),
    rule("T", r"T(?P<day>[2-7])(?![\w/.]\d|\w|[-/]\w)", _weekday),
    rule("C", r"CN(?![^\W_]|[-/&]\w)", _sunday),
)
