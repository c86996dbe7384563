"""Places: house numbers, streets, wards and cities."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER, is_syllable
from voicefarm.normalization.vietnamese.capitals.roman import roman_value
from voicefarm.normalization.vietnamese.codes import spelled
from voicefarm.normalization.vietnamese.context import rule, word_before
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
    **{"HL": "hương lộ", "CT": "cao tốc", "ĐL": "đại lộ", "ĐH": "đường huyện"},
}
_QUARTERS = {
    **{"GV": "Gò Vấp", "BT": "Bình Thạnh", "TB": "Tân Bình", "TĐ": "Thủ Đức", "PN": "Phú Nhuận"},
    **{"TP": "Tân Phú", "BTân": "Bình Tân", "HM": "Hoàng Mai", "LB": "Long Biên", "CG": "Cầu Giấy"},
    **{"HBT": "Hai Bà Trưng", "HK": "Hoàn Kiếm", "ĐĐ": "Đống Đa", "TX": "Thanh Xuân"},
    "HĐ": "Hà Đông",
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
    return f"thành phố {_CITIES[match['city'].upper()]}"


def _place(match: re.Match[str]) -> str | None:
    return _PLACES[match["kind"]]


def _named_place(match: re.Match[str]) -> str | None:
    """ "P. Bến Nghé" behind what leads to a place, or before two Vietnamese syllables."""
    leads = word_before(match) in _LEADS or match.string[: match.start()].endswith(", ")
    if word_before(match) in _PEOPLE:
        return None
    is_name = all(is_syllable(name) for name in match["name"].split())
    if not leads and not (is_name and " " in match["name"]):
        return None
    return _PLACES[match["kind"]]


def _is_somebody(match: re.Match[str]) -> bool:
    """Whether it is a name cut short, as in "Ảnh: T.Thành" or "Tổng thống Đ.Trump"."""
    return word_before(match) in _SIGNED or not match.string[: match.start()].strip()


_SIGNED = words_of("ảnh theo clip video nguồn thống tướng sĩ ông bà anh chị cô chú bác thầy cháu")
_PEOPLE = words_of("sĩ ông bà anh chị em cô chú bác thầy bạn sư viên cháu tên giả tác của với")
_LEADS = words_of("ở tại về đến từ thuộc qua ra quanh trên gần lên xuống vào khu bàn")


def _room(match: re.Match[str]) -> str | None:
    """ "P.302" is a room, and so is "P.5" near a floor or a house."""
    text = match.string
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :][:20]
    number = spelled(match["number"])
    if _is_model(match) and not match[0].startswith("P."):
        return None
    if word_before(match) in ("phòng", "room"):
        return f"pê {number}"
    is_room = len(match["number"].rstrip(UPPER)) > 2 or re.search("[A-Z].", match["number"])
    if is_room or _FLOOR_BEFORE.search(before.lower()) or _FLOOR_AFTER.match(after.lower()):
        return f"phòng {number}"
    return None


_FLOOR = r"(?:tầng|lầu|tòa|toà|chung cư|khách sạn|block|nhà nghỉ|ký túc xá|ktx|dãy)"
_FLOOR_BEFORE = re.compile(rf"{_FLOOR}(?: \w{{1,4}})?,? \Z")
_FLOOR_AFTER = re.compile(rf",? ?(?:- )?{_FLOOR}(?!\w)")


def _numbered(match: re.Match[str]) -> str | None:
    """ "Q.1", "P5", "QL1A"; an "Audi Q5" is a model."""
    if match[0][1:2].isdigit() and _is_model(match):
        return None
    if match["kind"] == "H":  # no district has a number, but a picture has
        return f"hình {spelled(match['number'])}"
    if match["kind"] in ("ĐT", "ĐH") and word_before(match) == "đường":
        return f"{_PLACES[match['kind']].removeprefix('đường ')} {spelled(match['number'])}"
    return f"{_PLACES[match['kind']]} {spelled(match['number'])}"


def _is_model(match: re.Match[str]) -> bool:
    """Whether a foreign name stands before it, or what is built in models."""
    before = match.string[max(0, match.start() - 16) : match.start()].split(" ")
    name = before[-2] if len(before) > 1 else ""
    is_foreign = name.isalpha() and name.istitle() and not is_syllable(name)
    return is_foreign or word_before(match) in _MODELS


_MODELS = words_of("chip xe mẫu máy dòng model bản laptop vitamin tivi tv chuẩn")


def _small_quarter(match: re.Match[str]) -> str | None:
    """ "ở q7", "p.5 q.10": behind what leads to a place, or one next to the other."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    is_pair = _WARD_BEFORE.search(before) or (
        match["kind"] == "p" and _QUARTER_AFTER.match(match.string, match.end())
    )
    if not is_pair and (match["kind"] == "p" or word_before(match) not in _LEADS):
        return None
    return f"{_PLACES[match['kind'].upper()]} {cardinal(int(match['number']))}"


