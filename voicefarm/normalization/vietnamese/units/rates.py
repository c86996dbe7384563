"""What stands behind a slash: "đ/kg", "km/giờ", "lần/ngày"."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.vietnamese.capitals.acronyms import SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import is_marked, letters
from voicefarm.normalization.vietnamese.context import rule
from voicefarm.normalization.vietnamese.numbers import number_words
from voicefarm.normalization.vietnamese.units.names import MEASURES, longest_first

_BEHIND_SLASH = {
    **MEASURES,
    **{"h": "giờ", "giờ": "giờ", "s": "giây", "ph": "phút", "p": "phút", "cp": "cổ phiếu"},
    **{"CP": "cổ phiếu", "sp": "sản phẩm", "ng": "người", "USD": "đô la Mỹ", "VND": "đồng"},
    **{
        "s²": "giây bình phương",
        "s2": "giây bình phương",
        "th": "tháng",
        "kwh": "ki lô oát giờ",
        "m2": "mét vuông",
        "CCQ": "chứng chỉ quỹ",
    },
}
_SIGNS = frozenset("%‰$€£¥₫²³")
_PHYSICAL = frozenset(MEASURES) - words_of("% ‰ K")
_COUNTED = words_of(
    """
    đồng đ nghìn ngàn triệu tỷ tỉ trăm usd vnd vnđ đô la euro lần lít người viên con cái suất
    chiếc bài trang bước nhịp ca giờ phút ngày vòng tấn tạ lượt xe chuyến giọt liều muỗng thìa
    điểm tiết buổi cuốn gói ly cốc hộp lon chai bản cây sản_phẩm dân học_sinh khách mét calo
    kcal gam giây lý
    """
)


def _behind_slash(match: re.Match[str]) -> str | None:
    """ "20 USD/một thiết bị" has its number; a name behind it is counted only by money."""
    before = match.string[max(0, match.start() - 24) : match.start()].split()
    left = before[-1] if before else ""
    unit = match["unit"]
    if unit in ("một", "mỗi") and (_is_price(left) or re.search(r"\d", "".join(before[-2:]))):
        return unit
    is_name = unit.istitle() and len(unit) > 1 and unit not in _BEHIND_SLASH
    return None if is_name and not _is_price(left) else _rate(match)


def _rate(match: re.Match[str]) -> str | None:
    """What is paid or counted is so much for one; a physical unit is over another."""
    before = match.string[max(0, match.start() - 24) : match.start()].split()
    left = before[-1] if before else ""
    number = match["number"]
    unit = match["unit"]
    if len(unit) > 1 and unit.isupper() and (unit.lower() in _BEHIND_SLASH or is_marked(unit)):
        unit = unit.lower()
    behind = _BEHIND_SLASH.get(unit, unit)
    is_apart = match.string[match.start() - 1] == " " and not left[-1:].islower()
    is_apart &= not (left[-1:] == "%" and unit in _TERMS)
    is_apart |= _is_one_of_two(left, match)
    if unit not in _BEHIND_SLASH and (number or is_apart):
        return None
    if not number and unit.isupper() and len(unit) > 1 and left[-1:] in "đ₫$":
        return f"một {SPELLED.get(unit) or letters(unit)}"
    if number:
        behind = f"{number_words(number)} {behind}"
    physical = left.lstrip("0123456789.,-–(")
    is_counted_by = unit not in _BEHIND_SLASH and len(unit) > 1 and unit.islower() and not number
    if is_counted_by and (left in _PHYSICAL or (physical in _PHYSICAL and physical != left)):
        return f"một {behind}"
    if (physical in _PHYSICAL and physical != left) or (left in _PHYSICAL and len(before) > 1):
        return f"trên {behind}"
    if match.string[match.start() - 1] == " " and not re.search(r"\d", "".join(before[-2:])):
        return None
    is_counted = left.lstrip('("“+-−~≈$€£¥')[:1].isdigit() or _is_counted(left, before)
    is_counted |= left[-1:] in _SIGNS
    is_counted |= len(before) > 1 and before[-2][-1:].isdigit()
    is_counted |= unit in _TERMS and _NUMBERS.search(" ".join(before[-4:-1])) is not None
    if not is_counted or (unit not in _BEHIND_SLASH and unit.isupper()):
        return None
    is_over = len(unit) == 1 and unit not in _BEHIND_SLASH
    is_over |= left[-1:] == "%" and unit not in _TERMS | _TURNS
    return f"trên {behind}" if number or is_over else f"một {behind}"


def _is_price(left: str) -> bool:
    """Whether money stands before the slash."""
    return left[-1:] in "$€£¥₫đ" or left.lower().lstrip("0123456789.,(~") in _MONEY


def _is_counted(left: str, before: list[str]) -> bool:
    """Whether it is a noun that is counted; of a page or a song only behind a number."""
    noun = left.strip("(")
    if noun in _NAMED:
        return _NUMBERS.search(" ".join(before[-3:-1])) is not None
    return noun in _COUNTED or (noun.isupper() and noun.lower() in _COUNTED)


def _is_one_of_two(left: str, match: re.Match[str]) -> bool:
    """Whether what stands before the slash is as much as what stands behind, as in "nam/nữ"."""
    physical = left.lstrip("0123456789.,-–(~≈")
    is_counted = physical != left and physical in _PHYSICAL
    after = match.string[match.end() : match.end() + 16]
    return (
        left.lstrip("(").lower() in _OPPOSED
        or (left.lower() in _DIVISIONS and match["unit"].lower() in _DIVISIONS)
        or match.string.startswith("/tháng/năm", match.start())
        or (left[:1] == "(" and physical == left[1:])
        or (is_counted and re.match(rf" [\d.,]+ ?{re.escape(physical)}(?!\w)", after) is not None)
    )


_TERMS = words_of("ngày tháng năm giờ tuần phút quý đêm vụ")
_TURNS = words_of("lần lượt phiên kỳ đợt mùa người")
_MONEY = words_of("đồng usd vnd vnđ eur euro đô tệ yên bảng triệu tỷ tỉ nghìn ngàn")
_NAMED = words_of("bài trang dân bản ca cây")
_DIVISIONS = words_of(
    """
    tỉnh thành tp quận huyện xã phường thị thôn ấp khóm buôn sở ban bộ ngành cấp khoa phòng viện
    """
)
"""Two of these around a slash are two kinds: "63 tỉnh/thành phố"."""
_NUMBERS = re.compile(r"\d(?: |\Z)|(?<!\w)(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)")
_OPPOSED = words_of("đúng nam có trên trái cha mẹ thầy vợ bố tăng mua bật anh")
"""The first of two, as in "đúng/sai", of which none is counted."""


def _price_of_one(match: re.Match[str]) -> str | None:
    """ "(đ/cp)" in the heading of a table."""
    behind = _BEHIND_SLASH.get(match["unit"]) or match["unit"]
    return f"{_PRICED[match['currency']]} một {behind}"


_PRICED = {
    **{"đ": "đồng", "đồng": "đồng", "VND": "đồng", "VNĐ": "đồng", "USD": "đô la Mỹ"},
    **{"tr": "triệu", "trđ": "triệu đồng", "triệu": "triệu", "nghìn đồng": "nghìn đồng"},
    **{"triệu đồng": "triệu đồng", "usd": "đô la Mỹ", "vnđ": "đồng", "vnd": "đồng"},
    **{"tỷ đồng": "tỷ đồng"},
}


_PRICED_BY = {
    **{unit: words for unit, words in _BEHIND_SLASH.items() if len(unit) > 1 and unit[0].isalpha()},
    **dict.fromkeys(
        words_of(
            """
            lượng tháng năm ngày thùng cây chỉ lít người kỳ vé lượt buổi đêm con cái chiếc gói hộp
            """
        ),
        "",
    ),
}

_BEFORE_SLASH = "\\w²³%₫$€£\"″'′’”"

PRICE_OF_ONE = rule(
    "đVUtnv",
    rf"(?P<currency>{longest_first(_PRICED)}) ?/ ?"
    rf"(?P<unit>{longest_first(_PRICED_BY)})(?![^\W_])",
    _price_of_one,
)
RATE = rule(
    "/",
    rf"(?:(?<=[{_BEFORE_SLASH}])|(?<=[{_BEFORE_SLASH}] ))/ ?"
    rf"(?P<number>\d{{1,6}}(?: (?=\w))?)?"
    rf"(?P<unit>{longest_first(_BEHIND_SLASH)}|[^\W\d_]{{1,12}})(?![^\W_])",
    _behind_slash,
)
