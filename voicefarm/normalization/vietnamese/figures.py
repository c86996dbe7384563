"""Plain numbers, and what stands between two of them: fractions, ranges, signs."""

import re
import unicodedata

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import (
    is_in_sum,
    is_over,
    named_by,
    rule,
    word_after,
    word_before,
    words_before,
)
from voicefarm.normalization.vietnamese.numbers import (
    NUMBER,
    cardinal,
    digits,
    figure,
    number_words,
    ordinal,
)
from voicefarm.normalization.vietnamese.units.names import MEASURES

_HOUSES = words_of(
    """
    số ngõ hẻm ngách nhà kiệt chỉ đ/c phòng căn tổ thửa lô xuyệt sẹc
    """
)
_POINTS = words_of("điểm sao mmhg")
_INTERVALS = re.compile(r"(?i)(?<!\w)(?:đoạn|khoảng|tập|miền|thuộc)(?: [^\W\d]+){0,2} \Z|[∈=∪] ?\Z")
"""Behind these a pair of figures in brackets has two ends."""
_COUNTED = words_of(
    """
    đồng đô người dân lượt tấn cái con chiếc cổ usd vnd cử phiếu euro yên won bản năm mét tệ
    """
)
CODED = words_of(
    """
    khoản cccd cmnd cmt stk mst isbn issn thẻ hotline sđt đt dđ tel phone fax zalo gọi thoại mã
    otp pin imei msv mssv hộ chiếu id ip seri serial biển code máy 'sđt' viber
    """
)
_TEXTED = re.compile(r"\b(?:[Ss]oạn|[Nn]hắn|tin|SMS)\b")
_CODE_PHRASES = frozenset(("mã số", "mã số thuế", "số thuế", "mã đơn", "đơn hàng", "mã vạch"))
SHORT_CALLS = words_of("111 112 113 114 115 116 117 119 199 911 1022 1080 1022 1900 1800")
CALLS = words_of("cứu hỏa hoả an sát viện gọi số nóng đài máy hotline điện bấm dây 'số' quay")


def _fraction(match: re.Match[str]) -> str | None:
    """ "1/2" is "một phần hai"; "12/3" of an address and "8/10 điểm" are "trên"."""
    first, last = match["first"], match["last"]
    below = int(last)
    over = f"{number_words(first)} trên {number_words(last)}"
    before = named_by(match)
    if is_over(match):
        return over
    if _FRACTIONS.search(match.string[max(0, match.start() - _REACH) : match.start()]):
        return _part(int(first), below)
    if before == "vòng" and first == "1" and below in _KNOCKOUTS:
        return _part(1, below)
    if before in _HOUSES | _STEPS or words_before(match, 2) == "huyết áp":
        return over
    if below > 1 and (is_in_sum(match) or (first == "1" and _ROUND.fullmatch(last))):
        return _part(int(first), below)
    is_fraction = 1 < below <= 10 or below == 12
    if not is_fraction or int(first) >= below or word_after(match) in _POINTS:
        return over
    return _part(int(first), below)


_ROUND = re.compile(r"[1-9]0{2,4}")
""" "1/100", "1/500"."""
_FRACTIONS = re.compile(r"(?i:phân|hỗn) số (?:\d+/\d+(?:, | và )){0,3}\Z")
_STEPS = words_of("bước trang tập lượt vòng hạng slide lớp mũi chặng")
_KNOCKOUTS = frozenset({4, 8, 16, 32})
"""What a cup's last rounds are named by: "vòng 1/8"."""


def _part(first: int, below: int) -> str:
    return f"{cardinal(first)} phần {'tư' if below == 4 else cardinal(below)}"


def _listed(match: re.Match[str]) -> str | None:
    """ "bài 1,2,3", "trang 12,13": whole numbers, between which a comma has no space."""
    numbers = match[0].split(",")
    is_list = len(numbers) > 2 and figure(match[0]) is None
    if not is_list and (word_before(match) not in _LISTS or word_after(match) in _AMOUNTS):
        return None
    return ", ".join(map(number_words, numbers)) if is_list or _rises(numbers) else None


