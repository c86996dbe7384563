"""Units of measure behind a number, and what stands behind a slash."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import PLACES, rule, word_before
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
    **{"V": "vôn", "mV": "mi li vôn", "A": "am pe", "mA": "mi li am pe", "mAh": "mi li am pe giờ"},
    **{"Ah": "am pe giờ", "Ω": "ôm", "kVA": "ki lô vôn am pe", "Hz": "héc", "kHz": "ki lô héc"},
    **{"MHz": "mê ga héc", "GHz": "gi ga héc", "dB": "đề xi ben", "Pa": "pát can"},
    **{"kPa": "ki lô pát can", "MPa": "mê ga pát can", "hPa": "héc tô pát can", "bar": "ba"},
    **{"N": "niu tơn", "kN": "ki lô niu tơn", "Nm": "niu tơn mét", "J": "jun", "kJ": "ki lô jun"},
    **{"cal": "ca lo", "kcal": "ki lô ca lo", "Kcal": "ki lô ca lo", "HP": "mã lực"},
    **{"hp": "mã lực", "lm": "lu men", "mol": "mol", "ppm": "phần triệu", "rpm": "vòng trên phút"},
    **_DATA,
    **{"KB": "ki lô bai", "kB": "ki lô bai", "MP": "mê ga pích xeo", "px": "pích xeo"},
    **{"fps": "khung hình trên giây", "mph": "dặm trên giờ", "kbps": "ki lô bít trên giây"},
    **{
        "bps": "điểm cơ bản",
        "đcb": "điểm cơ bản",
        "bp": "điểm cơ bản",
        "mmHg": "mi li mét thủy ngân",
    },
    **{
        "%": "phần trăm",
        "‰": "phần nghìn",
        "％": "phần trăm",
        "mmol": "mi li mol",
        "đpt": "điểm phần trăm",
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
"""Letters that stand alone behind a number for much besides the unit."""


def _longest_first(units: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(units, key=len, reverse=True)))


_UNIT = rf"(?P<unit>{_longest_first(MEASURES)})(?![^\W\d_]|\d)"
_PHYSICAL = frozenset(MEASURES) - words_of("% ‰")
_COUNTED = words_of(
    """
    đồng đ nghìn ngàn triệu tỷ tỉ trăm usd vnd vnđ đô la euro lần lít người viên con cái suất
    chiếc bài trang bước nhịp ca giờ phút ngày vòng tấn tạ lượt xe chuyến giọt liều muỗng thìa
    điểm tiết buổi cuốn gói ly cốc hộp lon chai bản cây sản_phẩm dân học_sinh khách mét calo
    kcal gam giây
    """
)


def _measure(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    if unit in _ONLY_ATTACHED and (match["space"] or word_before(match) in PLACES):
        return None
    if unit == "A" and not _is_current(match):
        return None
    return f"{number_words(match['number'], is_count=True)} {MEASURES[unit]}"


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
    behind = _BEHIND_SLASH.get(match["unit"], match["unit"])
    if number and match["unit"] not in _BEHIND_SLASH:
        return None
    if number:
        behind = f"{number_words(number)} {behind}"
    physical = left.lstrip("0123456789.,-–(")
    if (physical in _PHYSICAL and physical != left) or (left in _PHYSICAL and len(before) > 1):
        return f"trên {behind}"
    is_counted = left.lstrip('("“')[:1].isdigit() or left.lower().strip("(") in _COUNTED
    is_counted |= len(before) > 1 and before[-2][-1:].isdigit()
    if not is_counted or (match["unit"] not in _BEHIND_SLASH and match["unit"].isupper()):
        return None
    is_symbol = len(match["unit"]) == 1 and match["unit"] not in _BEHIND_SLASH
    return f"trên {behind}" if number or is_symbol else f"một {behind}"


def _dimensions(match: re.Match[str]) -> str:
    """ "3x4 m", "5 × 6"."""
    numbers = filter(None, match.group("first", "second", "third"))
    words = " nhân ".join(map(number_words, numbers))
    return f"{words} {MEASURES[match['unit']]}" if match["unit"] else words


def _unit_alone(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    return _RATES.get(unit) or MEASURES[unit]


UNITS: tuple[Rule, ...] = (
    rule(DIGITS, r"\d{1,3}[.,]\d{1,2}x(?!\w)", lambda match: f"{number_words(match[0][:-1])} lần"),
    rule(
        DIGITS,
        rf"(?P<first>{NUMBER})(?:m|cm|mm)?(?P<gap> ?)[xX×*](?P=gap)"
        rf"(?P<second>{NUMBER})(?![⁰¹²³⁴-⁹^])"
        rf"(?:(?:m|cm|mm)? ?[xX×*] ?(?P<third>{NUMBER}))?"
        rf"(?:[ \u00a0]?{_UNIT})?",
        _dimensions,
    ),
    rule(
        DIGITS,
        r"(?P<metres>\d)m(?P<rest>\d{1,2})(?![\d\w])",
        lambda match: f"{cardinal(int(match['metres']))} mét {cardinal(int(match['rest']))}",
    ),
    rule(DIGITS, rf"(?P<number>{NUMBER})(?P<space>[ \u00a0]?){_UNIT}", _measure),
    rule(
        "/",
        rf"(?<=[\w²³%])/ ?(?P<number>\d{{1,6}}(?: (?=\w))?)?"
        rf"(?P<unit>{_longest_first(_BEHIND_SLASH)}|[^\W\d_]{{1,12}})(?![^\W_])",
        _rate,
    ),
    rule("°º℃%‰km", r"(?P<unit>°C|℃|°F|km[²2]|km/h|m/s|m[²2³3]|km|kg|%|‰)(?!\w)", _unit_alone),
)
