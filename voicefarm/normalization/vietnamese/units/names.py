"""Units of measure by their signs."""

import re

_METRES = {"m": "", "km": "ki lô ", "dm": "đề xi ", "cm": "xăng ti ", "mm": "mi li "}
_AREAS = {
    f"{unit}{mark}": f"{prefix}mét {word}"
    for unit, prefix in _METRES.items()
    for marks, word in (("2²", "vuông"), ("3³", "khối"))
    for mark in marks
}
_BYTES = {"K": "ki lô", "M": "mê ga", "G": "gi ga", "T": "tê ra"}
DATA = {
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
    **{"CV": "mã lực", "HA": "héc ta", "ng": "na nô gam", "pg": "pi cô gam"},
    **{"hp": "mã lực", "lm": "lu men", "mol": "mol", "ppm": "phần triệu", "rpm": "vòng trên phút"},
    **DATA,
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


def longest_first(units: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