def _rises(numbers: list[str]) -> bool:
    first, last = int(numbers[0]), int(numbers[-1])
    return len(numbers) == 2 and 0 < first < last and not numbers[1].startswith("0")


_LISTS = words_of("trang điều khoản câu bài chương tập quận")
_AMOUNTS = words_of("điểm triệu tỷ tỉ nghìn đồng đ mét m km kg tấn lần giờ phút trang % người")


def _mixed_fraction(match: re.Match[str]) -> str | None:
    """ "1 1/2": one and a half."""
    if not 0 < int(match["first"]) < int(match["last"]) <= 10:
        return None
    if word_before(match) in _HOUSES | {"ngày"}:
        return None
    return f"{cardinal(int(match['whole']))} và {_part(int(match['first']), int(match['last']))}"


def _vulgar(match: re.Match[str]) -> str | None:
    """ "½", "2⅞"."""
    parts = unicodedata.normalize("NFKC", match["fraction"]).split("⁄")
    if len(parts) != 2 or not parts[1]:
        return None
    whole = f"{cardinal(int(match['whole']))} và " if match["whole"] else ""
    return whole + _part(int(parts[0]), int(parts[1]))


_REACH = 24
_EQUATION = re.compile(r" ?\w{1,8} =")


def _to(match: re.Match[str]) -> str | None:
    """The dash of a range: between two numbers of which the second is larger, or has its unit."""
    text, start = match.string, match.start()
    before = text[max(0, start - 24) : start].split()
    left = (
        re.fullmatch(rf"(?:[^\W\d_]{{1,6}}\.)?[^\w]*({NUMBER})(.*)", before[-1]) if before else None
    )
    right = re.match(rf"[$€£¥₫]?({NUMBER})(\S?)", text[match.end() : match.end() + 24].lstrip())
    if left is None:
        return "đến" if right and _WITH_UNIT.search(text[max(0, start - 24) : start]) else None
    if right and right[1].startswith("0") and right[1].isdigit() and len(right[1]) > 2:
        return None  # "12A3-045" is a number of something
    if _ELECTRIC.search(left[2]) and _OTHER_UNIT.match(text, match.end()):
        return None
    if right and _DATE_NEXT.match(text, match.end()):
        return "đến"
    if match["loose"] and _OPERATED.search(text[max(0, start - 16) : start]):
        return None
    if set(left[2]) & set("²³") or _EQUATION.match(text, match.end()):
        return None
    if right is None:
        return "đến"
    is_joined = not match["loose"] or left[2][:1] in tuple("/:hHg%°") or _PRICE.match(left[2])
    if left[2] and is_joined:
        return "đến"
    first, last = figure(left[1]), figure(right[1])
    if first is None or last is None:
        return None
    is_range = first.value < last.value or _YEARS_AGO.match(text, match.end()) is not None
    return "đến" if is_range else None


_YEARS_AGO = re.compile(r" ?[\d.]+ (?:năm(?: tr[.ư]|\.|,| |\Z)|TCN|tr\. ?CN|trước Công nguyên)")
"""Before years the larger may stand first: "6.000 - 5.000 năm"."""


