"""Prices: amounts with a currency, and the short forms in which they are written."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.letters import LOWER, UPPER
from voicefarm.normalization.vietnamese.context import PLACES, rule, word_after, word_before
from voicefarm.normalization.vietnamese.numbers import NUMBER, cardinal, digits, number_words

CURRENCIES = {
    **dict.fromkeys(("$", "đô"), "đô la"),
    **dict.fromkeys(("USD", "US$", "usd"), "đô la Mỹ"),
    **dict.fromkeys(("€", "EUR"), "ơ rô"),
    **dict.fromkeys(("£", "GBP"), "bảng Anh"),
    **dict.fromkeys(("¥", "JPY"), "yên"),
    **dict.fromkeys(("CNY", "NDT", "RMB", "CN¥"), "nhân dân tệ"),
    **dict.fromkeys(("₫", "đ", "VNĐ", "VND", "vnđ", "vnd", "Đ", "đồng"), "đồng"),
    **{"₩": "uôn", "KRW": "uôn", "฿": "bạt", "THB": "bạt Thái", "₹": "ru pi", "₽": "rúp"},
    **{"A$": "đô la Úc", "AUD": "đô la Úc", "C$": "đô la Canada", "CAD": "đô la Canada"},
    **{"S$": "đô la Singapore", "SGD": "đô la Singapore", "HK$": "đô la Hồng Kông"},
    **{"NZ$": "đô la New Zealand", "NT$": "đô la Đài Loan", "CHF": "franc Thụy Sĩ"},
    **{"₿": "bitcoin", "¢": "xu", "₱": "peso", "RUB": "rúp", "HKD": "đô la Hồng Kông"},
}
SCALES = {
    **dict.fromkeys(("k", "K", "nghìn", "ngàn"), "nghìn"),
    **dict.fromkeys(("tr", "Tr", "TR", "triệu", "M", "mil", "m"), "triệu"),
    **dict.fromkeys(("tỷ", "tỉ", "ty", "ti", "B", "bn", "b", "Tỷ"), "tỷ"),
    **{"nghìn tỷ": "nghìn tỷ", "ngàn tỷ": "nghìn tỷ", "T": "nghìn tỷ", "trăm": "trăm"},
    **{"trăm triệu": "trăm triệu", "trăm nghìn": "trăm nghìn", "triệu tỷ": "triệu tỷ"},
}


def _any(names: dict[str, str], keep: str = "") -> str:
    chosen = sorted((n for n in names if not keep or n not in keep.split()), key=len, reverse=True)
    return "|".join(map(re.escape, chosen))


_CODES = "|".join(
    name for name in CURRENCIES if len(name) == 3 and name.isascii() and name.isupper()
)
_SIGN = r"(?P<currency>US\$|HK\$|NZ\$|NT\$|CN¥|A\$|C\$|S\$|USD|VND|VNĐ|EUR|[$€£¥₫₩฿₹₽₿₱])"
_SCALE = rf"(?:(?P<gap>[ \u00a0]?)(?P<scale>{_any(SCALES)})(?!\w))?"
_LETTER_SCALE = r"(?P<gap>)(?P<scale>[kK]|[tT][rR]|tỷ|tỉ|triệu|nghìn|[BM]|bn)"
_PAGED = words_of("dày sách cuốn tập")


def _money(match: re.Match[str]) -> str | None:
    """ "$3 triệu" and "3 triệu $": the currency is spoken last."""
    comma_groups = match["currency"] not in ("đ", "đồng", "₫", "VND", "VNĐ", "€")
    words = number_words(match["number"], is_count=True, comma_groups=comma_groups)
    scale = match["scale"]
    if scale:
        words += f" {SCALES[scale]}"
    elif match["currency"] == "đ" and _is_mark(match):
        return f"{words} điểm"
    return f"{words} {CURRENCIES[match['currency']]}"


_MARK = re.compile(r"\d{1,2},\d{1,2}")
"""A mark of a pupil: no price is a part of a đồng."""


_POINTS = re.compile(
    r"(?i)(?:bxh|xếp hạng|điểm|câu|bài|đề|vòng|trận|hiệu số|môn|tự luận|trắc nghiệm|thang|đội"
    r"|fc)(?!\w)"
)


def _is_mark(match: re.Match[str]) -> bool:
    """ "7,5đ" of a pupil, or "45đ" in a table of teams."""
    number, text = match["number"], match.string
    if _is_priced(match):
        return False
    if _MARK.fullmatch(number):
        return True
    if _SUBJECT.match(text, match.end()):
        return True
    around = text[max(0, match.start() - 60) : match.end() + 40]
    return re.fullmatch(r"\d{1,2}", number) is not None and _POINTS.search(around) is not None


_SUBJECT = re.compile(r" (?:Toán|Văn|Lý|Hóa|Hoá|Sinh|Sử|Địa|Anh|Tin)(?!\w)")


def _is_priced(match: re.Match[str]) -> bool:
    return match.string[match.end() : match.end() + 1] == "/"


_ANSWERS = re.compile(r"\d[A-D][ ,;.-]{1,3}\d{1,3}[A-D](?!\w)")
"""Answers of a test, as in "1A 2B 3C"."""
_GOLD = re.compile(
    r"(?:[Vv]àng|[Nn]hẫn|[Ll]ắc|[Dd]ây chuyền|[Tt]rang sức)"
    r"(?: (?:trắng|hồng|tây|ý|ta|trang sức|nữ trang|cưới)){0,2} (?:\d{1,2}[Kk](?:, | và |/))*\Z"
)
_CARATS = words_of("8 9 10 14 16 18 20 21 22 24")
_SOLUTIONS = re.compile(
    r"dung dịch|nồng độ|NaOH|HCl|NaCl|KOH|H2SO4|HNO3|CuSO4|AgNO3|mol|pH|"
    r"\(OH\)2|CH3COOH|Na2CO3|NaHCO3|NH3|HBr|KMnO4|dd "
)


def _short(match: re.Match[str]) -> str | None:
    """ "2,5tr", "150k", "1.2B"."""
    scale, before = match["scale"], word_before(match)
    if scale == "tr" and before in _PAGED:
        return f"{number_words(match['number'])} trang"
    if scale == "M" and _SOLUTIONS.search(
        match.string[max(0, match.start() - 40) : match.end() + 24]
    ):
        return f"{number_words(match['number'])} mol trên lít"
    if scale == "B" and _ANSWERS.search(match.string[max(0, match.start() - 8) : match.end() + 8]):
        return None
    if scale in "BM" and (before in PLACES or _NAME.match(match.string, match.end())):
        return None
    if scale == "K" and match["number"] == "5" and _HEALTH.search(_near(match)):
        return "năm ca"
    if scale == "K" and _LIGHT.search(_near(match)):
        return f"{number_words(match['number'])} ca"
    is_fine = scale in "kK" and match["number"] in _CARATS
    if is_fine and _GOLD.search(match.string[max(0, match.start() - 32) : match.start()]):
        return f"{number_words(match['number'])} ca"
    if scale == "K" and match["number"] in ("2", "4", "8") and word_after(match) not in ("đồng",):
        return f"{number_words(match['number'])} ca"
    if scale in "kK" and _THOUSANDS.fullmatch(match["number"]):
        return number_words(f"{match['number'].replace('.', '')}000")
    return f"{number_words(match['number'], is_count=True)} {SCALES[scale]}"


def _near(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - 40) : match.start()].lower()


_NAME = re.compile(rf" [{UPPER}][{LOWER}]")
"""Behind the number of a house stands its street, as in "7B Lê Duẩn"."""
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}|[1-9]\d{3}")
"""A thousand thousands make a million."""
_HEALTH = re.compile(
    r"(?:thông điệp|nguyên tắc|quy tắc|quy định|biện pháp|khuyến cáo|yêu cầu|thực hiện|tuân thủ"
    r"|phòng dịch|chống dịch|tốt|nghiêm)[^.;!?\d]{0,24} [\"“'‘]?\Z"
)
"""What Vietnam asked of everybody in the epidemic of 2020 was called 5K."""
_LIGHT = re.compile(r"(?:đèn|led|bóng|ánh sáng|nhiệt độ|nóng)[^.;!?]{0,24} (?:\d{4}k-)?\Z")
"""What has a temperature in kelvins."""


def _spaced(match: re.Match[str]) -> str | None:
    """ "1,2 tr lượt", "giá 5 tr"; a book has "320 tr"."""
    before = word_before(match)
    is_sum = "," in match["number"] or (before != "" and before.isalpha())
    if before in _PAGED:
        return f"{number_words(match['number'])} trang"
    if not is_sum or int(re.sub(r"\D.*", "", match["number"])) > _MOST:
        return None
    return f"{number_words(match['number'])} triệu"


_MOST = 99
"""A larger figure is more often one of pages."""


def _short_with_rest(match: re.Match[str]) -> str | None:
    """ "1tr2" is one million two, "2tr500" two million five hundred thousand."""
    scale, rest = SCALES[match["scale"]], match["rest"]
    if match["scale"] in "kK" and match["number"] == "2" and _BORN.search(_near(match)):
        return f"hai ca {cardinal(int(rest))}"
    words = f"{cardinal(int(match['number']))} {scale}"
    if len(rest) == 3:
        below = {"triệu": "nghìn", "tỷ": "triệu", "nghìn": ""}[scale]
        return f"{words} {cardinal(int(rest))} {below}".strip()
    return f"{words} {digits(rest) if rest[0] == '0' else cardinal(int(rest))}"


_BORN = re.compile(
    r"(?:sinh|sinh viên|lứa|thế hệ|gen|các bạn|bạn|em|cháu|bé|nhóm|đội|nữ|nam|trai|gái|idol|cầu thủ"
    r"|ca sĩ|diễn viên|sn|sinh năm|tuổi|nick)[,:]? [\"“'‘(]?\Z"
)
"""Behind these "2k3" is a year of birth."""
_SHORT_REST = (
    r"(?P<number>\d{1,6}) ?(?P<scale>k|K|[tT][rR]|tỷ|tỉ|ty|ti|triệu)(?P<rest>\d{3}|\d{1,2})(?!\w)"
)

MONEY: tuple[Rule, ...] = (
    rule(
        "UEGJVCAHST",
        rf"(?P<first>{_CODES})[/-](?P<last>{_CODES})(?!\w)",
        lambda match: f"{CURRENCIES[match['first']]} trên {CURRENCIES[match['last']]}",
    ),
    rule(
        "$€£¥US",
        rf"{_SIGN}(?P<first>{NUMBER}) ?[-–] ?(?P<number>{NUMBER}){_SCALE}",
        lambda match: f"{number_words(match['first'])} đến {_money(match)}",
    ),
    rule("$€£¥₫₩฿₹₽₿₱UHNASCVE", rf"{_SIGN}[ \u00a0]?(?P<number>{NUMBER}){_SCALE}", _money),
    rule(DIGITS, rf"{_SHORT_REST}", _short_with_rest),
    rule(
        DIGITS,
        rf"(?P<number>{NUMBER}){_SCALE}[ \u00a0]?"
        rf"(?P<currency>{_any(CURRENCIES, keep='đồng Đ đô')})(?!\w|\$)",
        _money,
    ),
    rule(
        DIGITS,
        r"(?<=(?:19|20)\d\d, )(?P<number>\d{2,4}) ?tr(?:\.(?=,))?(?!\w)",
        lambda match: f"{number_words(match['number'])} trang",
    ),
    rule(DIGITS, rf"(?P<number>{NUMBER})(?P<scale>)[ \u00a0]?(?P<currency>Đ)(?![\w.])", _money),
    rule(DIGITS, r"(?P<number>\d{1,4}) ?(?P<scale>tr)\.(?=[,;)])", _short),
    rule(DIGITS, r"(?P<number>\d{1,4}(?:,\d{1,3})?) tr(?!\w|\.(?:[\w,;)]| ?\d))", _spaced),
    rule(DIGITS, rf"(?P<number>{NUMBER}){_LETTER_SCALE}(?!\w)", _short),
)
