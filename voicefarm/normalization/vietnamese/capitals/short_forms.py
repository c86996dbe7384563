"""Short forms that are known by what stands around them: "sđd, tr. 5", "ngõ HN-HP", "KT. …"."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import EXPANDED, SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER, is_syllable
from voicefarm.normalization.vietnamese.context import rule, word_before
from voicefarm.normalization.vietnamese.numbers import cardinal, ordinal


def _signs(match: re.Match[str]) -> str:
    """ "TM. UBND" above a signature."""
    return _SIGNING[match["name"]]


_SIGNING = {"TM": "thay mặt", "KT": "ký thay", "TL": "thừa lệnh", "TUQ": "thừa ủy quyền"}
_CITED = {"N": "nhà xuất bản", "S": "sách đã dẫn"}


def _sibling(match: re.Match[str], word: str) -> str | None:
    """ "LH: A.Nam" is somebody to call."""
    around = match.string[max(0, match.start() - 40) : match.end() + 30]
    name = _FIRST_NAME.match(match.string, match.end())
    if word_before(match) in _LETTERED or (name and not is_syllable(name[0])):
        return None
    return word if _CALLED.search(around) else None


_FIRST_NAME = re.compile(r"\w+")
_LETTERED = words_of("mục nhóm câu phần điểm lô khu tòa khối bảng hạng loại án vitamin cúm")
_CALLED = re.compile(
    r"(?i)(?<!\w)(?:lh|liên hệ|gặp|zalo|hotline|sđt|đt|alo|gọi)(?!\w)|0\d{2,3}[ .]?\d{3}"
)


def _era(match: re.Match[str]) -> str:
    """ "Tr.CN"."""
    return "trước công nguyên" if match[0][0] in "Tt" else "sau công nguyên"


def _world_war(match: re.Match[str]) -> str:
    """ "CTTG II"."""
    war = match["war"]
    return f"chiến tranh thế giới thứ {ordinal(int(war) if war.isdecimal() else len(war))}"


_ROUTE = {
    **{"HN": "Hà Nội", "HP": "Hải Phòng", "SG": "Sài Gòn", "ĐN": "Đà Nẵng", "HCM": "Hồ Chí Minh"},
    **{
        "NB": "Ninh Bình",
        "VT": "Vũng Tàu",
        "QN": "Quảng Ninh",
        "TH": "Thanh Hóa",
        "NT": "Nha Trang",
    },
}
_STOP = "|".join(_ROUTE)


def _route(match: re.Match[str]) -> str:
    """ "HN-HP", the two ends of a journey."""
    return ", ".join(_ROUTE[stop] for stop in re.findall(_STOP, match[0]))


def _towards(match: re.Match[str]) -> str:
    """ "hướng T-TB"."""
    return " ".join(_WINDS[letter] for letter in match[0] if letter != "-")


_MONKS = {
    **{"HT": "hòa thượng", "TT": "thượng tọa", "ĐĐ": "đại đức", "SC": "sư cô"},
    "NT": "ni trưởng",
}
_PARISH = {"Lm": "linh mục", "Gx": "giáo xứ", "Gp": "giáo phận"}
_WINDS = {"Đ": "đông", "T": "tây", "B": "bắc", "N": "nam"}

SHORT_FORMS: tuple[Rule, ...] = (
    rule("HSĐ", rf"(?:HN|SG|HCM|ĐN)(?: ?[-–] ?(?:{_STOP})){{1,4}}(?![^\W_])", _route),
    rule("Tt", r"[Tt]° ?(?=\d|[:=]| =)", lambda _match: "nhiệt độ "),
    rule("NSs", r"N[xX][bB]\.?(?= [A-ZĐ])|[Ss]đd(?!\w)\.?", lambda m: _CITED[m[0][0].upper()]),
    rule("c", r"(?:(?<=[&,] )|(?<=và ))cs(?:\.(?= ?[,(;])|(?=\.?[,)]| \())", lambda _m: "cộng sự"),
    rule("B", rf"BX(?= [{UPPER}][{LOWER}])", lambda _match: "bến xe"),
    rule("C", r"CH(?= ?\d ?PN| (?:cao cấp|chung cư|mini|\d{2,3} ?m[2²]))", lambda _match: "căn hộ"),
    rule("H", r"HD(?=:? ?\d{1,2}[/.-](?:\d{1,2}[/.-])?\d{2,4})", lambda _match: "hạn dùng"),
    rule("B", r"BS(?= ?:? ?\d\d ?[A-ZĐ]\d?\b)", lambda _match: "biển số"),
    rule(
        "HTĐS",
        r"(?P<title>HT|TT|ĐĐ|SC|NT)\. ?(?=Thích )",
        lambda match: f"{_MONKS[match['title']]} ",
    ),
    rule(
        "LG", rf"(?P<name>Lm|Gx|Gp)\.? ?(?=[{UPPER}][{LOWER}])", lambda m: f"{_PARISH[m['name']]} "
    ),
    rule("P", r"PL\.? ?(?=2[56]\d\d(?!\d))", lambda _match: "Phật lịch "),
    rule(
        "C", r"CH(?= (?:Séc|Pháp|Nam Phi|Ireland|Síp|Congo|Dominica)(?!\w))", lambda _m: "cộng hòa"
    ),
    rule("H", r"HT(?= (?:trường|THPT|THCS)(?!\w))", lambda _match: "hiệu trưởng"),
    rule("K", r"KN(?=:? ?\d[\d+–-]* ?(?:năm|tháng))", lambda _match: "kinh nghiệm"),
    rule("T", r"TN(?= (?:THPT|THCS|ĐH|CĐ|TC)(?!\w))", lambda _match: "tốt nghiệp"),
    rule("B", r"BH(?=:? ?\d{1,2} ?(?:T|th|tháng|năm)(?!\w))", lambda _match: "bảo hành"),
    rule("K", r"KS(?= \d ?(?:\*|sao))", lambda _match: "khách sạn"),
    rule(
        "BHNPT",
        rf"(?P<name>NCS|HLV|NTK|PV|BTV|HDV|NNƯT|TTƯT|TTND|BLV)\.(?= [{UPPER}][{LOWER}])",
        lambda match: EXPANDED[match["name"]],
    ),
    rule(
        UPPER,
        r"[A-Z]{1,2}&[A-Z](?![\w&])",
        lambda match: SPELLED.get(match[0]),
    ),
    rule("ĐTBN", r"(?<=hướng )[ĐTBN]-[ĐTBN]{2}(?!\w)", _towards),
    rule("tT", r"[tT]/[gG](?= ?:| \d)", lambda _match: "thời gian"),
    rule("K", r"K/c(?= \d)", lambda _match: "khoảng cách"),
    rule("Yy", r"[Yy]/[Cc](?= ?:)", lambda _match: "yêu cầu"),
    rule("T", r"T/[Cc](?= [A-ZĐ])", lambda _match: "tạp chí"),
    rule("Đ", r"Đ[Cc](?= ?:)", lambda _match: "địa chỉ"),
    rule("d", r"dd(?= [A-Z])", lambda _match: "dung dịch"),
    rule("đ", r"đkt?c(?!\w)", lambda m: "điều kiện " + "tiêu " * ("t" in m[0]) + "chuẩn"),
    rule("C", r"CTTG(?: thứ)? (?P<war>I{1,3}|[1-3])(?!\w)", _world_war),
    rule("P", r"PTTg(?!\w)", lambda _match: "phó thủ tướng"),
    rule("tT", r"[tT]\.(?=\d{1,2}(?:, (?:tr|Nxb)|;|\)|\.(?:\s|\Z)))", lambda _match: "tập "),
    rule("Δ∆", r"[Δ∆] ?(?=[A-Z]{3}(?![^\W_]))", lambda _match: "tam giác "),
    rule("vV", r"[vV]/[vV](?!\w)", lambda _match: "về việc"),
    rule("T", r"(?:(?<=còn )|(?<=giá ))TL(?![^\W_])", lambda _match: "thương lượng"),
    rule("Đ", r"ĐK(?=:)", lambda _match: "điệp khúc"),
    rule("Đ", r"(?<=BV )ĐK(?!\w)|(?<=viện )ĐK(?!\w)", lambda _match: "đa khoa"),
    rule("T", r"TT(?= (?:GDTX|Y tế|y tế|YTDP|VH))", lambda _match: "trung tâm"),
    rule("Sc", r"Sđt(?!\w)", lambda _match: "số điện thoại"),
    rule("Aa", rf"[Aa]\. ?(?=[{UPPER}][{LOWER}]{{1,6}}(?!\w))", lambda m: _sibling(m, "anh ")),
    rule("Cc", rf"[Cc]\. ?(?=[{UPPER}][{LOWER}]{{1,6}}(?!\w))", lambda m: _sibling(m, "chị ")),
    rule("c", r"cf(?!\w|\.(?!\s*\Z))", lambda _match: "cà phê"),
    rule("x", r"(?<=\()x(?P<times>[2-9])(?=\))", lambda m: f"{cardinal(int(m['times']))} lần"),
    rule("kK", r"[kK]/g(?= ?:| [A-ZĐ])", lambda _match: "kính gửi"),
    rule("pP", r"[pP](?:/[sS]|\.[sS]\.?)(?= ?:)", lambda _match: "tái bút"),
    rule(
        "KT",
        rf"(?:(?<![^\n])|(?<=, )|(?<=/)|(?<=\) )|(?<=[-–] ))"
        rf"(?P<name>TM|KT|TL|TUQ)\.(?= ?[{UPPER}]{{2}})",
        _signs,
    ),
    rule("TS", r"(?:Tr|S)\.? ?CN(?!\w)", _era),
    rule("cC", r"[cC]h\. ?(?=\d)", lambda _match: "chương "),
    rule("T", r"(?<=UP )TO(?!\w)", lambda _match: "to"),
    rule("T", rf"T/[Pp](?= [{UPPER}][{LOWER}])|T/p(?!\w)", lambda _match: "thành phố"),
    rule("T", rf"TP(?=[.,;)]|\s*\Z| (?![{UPPER}]))", lambda _match: "thành phố"),
    rule("T", r"(?<=thư )TU(?!\w)", lambda _match: "tỉnh ủy"),
    rule(
        "C",
        r"CT(?= (?:LHPN|MTTQ|Hội|Công đoàn|UBND|HĐND|HĐQT|nước|xã|tỉnh|huyện))",
        lambda _match: "chủ tịch",
    ),
    rule(
        "Đ",
        r"ĐH(?= (?:Đảng|Đoàn|cổ đông|toàn|thể thao|đại biểu|lần|chi bộ)(?!\w))",
        lambda _match: "đại hội",
    ),
    rule("B", r"BN(?= (?:nam|nữ|nhi|\d|bị|được|có|nhập|COVID))", lambda _match: "bệnh nhân"),
    rule("nN", r"(?:n/a|N/A)(?!\w)", lambda _match: "không có"),
    rule("t", r"tr\.? ?đ(?!\w)", lambda _match: "triệu đồng"),
    rule("N", rf"Ng\.\s?(?=[{UPPER}])", lambda _match: "Nguyễn "),
    rule("Đ", r"(?<=giờ )ĐP(?!\w)", lambda _match: "địa phương"),
)