_OPERATED = re.compile(r"\d(?: ?[x×+÷*] ?| : )\d+ \Z")
"""Behind these a dash is a minus."""
_PRICE = re.compile(r"(?:tr|tỷ|tỉ|ty|triệu)\d{0,3}\Z")
_ELECTRIC = re.compile(r"\A(?:k?V|k?W|m?A|mAh|Hz|PN|WC)\Z")
_OTHER_UNIT = re.compile(r" ?\d+(?:[.,]\d+)? ?(?:k?V|k?W|m?A|mAh|Hz|GHz|HP|BTU|PN|WC)(?!\w)")
_DATE_NEXT = re.compile(r" ?\d{1,2}/\d{1,2}/\d{4}")
_WITH_UNIT = re.compile(
    r"\d h \Z|\d ?[AaPp]\.?[Mm]\.? ?\Z|\d [Tt]h\d{1,2} ?\Z|"
    r"\d(?:[hg]\d{0,2}| giờ| ?%)? ?"
    r"(?:sáng|trưa|chiều|tối|đêm|khuya|giờ|phút|triệu|tỷ|nghìn|ngàn|tuổi|tháng|năm|ngày|mét|kg|km|m|cm|"
    r"lít|đồng|USD|usd|đô|tấn|độ|người) ?\Z"
)


def _signed(match: re.Match[str]) -> str:
    """A minus is "âm", a plus "cộng"."""
    return "âm" if match[0] in "-−–" else "cộng"


def _times(match: re.Match[str]) -> str:
    return "nhân"


