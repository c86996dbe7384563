"""Units of measure behind a number, sizes, and places on a road."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import (
    PLACES,
    rule,
    word_after,
    word_before,
)
from voicefarm.normalization.vietnamese.numbers import NUMBER, cardinal, number_words
from voicefarm.normalization.vietnamese.units.names import DATA, MEASURES, longest_first
from voicefarm.normalization.vietnamese.units.rates import PRICE_OF_ONE, RATE

_RATES = {"km/h": "ki lô mét trên giờ", "m/s": "mét trên giây"}
_ONLY_ATTACHED = words_of("A K N J V s CV HA")
"""Letters that stand alone behind a number for much besides the unit."""
_BEFORE_RATE = words_of("U ng pg")
"""Letters that are a unit only before a slash and a volume, as in "45 U/L"."""
_VOLUME = re.compile(r" ?/ ?(?:[md]?[lL]|m3|m³|kg)(?!\w)")


_LONG = {unit: words for unit, words in MEASURES.items() if len(unit) > 1}
_HEADED = {unit: words for unit, words in _LONG.items() if not unit.isupper()}
"""What heads a column, as in "Cao (cm)"; "(MB)" is a bank too."""
_UNIT = rf"(?P<unit>{longest_first(MEASURES)})(?![^\W\d_]|\d)"


def _measure(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    if unit in _ONLY_ATTACHED and (match["space"] or word_before(match) in PLACES):
        return None
    if unit == "A" and not _is_current(match):
        return None
    if unit in DATA and _is_account(match["number"]):
        return None
    if unit in _BEFORE_RATE and not _VOLUME.match(match.string, match.end()):
        return None
    return f"{number_words(match['number'], is_count=True)} {MEASURES[unit]}"


def _is_account(number: str) -> bool:
    """Whether it is too long for a size, as the account in "STK 0123456789 MB" is."""
    return re.search(r"\d{8}", number) is not None


def _is_current(match: re.Match[str]) -> bool:
    """Whether "10A" is a current rather than the name of a class or a road."""
    near = match.string[max(0, match.start() - 16) : match.end() + 16]
    return (
        word_before(match) in _CURRENTS or re.search(r"\d ?(?:[VW]|kW|vôn)(?!\w)", near) is not None
    )


_CURRENTS = words_of("dòng cường điện sạc tải chì aptomat atomat mát")


def _dimensions(match: re.Match[str]) -> str:
    """ "3x4 m", "5 × 6"."""
    numbers = filter(None, match.group("first", "second", "third"))
    words = " nhân ".join(map(number_words, numbers))
    if match["price"]:
        return f"{words} {_PRICES[match['price']]}"
    return f"{words} {MEASURES[match['unit']]}" if match["unit"] else words


_PRICES = {"k": "nghìn", "K": "nghìn", "tr": "triệu", "đ": "đồng", "₫": "đồng"}


def _with_rest(match: re.Match[str]) -> str | None:
    """ "1m65" and "2kg5"; "nhà 4m2" is an area."""
    unit, rest = match["unit"], match["rest"]
    is_long = len(match["number"]) > 1
    is_always = unit in ("cm", "dm")
    if (
        unit in ("m", "cm", "km", "dm")
        and rest in ("2", "3")
        and (is_long or is_always or _is_area(match))
    ):
        return None
    by = " nhân " if match["by"] else ""
    return f"{cardinal(int(match['number']))} {_WITH_REST[unit]} {cardinal(int(rest))}{by}"


def _is_area(match: re.Match[str]) -> bool:
    """Whether what is measured has an area, or holds what is counted in cubic metres."""
    before = match.string[max(0, match.start() - 24) : match.start()].lower()
    after = word_after(match)
    if match["rest"] == "3":
        return after in _POURED or _HOLDERS.search(before) is not None
    following = match.string[match.end() : match.end() + 1]
    return following == "/" or after in _FLOORS or _AREAS_BEFORE.search(before) is not None


_POURED = words_of("nước gỗ cát đất đá bê rác khí dầu xăng thải")
_HOLDERS = re.compile(
    r"(?:nước|bể|bồn|dung tích|thể tích|khối lượng|bơm|đào|xả)(?: \w{1,8})?[ ~]{1,2}\Z"
)
_FLOORS = words_of("đất sàn nhà tường kính gạch sân thổ vải vườn bạt tôn ván lợp mặt")
_AREAS_BEFORE = re.compile(
    r"(?:nhà|sân|phòng|đất|diện tích|mặt bằng|căn hộ|vườn|sàn|ban công|bếp|kho|lô|thửa|quán|studio|"
    r"phòng trọ|gác|sạp|kiốt|ki-ốt|wc|toilet|mỗi|lát|sơn|ốp|tổng)(?: (?:rộng|chỉ|có|trọ|tầm|khoảng|"
    r"hơn|gần|là|ngủ|khách|bé|nhỏ|tắm)){0,2}[ ~]{1,2}\Z"
)
_WITH_REST = {
    **{unit: MEASURES[unit] for unit in ("m", "km", "kg", "l", "L", "ha", "cm", "dm")},
    **{unit: unit for unit in ("lít", "ký", "kí", "cân", "lạng", "tạ", "tấn", "mét", "chỉ", "cây")},
}


def _road_mark(match: re.Match[str]) -> str | None:
    """ "Km 15+200", "km45": a place on a road."""
    text, start = match.string, match.start()
    is_area = match[0] in ("km2", "km3")
    is_place = match["more"] or match["kind"][0] == "K" or not (match["gap"] or is_area)
    if re.search(r"\d ?\Z", text[max(0, start - 2) : start]):
        return None
    if not is_place and word_before(match) not in _ROADS:
        return None
    more = f" cộng {number_words(match['more'])}" if match["more"] else ""
    return f"ki lô mét {number_words(match['number'])}{more}"


_ROADS = words_of("tại ở từ đến tới qua gần đoạn vị_trí trí mốc cột lý")


def _unit_apart(match: re.Match[str]) -> str | None:
    """What stands behind a number or "triệu", and a space."""
    unit = match["unit"]
    before = match.string[max(0, match.start() - 12) : match.start()]
    if unit in _BEFORE_RATE and not _VOLUME.match(match.string, match.end()):
        return None
    is_firm = unit in DATA and (_is_account(before) or before[-2:-1].isalpha())
    return None if is_firm else MEASURES[unit]


def _unit_alone(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    return _RATES.get(unit) or MEASURES[unit]


_BEHIND_NUMBER = (
    r"(?:(?<=\d[ \u00a0])|(?<=nghìn )|(?<=ngàn )|(?<=triệu )|(?<=tỷ )|(?<=tỉ )|(?<=vạn )"
    r"|(?<=trăm ))"
)


UNITS: tuple[Rule, ...] = (
    rule(
        DIGITS,
        rf"(?P<number>{NUMBER}) ?(?P<unit>[GT])/[lL](?!\w)",
        lambda m: f"{number_words(m['number'])} {'giê' if m['unit'] == 'G' else 'tê ra'} trên lít",
    ),
    rule(
        DIGITS,
        r"(?P<number>\d)m(?P<rest>0[1-9])(?!\w|[.,]\d)",
        lambda m: f"{cardinal(int(m['number']))} mét không {cardinal(int(m['rest']))}",
    ),
    rule(
        DIGITS,
        rf"(?P<first>{NUMBER})(?:m|cm|mm)?(?P<gap> ?)[xX×*](?:(?P=gap)| )"
        rf"(?P<second>{NUMBER})(?![⁰¹²³⁴-⁹^]|c?m\d)"
        rf"(?:(?:m|cm|mm)? ?[xX×*] ?(?P<third>{NUMBER}))?"
        rf"(?:(?P<price>k|K|tr|đ|₫)(?![^\W_])|(?:[ \u00a0]?{_UNIT})?)",
        _dimensions,
    ),
    rule(
        DIGITS,
        rf"(?P<number>\d{{1,3}}) ?(?P<unit>{longest_first(_WITH_REST)})(?P<rest>[1-9]\d?)"
        r"(?:(?P<by>[x×])(?=\d)|(?![\w]|[.,]\d))",
        _with_rest,
    ),
    rule(
        "Kk",
        r"(?P<kind>[Kk][Mm])(?P<gap> ?)(?P<number>\d{1,4})(?:\+(?P<more>\d{1,3}))?(?![\w]|[.,]\d)",
        _road_mark,
    ),
    PRICE_OF_ONE,
    rule(
        "".join(sorted({unit[0] for unit in MEASURES if unit[0].isalpha()})),
        rf"{_BEHIND_NUMBER}(?P<unit>{longest_first(_LONG)})(?![^\W_])",
        _unit_apart,
    ),
    rule("U", r"(?<=\d )U(?=/[lL](?!\w))", lambda _match: "đơn vị"),
    rule(
        "(",
        rf"\((?P<unit>{longest_first(_HEADED)}|(?<=\d \()[mgl])\)",
        lambda match: f"({MEASURES[match['unit']]})",
    ),
    rule(DIGITS, rf"(?P<number>{NUMBER})(?P<space>[ \u00a0]?){_UNIT}", _measure),
    RATE,
    rule(
        "°º℃%‰km", r"(?P<unit>°C|℃|°F|km[²2]|km/h|m/s|m[²2³3]|km|kg|%|‰)(?![^\W\d_])", _unit_alone
    ),
)