_WARD_BEFORE = re.compile(r"(?<!\w)p\.? ?\d{1,2},? \Z")
_QUARTER_AFTER = re.compile(r",? q\.? ?\d{1,2}(?!\w)")


def _house(match: re.Match[str]) -> str:
    """ "12/3B": the slash is "trên"."""
    parts = match[0].replace(" ", "").split("/")
    return " trên ".join(number_words(part) if part.isdigit() else spelled(part) for part in parts)


def _storeys(match: re.Match[str]) -> str | None:
    """ "nhà 4T, 2MT" of a house for sale; "xe tải 5T" is five tons."""
    if word_before(match) in ("tải", "xe", "nặng", "trọng") and match["what"] == "T":
        return f"{number_words(match['count'])} tấn"
    if not _FOR_SALE.search(match.string[max(0, match.start() - 40) : match.start()].lower()):
        return None
    return f"{number_words(match['count'])} {'tầng' if match['what'] == 'T' else 'mặt tiền'}"


def _tons(match: re.Match[str]) -> str | None:
    """ "xe ben 3,5T", "xe tải 5T, 10T"; a magnet is a "1.5T"."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    is_heavy = _LORRY.search(before) is not None
    if not is_heavy and (match["count"].isdecimal() or _MAGNET.search(before)):
        return None
    return f"{number_words(match['count'])} tấn"


_LORRY = re.compile(
    r"(?:tải|xe|ben|cẩu|nâng|nặng|trọng)(?: (?:trên|dưới|hơn|từ|khoảng|loại))?"
    r" (?:\d{1,3}(?:[.,]\d{1,2})?T(?:, | và | hoặc | - |-|–|/| đến )){0,5}\Z"
)
_MAGNET = re.compile(r"MRI|cộng hưởng|từ trường")
_FOR_SALE = re.compile(r"nhà|bán|căn|biệt thự|đất|dt ")


def _quang(match: re.Match[str]) -> str:
    """ "Q.Nam" is a province; "Q.Bình Thạnh" is a quarter."""
    return f"Quảng {match['name']}"


_PRESIDENTS = (
    "Trump|Donald|Biden|Joe|Obama|Barack|Bush|Clinton|Putin|Vladimir|Macron|Emmanuel|Zelensky|"
    "Duterte|Rodrigo|Erdogan|Assad|Lukashenko|Yoon|Moon|Marcos|Widodo|Prabowo|Milei|Lula"
)
_NAME = rf"[{UPPER}][^\W\d_]{{1,7}}"


def _volume(match: re.Match[str]) -> str | None:
    """ "Q.II" of a book; "Nguyễn Q.V" is somebody."""
    if len(match["volume"]) == 1 and match.string[match.start() - 1 : match.start()] == " ":
        name = match.string[max(0, match.start() - 16) : match.start()].split()
        if name and name[-1].istitle() and is_syllable(name[-1]):
            return None
    return f"quyển {cardinal(roman_value(match['volume']))}"


_OFFICE = (
    r"(?:họp|học|khám|thi|máy|Y tế"
    r"|Kế toán|Kinh doanh|Nhân sự|Hành chính|Tổ chức|Kỹ thuật|Đào tạo|Tài chính|Tài vụ|Marketing"
    r"|Công tác|Quản lý|Thanh tra|Khảo thí|Vật tư|Kế hoạch|Giáo dục|Tuyển|Truyền thông)(?!\w)"
)
_OFFICES = {"P": "phòng", "TP": "trưởng phòng", "PP": "phó phòng"}

ADDRESSES: tuple[Rule, ...] = (
    rule("Q", r"Q\.(?: (?![IVX](?!\w)))?(?P<volume>I{1,3}|IV|VI{0,3}|IX|X)(?!\w)", _volume),
    rule("4", r"(?<=[Nn]gã )4(?!\w)", lambda _match: "tư"),
    rule(
        "PT",
        rf"(?P<kind>P|TP|PP)\. ?(?={_OFFICE})",
        lambda match: f"{_OFFICES[match['kind']]} ",
    ),
    rule("P", r"P\. ?(?=(?:T?GĐ|CT|HT)(?!\w))", lambda _match: "phó "),
    rule("Đ", r"Đ\. ?(?=số \d)", lambda _match: "đường "),
    rule("C", r"CMT8(?!\w)", lambda _match: "Cách mạng tháng Tám"),
    rule(
        "ĐđD",
        r"(?:Đ|đ|D)/[cC](?P<colon>(?=:))?(?P<digit>(?=:?\s?\d|:?\s?[Ss]ố))?(?!\w)\.?",
        _address,
    ),
    rule(
        "Q",
        r"Q\. ?(?P<name>GV|BT|TB|TĐ|PN|TP|BTân|HM|LB|CG|HBT|HK|ĐĐ|TX|HĐ)(?!\w)",
        lambda match: f"quận {_QUARTERS[match['name']]}",
    ),
    rule("Q", r"(?:Q|Qg)\. ?(?P<name>Nam|Ngãi|Trị|Ninh|Bình)(?! ?[A-ZĐ])(?![^\W_])", _quang),
    rule(
        "P",
        r"P\. ?(?=(?:KH|TC|HC|NS|KD|KT|TCKT|KHTC|HCNS|CSKH|QLCL|ĐT|GD)(?:-[A-ZĐ]{2})?(?!\w))",
        lambda _match: "phòng ",
    ),
    rule(DIGITS, r"(?P<count>\d{1,3}(?:[.,]\d{1,2})?)T(?![\w/]|[.,]\d)", _tons),
    rule(
        DIGITS,
        r"(?P<ground>[1-3])T(?P<upper>[1-9])L(?!\w)",
        lambda m: f"{cardinal(int(m['ground']))} trệt {cardinal(int(m['upper']))} lầu",
    ),
    rule(DIGITS, r"(?P<count>[1-9])(?P<what>T|MT)(?=,| ,|\.| (?:hẻm|đường|\d))", _storeys),
    rule("Tt", rf"(?:TP|Tp|tp|T\.P)\.?[ ]?(?P<city>{'|'.join(_CITIES)}|hcm)(?!\w)", _city),
    rule("T", r"(?:TT|T\.T)(?:\.\s?|\s?-\s?|\s)(?=Huế)", lambda _match: "Thừa Thiên "),
    rule(
        "PQ",
        r"P(?:\.|(?=\d{3})) ?(?P<number>[A-Z]?\d{1,4}(?:[A-Z]\d{0,2})?)(?![\w]|[.,/-]\d)",
        _room,
    ),
    rule(
        "tTĐđ",
        rf"(?:(?P<kind>T\.P|T\.X|tp|tx)(?:\.\s?|\s)|(?<=\d )(?:Đ\.|đ\.) ?(?P<street>))"
        rf"(?=[{UPPER}]\w|\d{{1,2}}/\d)",
        lambda m: (
            "đường " if m["kind"] is None else f"{_PLACES[m['kind'].replace('.', '').upper()]} "
        ),
    ),
    rule("T", rf"TT(?= (?:{_PRESIDENTS})(?!\w))", lambda _match: "tổng thống"),
    rule(
        "T",
        rf"(?P<kind>TP|Tp|TX|Tx|TT)(?:\.\s?|\s)(?!Thích )(?=[{UPPER}][^\W\d])",
        lambda m: f"{_PLACES[m['kind']]} ",
    ),
    rule(
        "t",
        rf"(?P<kind>tp|tx|tt)\.\s?(?=[{UPPER}][^\W\d])",
        lambda m: f"{_PLACES[m['kind'].upper()]} ",
    ),
    rule("T", r"(?<!-)(?P<kind>TP|Tp)(?!\w)\.?(?!\s*\Z)", _place),
    rule(
        "QPHXFTĐKCL",
        r"(?<!&)(?P<kind>(?:Q|P)(?=\.? ?\d\d?(?!\d))|KP|Kp|QL|TL|ĐT|HL|ĐH(?=\.?\d)|(?:F|H|X)(?=\.))"
        r"\.? ?(?P<number>\d{1,4}(?:[A-Z]\d?)?)(?![\w]|[.,/-]\d)",
        _numbered,
    ),
    rule("pq", r"(?P<kind>[pq])\.? ?(?P<number>\d{1,2})(?![\w%/]|[.,]\d)", _small_quarter),
    rule(
        "qph",
        rf"(?P<kind>q|p|h)\.(?=(?P<name>[{UPPER}][{LOWER}]{{1,6}} [{UPPER}][{LOWER}]{{1,6}}))",
        lambda m: (
            f"{_PLACES[m['kind'].upper()]} " if all(map(is_syllable, m["name"].split())) else None
        ),
    ),
    rule(
        "QPHXĐT",
        rf"(?P<kind>Q|P|H|X|Đ|T|KP)\.(?=[{UPPER}][^\W\d])",
        lambda m: None if _is_somebody(m) else f"{_PLACES[m['kind']]} ",
    ),
    rule(
        "QPHXĐT",
        rf"(?P<kind>Q|P|H|X|Đ|T)\.(?= (?P<name>{_NAME}(?: {_NAME})?))",
        _named_place,
    ),
    rule(
        DIGITS,
        r"\d{1,4}(?:/\d{1,4}[A-ZĐ]|[A-ZĐ]/\d{1,4}[A-Z]?|(?:/\d{1,4}[A-Z]?){2,4})(?![\w/])",
        _house,
    ),
)
