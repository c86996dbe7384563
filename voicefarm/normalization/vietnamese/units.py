"""Units of measure behind a number, and what stands behind a slash."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import is_marked, letters
from voicefarm.normalization.vietnamese.context import (
    PLACES,
    rule,
    word_after,
    word_before,
)
from voicefarm.normalization.vietnamese.numbers import NUMBER, cardinal, number_words

_METRES = {"m": "", "km": "ki lô ", "dm": "đề xi ", "cm": "xăng ti ", "mm": "mi li "}
_AREAS = {
    f"{unit}{mark}": f"{prefix}mét {word}"
    for unit, prefix in _METRES.items()
    for marks, word in (("2²", "vuông"), ("3³", "khối"))
    for mark in marks
}
_BYTES = {"K": "ki lô", "M": "mê ga", "G": "gi ga", "T": "tê ra"}
_DATA = {
    f"{prefix}{unit}": f"{name} {word}"
    for prefix, name in _BYTES.items()
    for unit, word in (
        ("B", "bai"),
        ("b", "bít"),
        ("bps", "bít trên giây"),
        ("B/s", "bai trên giây"),
        ("b/s", "bít trên giây"),
    )
}
MEASURES = {
    **{unit: f"{prefix}mét" for unit, prefix in _METRES.items()},
    **_AREAS,
    **{"µm": "mi crô mét", "μm": "mi crô mét", "nm": "na nô mét", "ha": "héc ta"},
    **{"kg": "ki lô gam", "g": "gam", "gr": "gam", "mg": "mi li gam", "kG": "ki lô gam"},
    **{"µg": "mi crô gam", "μg": "mi crô gam", "mcg": "mi crô gam", "lb": "pao", "oz": "ao xơ"},
    **{
        "tsp": "thìa cà phê",
        "tbsp": "thìa canh",
        "Tbsp": "thìa canh",
        "l": "lít",
        "L": "lít",
        "ml": "mi li lít",
        "mL": "mi li lít",
        "dl": "đề xi lít",
    },
    **{"dL": "đề xi lít", "cl": "xăng ti lít", "cc": "xê xê"},
    **{"s": "giây", "ms": "mi li giây", "min": "phút", "phút": "phút", "ph": "phút"},
    **{"°C": "độ xê", "oC": "độ xê", "ºC": "độ xê", "℃": "độ xê", "°F": "độ ép", "℉": "độ ép"},
    **{"°": "độ", "º": "độ", "°K": "độ ca", "K": "ca"},
    **{"W": "oát", "kW": "ki lô oát", "MW": "mê ga oát", "GW": "gi ga oát", "kWh": "ki lô oát giờ"},
    **{"KW": "ki lô oát", "KWh": "ki lô oát giờ", "MWh": "mê ga oát giờ", "Wh": "oát giờ"},
    **{"kwh": "ki lô oát giờ", "kw": "ki lô oát", "MWp": "mê ga oát đỉnh", "kV": "ki lô vôn"},
    **{
        "kmh": "ki lô mét trên giờ",
        "rad": "ra đi an",
        "mc": "muỗng canh",
        "MB/s": "mê ga bai trên giây",
    },
    **{"mcf": "muỗng cà phê", "mcp": "muỗng cà phê", "U": "đơn vị", "IU": "đơn vị quốc tế"},
    **{"UI": "đơn vị quốc tế", "mEq": "mi li đương lượng", "tcf": "thìa cà phê"},
    **{"V": "vôn", "mV": "mi li vôn", "A": "am pe", "mA": "mi li am pe", "mAh": "mi li am pe giờ"},
    **{"Ah": "am pe giờ", "kVA": "ki lô vôn am pe", "Hz": "héc", "kHz": "ki lô héc"},
    **{"Ω": "ôm", "kΩ": "ki lô ôm", "MΩ": "mê ga ôm", "µF": "mi crô fa ra", "nF": "na nô fa ra"},
    **{"MHz": "mê ga héc", "GHz": "gi ga héc", "dB": "đề xi ben", "Pa": "pát can"},
    **{"kPa": "ki lô pát can", "MPa": "mê ga pát can", "hPa": "héc tô pát can", "bar": "ba"},
    **{"N": "niu tơn", "kN": "ki lô niu tơn", "Nm": "niu tơn mét", "J": "jun", "kJ": "ki lô jun"},
    **{"cal": "ca lo", "kcal": "ki lô ca lo", "Kcal": "ki lô ca lo", "HP": "mã lực"},
    **{"hp": "mã lực", "lm": "lu men", "mol": "mol", "ppm": "phần triệu", "rpm": "vòng trên phút"},
    **_DATA,
    **{"gsm": "gam trên mét vuông", "µL": "mi crô lít", "μL": "mi crô lít", "uL": "mi crô lít"},
    **{"KB": "ki lô bai", "kB": "ki lô bai", "MP": "mê ga pích xen", "px": "pích xen"},
    **{"fps": "khung hình trên giây", "mph": "dặm trên giờ", "kbps": "ki lô bít trên giây"},
    **{
        "bps": "điểm cơ bản",
        "đcb": "điểm cơ bản",
        "bp": "điểm cơ bản",
        "mmHg": "mi li mét thủy ngân",
        "atm": "át mốt phe",
        "psi": "pi ét ai",
        "mbar": "mi li ba",
        "ppb": "phần tỷ",
        "inch": "inch",
    },
    **{
        "%": "phần trăm",
        "‰": "phần nghìn",
        "％": "phần trăm",
        "mmol": "mi li mol",
        "nmol": "na nô mol",
        **dict.fromkeys(("µmol", "μmol", "umol"), "mi crô mol"),
        "WC": "vê kép xê",
        "đpt": "điểm phần trăm",
        "PN": "phòng ngủ",
    },
}
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
_RATES = {"km/h": "ki lô mét trên giờ", "m/s": "mét trên giây"}
_ONLY_ATTACHED = words_of("A K N J V s")
_BEFORE_RATE = words_of("U")
"""Letters that are a unit only before a slash, as in "45 U/L"."""
"""Letters that stand alone behind a number for much besides the unit."""


def _longest_first(units: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(units, key=len, reverse=True)))


_LONG = {unit: words for unit, words in MEASURES.items() if len(unit) > 1}
_HEADED = {unit: words for unit, words in _LONG.items() if not unit.isupper()}
"""What heads a column, as in "Cao (cm)"; "(MB)" is a bank too."""
_UNIT = rf"(?P<unit>{_longest_first(MEASURES)})(?![^\W\d_]|\d)"
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


def _measure(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    if unit in _ONLY_ATTACHED and (match["space"] or word_before(match) in PLACES):
        return None
    if unit == "A" and not _is_current(match):
        return None
    if unit in _DATA and _is_account(match["number"]):
        return None
    if unit in _BEFORE_RATE and match.string[match.end() : match.end() + 1] != "/":
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
    is_counted = left.lstrip('("“+-−~≈$€£¥')[:1].isdigit() or left.lower().strip("(") in _COUNTED
    is_counted |= left[-1:] in _SIGNS
    is_counted |= len(before) > 1 and before[-2][-1:].isdigit()
    is_counted |= unit in _TERMS and _NUMBERS.search(" ".join(before[-4:-1])) is not None
    if not is_counted or (unit not in _BEHIND_SLASH and unit.isupper()):
        return None
    is_symbol = len(unit) == 1 and unit not in _BEHIND_SLASH
    return f"trên {behind}" if number or is_symbol else f"một {behind}"


def _is_one_of_two(left: str, match: re.Match[str]) -> bool:
    """Whether what stands before the slash is as much as what stands behind, as in "nam/nữ"."""
    physical = left.lstrip("0123456789.,-–(")
    is_counted = physical != left and physical in _PHYSICAL
    after = match.string[match.end() : match.end() + 16]
    return (
        left.lstrip("(").lower() in _OPPOSED
        or match.string.startswith("/tháng/năm", match.start())
        or (left[:1] == "(" and physical == left[1:])
        or (is_counted and re.match(rf" [\d.,]+ ?{re.escape(physical)}(?!\w)", after) is not None)
    )


_TERMS = words_of("ngày tháng năm giờ tuần phút quý đêm vụ")
_NUMBERS = re.compile(r"\d(?: |\Z)|(?<!\w)(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)")
_OPPOSED = words_of("đúng nam có trên trái cha mẹ thầy vợ bố tăng mua bật anh")
"""The first of two, as in "đúng/sai", of which none is counted."""


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


def _unit_apart(match: re.Match[str]) -> str | None:
    """What stands behind a number or "triệu", and a space."""
    unit = match["unit"]
    before = match.string[max(0, match.start() - 12) : match.start()]
    is_firm = unit in _DATA and (_is_account(before) or before[-2:-1].isalpha())
    return None if is_firm else MEASURES[unit]


def _unit_alone(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    return _RATES.get(unit) or MEASURES[unit]


_BEHIND_NUMBER = (
    r"(?:(?<=\d[ \u00a0])|(?<=nghìn )|(?<=ngàn )|(?<=triệu )|(?<=tỷ )|(?<=tỉ )|(?<=vạn )"
    r"|(?<=trăm ))"
)
_BEFORE_SLASH = "\\w²³%₫$€£\"″'′’”"


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
        rf"(?P<number>\d{{1,3}}) ?(?P<unit>{_longest_first(_WITH_REST)})(?P<rest>[1-9]\d?)"
        r"(?:(?P<by>[x×])(?=\d)|(?![\w]|[.,]\d))",
        _with_rest,
    ),
    rule(
        "Kk",
        r"(?P<kind>[Kk][Mm])(?P<gap> ?)(?P<number>\d{1,4})(?:\+(?P<more>\d{1,3}))?(?![\w]|[.,]\d)",
        _road_mark,
    ),
    rule(
        "đVUtnv",
        rf"(?P<currency>{_longest_first(_PRICED)}) ?/ ?"
        rf"(?P<unit>{_longest_first(_PRICED_BY)})(?![^\W_])",
        _price_of_one,
    ),
    rule(
        "".join(sorted({unit[0] for unit in MEASURES if unit[0].isalpha()})),
        rf"{_BEHIND_NUMBER}(?P<unit>{_longest_first(_LONG)})(?![^\W_])",
        _unit_apart,
    ),
    rule("U", r"(?<=\d )U(?=/[lL](?!\w))", lambda _match: "đơn vị"),
    rule(
        "(",
        rf"\((?P<unit>{_longest_first(_HEADED)}|(?<=\d \()[mgl])\)",
        lambda match: f"({MEASURES[match['unit']]})",
    ),
    rule(DIGITS, rf"(?P<number>{NUMBER})(?P<space>[ \u00a0]?){_UNIT}", _measure),
    rule(
        "/",
        rf"(?:(?<=[{_BEFORE_SLASH}])|(?<=[{_BEFORE_SLASH}] ))/ ?"
        rf"(?P<number>\d{{1,6}}(?: (?=\w))?)?"
        rf"(?P<unit>{_longest_first(_BEHIND_SLASH)}|[^\W\d_]{{1,12}})(?![^\W_])",
        _rate,
    ),
    rule(
        "°º℃%‰km", r"(?P<unit>°C|℃|°F|km[²2]|km/h|m/s|m[²2³3]|km|kg|%|‰)(?![^\W\d_])", _unit_alone
    ),
)