def _times_counted(match: re.Match[str]) -> str | None:
    """ "2 viên x 3 lần", "500mg x 2"."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    if _SUBSCRIPT.match(match.string, match.end()):
        return None
    return "nhân" if _COUNTED_BEFORE.search(before) else None


_SUBSCRIPT = re.compile(r"\d(?: ?[=<>≤≥;]|,? ?(?:và |hoặc )?x\d)")
"""What shows that "x1" is one of the unknowns."""
_COUNTED_BEFORE = re.compile(
    r"\d[\d.,/]{0,10}%?(?: ?[^\W\d_]{1,8}[²³23]?){0,2}(?:/[^\W\d_]{1,8})? ?\Z"
)


def _spaced_groups(match: re.Match[str]) -> str | None:
    is_called = word_before(match) in CODED | CALLS - {"số"}
    if is_called and not (match["whole"].count("000") and word_after(match) in _COUNTED):
        return ", ".join(map(digits, re.findall(r"\d+", match["whole"])))
    whole = re.sub(r"\D", "", match["whole"])
    fraction = f",{match['fraction']}" if match["fraction"] else ""
    unit = f" {MEASURES[match['unit']]}" if match["unit"] else ""
    return number_words(whole + fraction, is_count=True) + unit


def _ordinal(match: re.Match[str]) -> str | None:
    """ "thứ 1" and "thứ 4": nhất and tư; others are as they count."""
    if word_before(match) != "thứ" or len(match[0]) > 3:
        return None
    return ordinal(int(match[0]))


def _code(match: re.Match[str]) -> str | None:
    """Digit by digit what is the number of something, not how many."""
    before = word_before(match)
    if match[0] in SHORT_CALLS and _is_called(match):
        return digits(match[0])
    is_code = (
        before in CODED
        or (before == "là" and _names_code(match))
        or words_before(match, 2) in _CODE_PHRASES
        or names_long_code(match, match[0])
        or (before == "gửi" and _TEXTED.search(match.string, max(0, match.start() - 40)))
    )
    fewest = 3 if before == "gửi" else 4
    return digits(match[0]) if is_code and len(match[0]) >= fewest else None


def _is_called(match: re.Match[str]) -> bool:
    """Whether a cue stands before it, or before the list of numbers in which it stands."""
    before = match.string[max(0, match.start() - 48) : match.start()]
    cue = _CALL_LIST.sub("", before).lower().rstrip(" :(").split()
    return bool(cue) and cue[-1].strip("\"'“‘(:") in CALLS | _LINES


def names_long_code(match: re.Match[str], number: str) -> bool:
    """ "mã bưu chính 700000", "mã khách hàng 123456"."""
    is_long = len(number) > 4 and number.isdecimal() and word_after(match) not in _COUNTED
    return is_long and "mã" in words_before(match, 3).split()


_LINES = words_of("thoại hotline đt sđt hộ")
_CALL_LIST = re.compile(r"(?:(?<!\d)1\d{2,3}(?:, | hoặc | hay | và |/|; | - |-|, hoặc ))+\Z")


def _names_code(match: re.Match[str]) -> bool:
    """ "mã OTP là"."""
    return any(word in CODED for word in words_before(match, 4).split())


def _number(match: re.Match[str]) -> str:
    if len(match[0]) == 2 and match[0][0] == "0" and word_after(match)[:1].islower():
        # "02 người", "ngày 07 tháng 5"
        return cardinal(int(match[0]))
    is_count = word_after(match) in _COUNTED
    return number_words(match[0], is_count=is_count, comma_groups=is_count)


def _power(match: re.Match[str]) -> str:
    """ "10⁻³", "2^10", "10²"."""
    written = unicodedata.normalize("NFKC", match["power"]).replace("−", "-").strip("^{}")
    sign = "trừ " if written.startswith("-") else ""
    unit = f" {MEASURES[match['unit']]}" if match["unit"] else ""
    power = f"{sign}{cardinal(int(written.strip('-')))}"
    return f"{number_words(match['number'])} mũ {power}{unit}"


def _raised(match: re.Match[str]) -> str:
    """ "x^2" as "x bình phương"."""
    power = match["power"].strip("{}")
    names = {"2": "bình phương", "3": "lập phương"}
    if power in names:
        return f" {names[power]}"
    return f" mũ {cardinal(int(power)) if power.isdecimal() else power}"


_LOOSE = "(?P<tight>)(?P<loose>[-–])"
_NO_YEAR = r"(?!(?<!\d{4}[-–])(?<!\d{4} [-–]) ?(?:19|20)\d\d(?!\d))"
"""A year behind a dash ends a range of years alone: "tháng 5 -2018" is none."""
_SPAN = r"(?<=[\w%°²³$€£₫'\"’)])"


def _interval(match: re.Match[str]) -> str | None:
    """ "[0,1]" and "khoảng (0,1)": two ends, where "(0,5)" is a figure."""
    ends = match["first"], match["last"]
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    is_interval = (match["open"] == "[" and ends[0] == "0") or _INTERVALS.search(before)
    is_chosen = before[-1:] in ("C", "A") and not before[-2:-1].isalnum()
    if not (is_chosen or is_interval) or (int(ends[0]) >= int(ends[1]) and not is_chosen):
        return None
    return f"{match['open']}{', '.join(map(number_words, ends))}{match['close']}"


_CHARGES = {"": "", "²": "hai ", "³": "ba ", "⁴": "bốn "}

FIGURES: tuple[Rule, ...] = (
    rule(
        DIGITS,
        r"(?P<number>\d{1,4}(?:[.,]\d{1,2})?)⁰ ?C(?!\w)",
        lambda match: f"{number_words(match['number'])} độ xê",
    ),
    rule(
        "[(",
        r"(?P<open>[\[(])(?P<first>\d{1,3}),(?P<last>\d{1,3})(?P<close>[\])])(?!\w)",
        _interval,
    ),
    rule(DIGITS, r"\d{1,2}(?:,\d{1,2}){1,9}(?![\w%]|[.,]\d)", _listed),
    rule(DIGITS, r"(?P<whole>\d{1,3})? ?(?P<fraction>[¼-¾⅐-⅞])(?!\d)", _vulgar),
    rule("¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞", r"(?P<whole>)(?P<fraction>.)", _vulgar),
    rule(DIGITS, r"(?P<whole>\d{1,3}) (?P<first>\d)/(?P<last>\d{1,2})(?![\w/])", _mixed_fraction),
    rule(DIGITS, r"(?P<first>\d{1,4}) ?[/⁄] ?(?P<last>\d{1,5})(?![\w/]|[.,]\d)", _fraction),
    rule(
        DIGITS,
        r"\d{1,6}(?:,\d{1,6})?(?=\.10(?:\^|[⁻⁰¹²³⁴-⁹]))\.",
        lambda match: f"{number_words(match[0].rstrip('.'))} nhân ",
    ),
    rule(
        DIGITS,
        r"(?P<number>\d{1,6}(?:[.,]\d{1,6})?)(?P<power>\^\{?-?\d{1,3}\}?|[⁻]?[⁰¹²³⁴-⁹]{1,3})(?!\d)"
        r"(?: (?P<unit>[kcdmnµμ]?m|k?g|s|kg|mol|Pa|Hz|[JNWVΩ])(?![\w/]))?",
        _power,
    ),
    rule(
        DIGITS,
        r"(?P<whole>\d{1,3}(?:[ \u00a0\u202f'’_]\d{3}){1,6})"
        r"(?:,(?P<fraction>\d{1,6}))?(?![\d.,]\d|\d|[KMGT]B|mAh|Hz)"
        r"(?:(?P<unit>m[23²³]?|k[gm]|ha|g)(?!\w))?",
        _spaced_groups,
    ),
    rule(DIGITS, r"\d{1,18}(?![\d.,]\d|\d)", _ordinal),
    rule(DIGITS, r"\d{1,30}(?![\d.,]\d|\d)", _code),
    rule(DIGITS, NUMBER, _number),
    rule(DIGITS, r"\d+", lambda match: digits(match[0])),
    rule("-–", rf"(?:(?<=\d )|(?<=\d[hg%] )|(?<=\d h )){_LOOSE}(?=\d){_NO_YEAR}", _to),
    rule("-–", rf"(?:(?<=\d)|(?<=\d[hg%])){_LOOSE}(?= \d){_NO_YEAR}", _to),
    rule(
        "-–—~−",
        r"(?<![\w%°²³$€£₫)])(?<!\d )(?<!\d['’′])[-−–](?=\d)",
        _signed,
    ),
    rule(
        "-–—~",
        rf"{_SPAN}(?P<tight>[-–—~])(?P<loose>)(?=[$€£¥₫]?\d)",
        _to,
    ),
    rule(
        "-–—~",
        r"(?<=[\w%°²³$€£₫'\"’)] )(?P<tight>)(?P<loose>[-–—~])(?= [$€£¥₫]?\d)",
        _to,
    ),
    rule(
        "-–—",
        r"(?:(?<=\d )|(?<=\d))(?P<tight>)(?P<loose>[-–—])"
        r"(?= ?(?:[Tt]háng|[Tt]hứ|[Nn]gày|[Nn]ăm|[Qq]uý) \d)",
        _to,
    ),
    rule("+", r"(?<![\w+])\+(?=\d)", _signed),
    rule("xX×*", r"(?<=\d)[xX×*](?= ?\d)|(?<=\d )[xX×*](?= \d)", _times),
    rule("xX×", r"(?<=[\w%] )[xX×] ?(?=\d)", _times_counted),
    rule(
        "^",
        r"(?<=[\w)])\^\{?(?P<charge>\d?)(?P<sign>[+-])\}?(?![\w(])",
        lambda m: f" {digits(m['charge'])} {'cộng' if m['sign'] == '+' else 'trừ'}",
    ),
    rule(
        "²³⁴⁺⁻",
        r"(?P<charge>[²³⁴]?)(?P<sign>[⁺⁻])(?!\w)",
        lambda m: f" {_CHARGES[m['charge']]}{'cộng' if m['sign'] == '⁺' else 'trừ'}",
    ),
    rule("-−", r"(?:(?<=\^\d)|(?<=[a-ln-zA-Z][²³]))[-−](?=\w)", lambda _match: " trừ "),
    rule("³⁴", r"[³⁴]√", lambda m: f"căn bậc {'ba' if m[0][0] == '³' else 'bốn'} của "),
    rule("^", r"(?<=[\w)])\^(?P<power>\d{1,2}|[a-z](?!\w)|\{\w{1,3}\})", _raised),
    rule("²³", r"(?P<power>[²³])", lambda m: "bình phương" if m[0] == "²" else "lập phương"),
)
