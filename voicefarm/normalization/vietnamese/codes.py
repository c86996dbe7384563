"""Names made of letters and digits: phones, plates, models, versions, formulas."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import SPELLED
from voicefarm.normalization.vietnamese.capitals.letters import UPPER, WORDS, is_speakable, letters
from voicefarm.normalization.vietnamese.capitals.roman import roman_value
from voicefarm.normalization.vietnamese.context import rule, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import (
    NUMBER,
    Figure,
    cardinal,
    digits,
    number_words,
)

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PART = re.compile(rf"{NUMBER}|[^\W\d_]+|[.,]")
_PHONED = words_of("zalo đt sđt dđ tel phone fax gọi thoại hotline máy viber số lh whatsapp")
_CODED = words_of("stk tk khoản thẻ mst isbn issn mã seri serial id imei cccd cmnd")


def _letter_or_digit(character: str) -> str:
    return digits(character) if character.isdecimal() else letters(character)


def _phone(match: re.Match[str]) -> str:
    plus = "cộng " if match[0].startswith("+") else ""
    groups = re.findall(r"\d+", match[0])
    return plus + ", ".join(map(digits, groups))


def _abroad(match: re.Match[str]) -> str | None:
    return _phone(match) if sum(map(str.isdigit, match[0])) > 8 else None


def _plate(match: re.Match[str]) -> str:
    series = spelled(match["series"])
    return f"{cardinal(int(match['province']))} {series} {digits(match['number'])}"


def _chapter_and_verse(match: re.Match[str]) -> str | None:
    """Digits of an ISBN or another code in groups."""
    return digits(match[0]) if word_before(match).partition("-")[0] in _CODED else None


def _dotted(parts: str) -> str:
    """ ".1.7" with its dots said."""
    return "".join(f" chấm {Figure(part).words()}" for part in parts.split(".")[1:])


def _version(match: re.Match[str]) -> str | None:
    """ "1.2.3", "192.168.1.1": the dots are said."""
    is_said = {"bản", "version"} & {*words_before(match, 3).split()}
    if match["v"] == "V" and match["parts"].isdecimal() and not is_said:
        return None  # an engine is a "V8"
    before = "phiên bản " if match["v"] and not is_said else ""
    return before + " chấm ".join(cardinal(int(part)) for part in match["parts"].split("."))


def _release(match: re.Match[str]) -> str | None:
    """ "iOS 17.4": a version behind the name of a program."""
    is_numbered = (
        word_before(match).partition("-")[0] in PROGRAMS or words_before(match, 2) in _PICTURES
    )
    is_generation = match[0].endswith(".0") and word_before(match) in _GENERATIONS
    if not is_generation and (not is_numbered or _is_grouped(match[0])):
        return None
    return " chấm ".join(cardinal(int(part)) for part in match[0].split("."))


def _section(match: re.Match[str]) -> str:
    """ "1.1. Lý do" at the start of a line."""
    return " chấm ".join(cardinal(int(part)) for part in match[0].split("."))


_PICTURES = frozenset(("biểu đồ", "sơ đồ", "lược đồ", "đồ thị", "công thức", "định lý"))
_GENERATIONS = words_of("nghiệp mạng web cmcn đại nguyên nghệ dục thời tế lịch phủ")
"""What has a "4.0"."""
PROGRAMS = words_of(
    """
    bản version ios android python windows macos java php ubuntu chrome linux firmware gpt
    bluetooth usb wifi điều chương khoản hình bảng mục bài phần câu tiết
    hdmi v pcie ui gen office phiên_bản mysql node claude gemini llama
    """
)


def _code(match: re.Match[str]) -> str | None:
    """ "A320", "H1N1", "12A1", "F-16", "Su-30MK2": letters by name, digits as numbers."""
    return spelled(match[0])


def spelled(code: str) -> str:
    """A code's words: capitals by name, digits as numbers, names of several letters kept."""
    parts = []
    for part in _PART.findall(code.translate(_SUBSCRIPTS)):
        if part in ".,":
            parts.append("phẩy")
        elif part == "x" and parts and _SIZED.search(code):
            parts.append("nhân")
        elif _POINTED.fullmatch(part) and code[0].isalpha() and not code.startswith("PM"):
            whole, _, rest = part.partition(".")
            parts.append(f"{number_words(whole)} chấm {Figure(rest).words()}")
        elif part[0].isdecimal():
            is_long = len(part) > 4 and part.isdecimal() and len(code) > len(part)
            parts.append(digits(part) if is_long else number_words(part))
        elif parts and set(part) <= set("IVX") and f"-{part}" in code:
            parts.append(cardinal(roman_value(part)))
        elif (part.isupper() or len(part) == 1) and not _is_word(part):
            parts.append(SPELLED.get(part) or letters(part))
        else:
            parts.append(part)
    return " ".join(parts)


