"""Numbers of laws, decrees and letters: "15/2020/NĐ-CP"."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import EXPANDED, SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import letters
from voicefarm.normalization.vietnamese.context import rule, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import cardinal, digits, number_words

_PARTS = {
    **{"NĐ": "nghị định", "CP": "chính phủ", "QĐ": "quyết định", "TT": "thông tư", "CT": "chỉ thị"},
    **{"NQ": "nghị quyết", "TTg": "thủ tướng", "TTG": "thủ tướng", "TW": "trung ương"},
    **{"TƯ": "trung ương", "KL": "kết luận", "CV": "công văn", "KH": "kế hoạch", "TB": "thông báo"},
    **{"BC": "báo cáo", "HD": "hướng dẫn", "PL": "pháp lệnh", "L": "luật", "QH": "quốc hội"},
    **{
        "VBHN": "văn bản hợp nhất",
        "TTLT": "thông tư liên tịch",
        "TTr": "tờ trình",
        "CĐ": "công điện",
    },
    **{
        "BGDĐT": "bộ giáo dục đào tạo",
        "BTC": "bộ tài chính",
        "BYT": "bộ y tế",
        "BCA": "bộ công an",
    },
    **{"BCT": "bộ công thương", "BNV": "bộ nội vụ", "BTP": "bộ tư pháp", "BXD": "bộ xây dựng"},
    **{
        "BGTVT": "bộ giao thông vận tải",
        "BTNMT": "bộ tài nguyên môi trường",
        "BQP": "bộ quốc phòng",
    },
    **{
        "BTTTT": "bộ thông tin truyền thông",
        "BKHĐT": "bộ kế hoạch đầu tư",
        "HĐND": "hội đồng nhân dân",
    },
    **{"BLĐTBXH": "bộ lao động thương binh xã hội", "BVHTTDL": "bộ văn hóa thể thao du lịch"},
    **{"BKHCN": "bộ khoa học công nghệ", "BNNPTNT": "bộ nông nghiệp phát triển nông thôn"},
    **{
        "NHNN": "ngân hàng nhà nước",
        "UBND": "ủy ban nhân dân",
        "UBTVQH": "ủy ban thường vụ quốc hội",
    },
    **{"TU": "tỉnh ủy", "HU": "huyện ủy", "ĐU": "đảng ủy", "QU": "quận ủy", "CTr": "chương trình"},
    **{"TTCP": "thanh tra chính phủ", "TCT": "tổng cục thuế", "TCHQ": "tổng cục hải quan"},
    **{"TCDL": "tổng cục du lịch", "GDTrH": "giáo dục trung học", "KTN": "kinh tế ngành"},
    **{"XPVPHC": "xử phạt vi phạm hành chính", "XPHC": "xử phạt hành chính", "VX": "văn xã"},
    **{"VP": "văn phòng", "GP": "giấy phép", "CTUBND": "chủ tịch ủy ban nhân dân"},
    **{"ĐT": "đê tê", "PC": "pê xê", "UBCK": "ủy ban chứng khoán", "SYT": "sở y tế"},
}
_SESSIONS = words_of("QH UBTVQH HĐND NQHĐND")
"""Behind these stands the number of a parliament."""
_CONTRACTS = {
    **{"HĐMB": "hợp đồng mua bán", "HĐLĐ": "hợp đồng lao động", "HĐKT": "hợp đồng kinh tế"},
    **{"HĐ": "hợp đồng", "HĐTN": "hợp đồng thuê nhà", "HĐTD": "hợp đồng tín dụng"},
}
_CASES = {
    **{"HS": "hình sự", "DS": "dân sự", "HC": "hành chính", "LĐ": "lao động"},
    **{"KDTM": "kinh doanh thương mại", "HNGĐ": "hôn nhân gia đình", "HN": "hôn nhân"},
    **{"ST": "sơ thẩm", "PT": "phúc thẩm", "GĐT": "giám đốc thẩm", "TT": "tái thẩm"},
}
_JUDGED = re.compile(r"-(?:ST|PT|GĐT)\Z")
"""How the number of a judgement ends."""


def _number(match: re.Match[str]) -> str:
    number = match["number"]
    words = digits(number) if number.startswith("0") else cardinal(int(number))
    if match["year"]:
        words += f" trên {cardinal(int(match['year']))}"
    return f"{words} trên {_issuer(match['issuer'], words_before(match, 3))}"


def _issuer(written: str, before: str) -> str:
    """ "NĐ-CP"; what kind of document it is, isn't said twice."""
    cases = _CASES if _JUDGED.search(written) else {}
    parts = [part.strip() for part in re.split(r"[-–/]", written) if part.strip()]
    chair = [_CHAIR if part == "CT" and place else part for place, part in enumerate(parts)]
    return " ".join(cases.get(part) or _part(part) for part in chair)


