"""Places: house numbers, streets, wards and cities."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.letters import UPPER
from voicefarm.normalization.vietnamese.codes import spelled
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before
from voicefarm.normalization.vietnamese.numbers import cardinal, number_words

_PLACES = {
    **{"TP": "thành phố", "Tp": "thành phố", "TX": "thị xã", "Tx": "thị xã", "TT": "thị trấn"},
    **{"Q": "quận", "P": "phường", "H": "huyện", "X": "xã", "KP": "khu phố", "Đ": "đường"},
    **{
        "T": "tỉnh",
        "F": "phường",
        "Kp": "khu phố",
        "TL": "tỉnh lộ",
        "QL": "quốc lộ",
        "ĐT": "đường tỉnh",
    },
    **{"HL": "hương lộ", "CT": "cao tốc", "ĐL": "đại lộ"},
}
_CITIES = {
    "HCM": "Hồ Chí Minh",
    "HN": "Hà Nội",
    "ĐN": "Đà Nẵng",
    "BMT": "Buôn Ma Thuột",
    "VT": "Vũng Tàu",
}


def _address(match: re.Match[str]) -> str | None:
    """ "Đ/c: 12 phố …" is an address, "Đ/c Minh" a comrade."""
    is_place = match["colon"] is not None or match["digit"] is not None
    return "địa chỉ" if is_place else "đồng chí"


def _city(match: re.Match[str]) -> str:
    return f"thành phố {_CITIES[match['city']]}"


def _place(match: re.Match[str]) -> str | None:
    return _PLACES[match["kind"]]


def _numbered(match: re.Match[str]) -> str:
    """ "Q.1", "P5", "QL1A"."""
    if match["kind"] == "ĐT" and word_before(match) == "đường":
        return f"tỉnh {spelled(match['number'])}"
    return f"{_PLACES[match['kind']]} {spelled(match['number'])}"


def _quarter(match: re.Match[str]) -> str | None:
    """ "Q1/2024", and "Q2" where it is of money: a quarter of a year, not a district."""
    is_quarter = word_before(match) in _BEFORE_QUARTER or word_after(match) in _AFTER_QUARTER
    if not match["year"] and not is_quarter:
        return None
    words = f"quý {cardinal(int(match['quarter']))}"
    return f"{words} năm {cardinal(int(match['year']))}" if match["year"] else words


_BEFORE_QUARTER = words_of("thu nhuận lnst lntt kqkd cuối đầu trong hết lãi lỗ sang thúc riêng")
_AFTER_QUARTER = words_of("tăng giảm đạt lãi lỗ năm nay")


def _house(match: re.Match[str]) -> str:
    """ "12/3B": the slash is "trên"."""
    parts = match[0].replace(" ", "").split("/")
    return " trên ".join(number_words(part) if part.isdigit() else spelled(part) for part in parts)


ADDRESSES: tuple[Rule, ...] = (
    rule("Q", r"Q(?P<quarter>[1-4])(?:/(?P<year>20\d\d))?(?![\w/])", _quarter),
    rule(
        "ĐđD",
        r"(?:Đ|đ|D)/[cC](?P<colon>(?=:))?(?P<digit>(?=:?\s?\d|:?\s?[Ss]ố))?(?!\w)\.?",
        _address,
    ),
    rule("T", rf"(?:TP|Tp)\.?[ ]?(?P<city>{'|'.join(_CITIES)})(?!\w)", _city),
    rule(
        "T",
        rf"(?P<kind>TP|Tp|TX|Tx|TT)(?:\.\s?|\s)(?=[{UPPER}][^\W\d])",
        lambda m: f"{_PLACES[m['kind']]} ",
    ),
    rule("T", r"(?P<kind>TP|Tp)(?!\w)\.?(?!\s*\Z)", _place),
    rule(
        "QPHXFTĐKCL",
        r"(?<!&)(?P<kind>(?:Q|P)(?=\.? ?\d\d?(?!\d))|KP|Kp|QL|TL|ĐT|HL|(?:F|H|X)(?=\.))\.? ?"
        r"(?P<number>\d{1,4}(?:[A-Z]\d?)?)(?![\w]|[.,/-]\d)",
        _numbered,
    ),
    rule(
        "QPHXĐT",
        rf"(?P<kind>Q|P|H|X|Đ|T|KP)\.(?=[{UPPER}][^\W\d])",
        lambda m: f"{_PLACES[m['kind']]} ",
    ),
    rule("QPHXĐ", rf"(?<=, )(?P<kind>Q|P|H|X|Đ|T)\.(?= [{UPPER}][^\W\d])", _place),
    rule(
        DIGITS,
        r"\d{1,4}(?:/\d{1,4}[A-ZĐ]|[A-ZĐ]/\d{1,4}[A-Z]?|(?:/\d{1,4}[A-Z]?){2,4})(?![\w/])",
        _house,
    ),
)