_POINTED = re.compile(r"\d{1,2}\.\d{1,2}")
"""Behind letters it isn't a decimal, as in "tòa S2.05", but dust is "PM2.5"."""
_SIZED = re.compile(r"\dx\d")
"""A bolt is an "M8x20"."""


def _is_word(part: str) -> bool:
    return part in WORDS or is_speakable(part)


def _ron(match: re.Match[str]) -> str:
    grade = f" {cardinal(roman_value(match['grade']) or 0)}" if match["grade"] else ""
    prefix = f"{spelled(match['blend'])} " if match["blend"] else ""
    return f"{prefix}ron {cardinal(int(match['octane']))}{grade}"


def _named(match: re.Match[str]) -> str | None:
    """ "Covid-19", "Apollo 11" glued: the name stays, the number is read."""
    return f"{match['name']} {number_words(match['number'])}"


def _is_grouped(written: str) -> bool:
    head, *groups = written.split(".")
    return len(head) <= 3 and all(len(group) == 3 for group in groups)


def _hotline(match: re.Match[str]) -> str | None:
    parts = re.findall(r"\d+", match[0])
    if len(parts) == 1 or sum(map(len, parts)) not in (8, 10):
        return digits(match[0]) if len(match[0]) in (8, 10) else None
    if re.search(r"[-–]", match[0]) and len(parts) == 2 and _is_year_range(parts, match):
        return None
    return ", ".join(map(digits, parts))


def _is_year_range(parts: list[str], match: re.Match[str]) -> bool:
    """ "1900-1945": four digits of which the second are a later year."""
    if not 1800 < int(parts[1]) < 2100:
        return False
    return word_before(match) not in ("đài", "hotline", "nóng", "gọi", "số")


_PHONE_BEFORE = re.compile(r"\(0\d{1,3}\)[\d. ]{7,12}[-–] \Z")


def _masked(match: re.Match[str]) -> str:
    """ "0909.xxx.123", of which some digits aren't shown."""
    return ", ".join(
        digits(group) or " ".join("sao" if mark == "*" else "ích" for mark in group)
        for group in re.findall(r"\d+|[xX]+|\*+", match[0])
    )


def _dialled(match: re.Match[str]) -> str:
    """ "*101#", as it is typed on a telephone."""
    return " ".join(_KEYS.get(key) or digits(key) for key in match[0])


_KEYS = {"*": "sao", "#": "thăng"}