_CHAIR = "chủ tịch"
"""Who issued it; before others "CT" is a directive."""


def _part(part: str) -> str:
    if part == _CHAIR:
        return part
    if "&" in part and part not in EXPANDED:
        return " ".join(map(_part, filter(None, part.split("&"))))
    name = part.rstrip("0123456789")
    session = part[len(name) :]
    if session and name not in _SESSIONS:
        return f"{letters(name)} {cardinal(int(session))}"
    words = (
        _PARTS.get(name)
        or _CONTRACTS.get(name)
        or EXPANDED.get(name)
        or SPELLED.get(name)
        or letters(name)
    )
    return f"{words} {cardinal(int(session))}" if session else words


def _numbered(match: re.Match[str]) -> str | None:
    """ "Nghị định 15/2020", "số 12/2023"."""
    if word_before(match) not in ("số", "định", "tư", "luật", "quyết", "thị"):
        return None
    number = match["number"]
    words = digits(number) if number.startswith("0") else cardinal(int(number))
    return f"{words} trên {cardinal(int(match['year']))}"


def _dashed(match: re.Match[str]) -> str:
    """ "NĐ-CP" by itself."""
    return _issuer(match[0], "")


_NAME = r"[A-ZĐƯ]{1,8}(?:[a-z][A-ZĐƯ]?)?"
_APART = r" ?[-–] ?(?=(?:CP|TTg|UBND|HĐND|BTC|BYT|BCA|TU|TW|CT|XPVPHC|B[A-ZĐ]{2,7})(?![^\W_]))"
_ISSUER = rf"(?P<issuer>{_NAME}(?:(?:[-–&]|{_APART}){_NAME}){{0,4}}\d{{0,2}})(?![^\W_])"


def _standard(match: re.Match[str]) -> str | None:
    """ "ISO 9001:2015": its number and its year, apart."""
    if not any(word.partition("/")[0] in _STANDARDS for word in words_before(match, 2).split()):
        return None
    part = f" {cardinal(int(match['part']))}" if match["part"] else ""
    return f"{number_words(match['number'])}{part}, {cardinal(int(match['year']))}"


_STANDARDS = words_of("iso tcvn qcvn iec en astm tcxdvn tcxd haccp ohsas nfpa bs din jis ansi")

DOCUMENTS: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?P<number>\d{3,5})(?:-(?P<part>\d{1,2}))? ?: ?(?P<year>(?:19|20)\d\d)(?!\w|:\d)",
        _standard,
    ),
    rule(
        "TNQCK",
        r"(?P<kind>TTLT|TT|NĐ|QĐ|NQ|CT|CV|KH)(?= (?:số )?\d{1,5}[/-][\dA-ZĐ])",
        lambda match: _PARTS[match["kind"]],
    ),
    rule(
        DIGITS,
        rf"(?P<number>\d{{1,6}})/(?P<year>[12]\d{{3}})?(?(year) ?/ ?){_ISSUER}",
        _number,
    ),
    rule(
        DIGITS,
        r"(?P<number>\d{1,6})(?P<year>)[-–](?P<issuer>(?:NQ|CT|CTr|CV|KH|QĐ|KL|HD|TB|TT|BC|TTr)"
        r"[-/](?:TW|TƯ|CP|TTg|[TĐHQ]U))(?!\w)",
        _number,
    ),
    rule(DIGITS, r"(?P<number>\d{1,6})/(?P<year>[12]\d{3})(?![\w/])", _numbered),
    rule("NQTCK", r"(?:NĐ|NQ|QĐ|TT|CT)[-–](?:CP|TTg|UBND|BTC|BYT|BCA|HĐND|TW|TU)(?!\w)", _dashed),
)