PHONES: tuple[Rule, ...] = (
    rule("*", r"\*#?\d{1,4}(?:\*\d{1,12}){0,4}#(?!\w)", _dialled),
    rule("*#", r"(?<=phím )[*#](?!\w)", _dialled),
    rule(
        "0",
        r"0[xX](?P<digits>[\da-fA-F]{1,32})(?!\w)",
        lambda m: "không ích " + " ".join(map(_letter_or_digit, m["digits"])),
    ),
    rule(DIGITS, r"\d{1,2}Y(?!\w)", lambda match: f"{cardinal(int(match[0][:-1]))} năm"),
    rule(
        "+(0123456789",
        r"(?:\+84(?: ?\(0\)(?=\d))?|(?<![\d.,])84(?=[ .-]\d{2,3}[ .-]\d{3}[ .-])|\(\+84\)"
        r"|\(0\d{1,3}\)|(?<![\d.,])0\d{1,3})"
        r"(?:[ .\-–]?\d{2,4}){2,3}(?![\d]|[.,/]\d)",
        lambda match: _phone(match) if 9 <= len(re.sub(r"\D", "", match[0])) <= 13 else None,
    ),
    rule(
        DIGITS,
        r"11\d(?:/11\d){1,3}(?![\w/])",
        lambda match: ", ".join(map(digits, match[0].split("/"))),
    ),
    rule(
        DIGITS,
        r"(?<=\d{3} [-–] )\d{2}\.\d{3}\.\d{3}(?!\d|[.,]\d)",
        lambda match: (
            _phone(match)
            if _PHONE_BEFORE.search(match.string[max(0, match.start() - 24) : match.start()])
            else None
        ),
    ),
    rule(
        DIGITS,
        r"84[. -]\d{2,3}(?:[. -]\d{2,4}){2,3}(?!\d|[.,]\d)",
        lambda match: _phone(match) if word_before(match) in _PHONED else None,
    ),
    rule(
        "(",
        r"\(\+?84[- ]\d{1,3}\) ?\d{3,4}[ .]\d{3,4}(?!\d)",
        lambda match: f"{_phone(match)}",
    ),
    rule(
        DIGITS,
        r"[2-9]\d{3}[ .]\d{4}(?!\d|[.,]\d)",
        lambda match: _phone(match) if word_before(match) in _PHONED else None,
    ),
    rule(
        "0",
        r"0\d{2,3}(?:\.\d{1,4}){2,4}(?!\d|[.,]\d)",
        lambda match: _phone(match) if sum(map(str.isdigit, match[0])) in (10, 11) else None,
    ),
    rule("+", r"\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?!\d)", _abroad),
    rule(
        DIGITS,
        r"1[89]00(?:(?:\.\d{2}){3}(?!\d)|(?:[ .\-–]?\d{2,6}){1,2}(?!\d|[-/]\d))",
        _hotline,
    ),
    rule(
        DIGITS,
        r"(?P<province>\d\d) ?-? ?(?P<series>[A-ZĐ]{1,2}\d?)(?: ?[-–] ?| )"
        r"(?P<number>\d{3}\.\d\d|\d{4,5})(?!\d)",
        _plate,
    ),
    rule(
        DIGITS,
        r"(?P<province>\d\d)-(?P<series>[A-ZĐ]\d)[ .-](?P<number>\d{3}\.?\d\d|\d{4})(?!\d)",
        _plate,
    ),
    rule(DIGITS, r"\d{1,5}(?:[- ]\d{1,7}){2,5}(?!\d)|\d{4}-\d{3}[\dX](?!\w)", _chapter_and_verse),
    rule(
        "0+",
        r"(?:\+84|0)(?:[. ]?\d){1,7}[. ]?(?:[xX]{2,6}|\*{2,6})"
        r"(?:[. ]?(?:[xX]{2,6}|\*{2,6}|\d{2,4}(?!\d))){0,2}(?![\w*])",
        _masked,
    ),
    rule(
        "eE",
        r"[eE]xt\.? ?:? ?(?P<number>\d{1,5})(?!\w)",
        lambda match: f"máy lẻ {digits(match['number'])}",
    ),
)


def _alarm(match: re.Match[str]) -> str:
    """ "trên BĐ2": the level of a flood."""
    level = match["level"]
    return f"báo động {cardinal(int(level) if level.isdecimal() else len(level))}"


CODES: tuple[Rule, ...] = (
    rule("B", r"BĐ ?(?P<level>[1-3]|I{1,3})(?!\w)", _alarm),
    rule("B", r"BN(?=\d{2,5}(?!\d))", lambda _match: "bệnh nhân "),
    rule("C", r"(?<=[Nn]hà )C4(?!\w)", lambda _match: "cấp bốn"),
    rule("hH", r"(?<=\()[hH](?P<half>[12])(?=[:,) ])", lambda m: f"hiệp {digits(m['half'])}"),
    rule(
        "l",
        r"log(?:_\{?(?=\d)|(?=[₀-₉]))(?P<base>(?<=_)\d|(?<=\{)\d{1,2}|[₀-₉]{1,2})\}?",
        lambda m: f"lốc cơ số {cardinal(int(m['base'].translate(_SUBSCRIPTS)))} của ",
    ),
    rule(
        "P",
        r"PM ?(?P<size>\d{1,2}(?:[.,]\d)?)(?![\w]|[.,]\d)",
        lambda match: f"pê em {number_words(match['size'])}",
    ),
    rule("P", r"PC0\d(?!\d)", lambda match: f"pê xê {digits(match[0])}"),
    rule("V", r"VN(?=-[A-Z]\d)|(?<=bay )VN(?= \d)", lambda _match: "vê en"),
    rule("K", r"K\+(?![\w+])", lambda _match: "ca cộng"),
    rule("V", r"VĐ ?(?=[1-5](?![\w/-]|[.,]\d))", lambda _match: "vành đai "),
    rule("K", r"KV(?=[1-3](?!\w))", lambda _match: "khu vực "),
    rule("9", r"(?<=[Vv]àng )9999(?![\w.,]\d|\w)", lambda _match: "bốn số chín"),
    rule("U", r"U\.(?P<age>[12]\d)(?!\d|[.,]\d)", lambda m: f"u {cardinal(int(m['age']))}"),
    rule("B", r"(?:(?<![^\n])|(?<=[.;] ))B(?=[1-9]\d?: )", lambda _match: "bước "),
    rule(
        UPPER,
        r"(?P<letters>[A-Z]{1,3})(?P<parts>(?:\.\d{1,3}){1,4})(?![\w]|\.\d)",
        lambda match: f"{letters(match['letters'])}{_dotted(match['parts'])}",
    ),
    rule(
        DIGITS + "vV",
        r"(?P<v>[vV])?(?P<parts>\d{1,4}(?:\.\d{1,4}){2,4})(?![\w]|[.,]\d)",
        lambda match: _version(match) if match["v"] or not _is_grouped(match["parts"]) else None,
    ),
    rule(
        "vV",
        r"(?P<v>[vV])\.?(?P<parts>\d{1,3}\.\d{1,3}|(?<=[v.])\d{1,3}|\d)(?!\w)",
        _version,
    ),
    rule(DIGITS, r"\d{1,3}(?:\.\d{1,3}){1,3}(?![\d.,]\d|\w)", _release),
    rule(DIGITS, rf"(?<!.)\d{{1,2}}\.\d{{1,2}}(?=\.? +[{UPPER}])", _section),
    rule(
        "RrE",
        r"(?:(?P<blend>E\d{1,2}) )?(?:RON|Ron|ron) ?-?(?P<octane>\d\d)"
        r"(?:-(?P<grade>[IVX]{1,4}))?(?!\w)",
        _ron,
    ),
    rule(
        UPPER + "abcdefghijklmnopqrstuvwxyz",
        r"(?P<name>[^\W\d_]{0,2}[A-ZĐ]?[a-zà-ỹ]{2,15}|[A-Z][a-z][A-Z])[-–]?(?P<number>\d{1,6}(?:[.,]\d{1,3})?)(?![\w/]|[-.,]\w)",
        _named,
    ),
    rule(
        UPPER,
        r"[A-ZĐ]{1,6}(?:[-–]?\d{1,5}|[₀-₉]{1,3})(?:(?:\.\d{1,3}(?!\d))|[a-z](?![a-z])|[A-ZĐ]{1,4}(?![a-z])|[₀-₉]|\d{1,4}|-\d{1,4}(?![\d/])|-[IVX]{1,4}(?!\w)){0,6}(?![^\W_])",
        _code,
    ),
    rule(UPPER, r"[A-Z][a-z]{1,2}[-–]?\d{1,4}(?:[A-ZĐ]{1,3}\d{0,2}){0,2}(?![^\W_])", _code),
    rule(UPPER, r"[A-Z][a-z]?(?:[A-Z][a-z]?|[₀-₉\d]){1,8}[₀-₉](?!\w)", _code),
    rule(
        DIGITS,
        rf"(?P<number>{NUMBER})[-–]?(?P<letters>[A-ZĐ]{{1,3}})(?P<more>\d{{1,3}}(?:[A-ZĐ]\d?)?|-[IVX]{{1,4}})?(?![^\W_])",
        lambda match: spelled(match[0]),
    ),
)
