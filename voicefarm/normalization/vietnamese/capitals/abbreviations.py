"""Titles and other abbreviations, whose full stop ends no sentence."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.capitals.acronyms import EXPANDED, SPELLED
from voicefarm.normalization.vietnamese.capitals.company import BY_COMPANY
from voicefarm.normalization.vietnamese.capitals.letters import (
    LOWER,
    UPPER,
    WORDS,
    is_marked,
    is_speakable,
    is_syllable,
    letters,
)
from voicefarm.normalization.vietnamese.capitals.short_forms import SHORT_FORMS
from voicefarm.normalization.vietnamese.context import (
    rule,
    text_after,
    text_before,
    word_after,
    word_before,
)

_TITLES = {
    **{"GS": "giáo sư", "PGS": "phó giáo sư", "TS": "tiến sĩ", "TSKH": "tiến sĩ khoa học"},
    **{"ThS": "thạc sĩ", "Ths": "thạc sĩ", "Th.S": "thạc sĩ", "BS": "bác sĩ", "Bs": "bác sĩ"},
    **{"KS": "kỹ sư", "Ks": "kỹ sư", "LS": "luật sư", "Ls": "luật sư", "DS": "dược sĩ"},
    **{"KTS": "kiến trúc sư", "CN": "cử nhân", "Gs": "giáo sư", "Ts": "tiến sĩ", "T.S": "tiến sĩ"},
    **{"NSND": "nghệ sĩ nhân dân", "NSƯT": "nghệ sĩ ưu tú", "NS": "nghệ sĩ", "HS": "họa sĩ"},
    **{"NGND": "nhà giáo nhân dân", "NGƯT": "nhà giáo ưu tú", "ĐD": "đạo diễn", "NB": "nhà báo"},
    **{
        "Mr": "ông",
        "Mrs": "bà",
        "Ms": "cô",
        "Dr": "bác sĩ",
        "Prof": "giáo sư",
        "BSCKI": "bác sĩ chuyên khoa một",
    },
    **{"BSCKII": "bác sĩ chuyên khoa hai", "Ths.BS": "thạc sĩ bác sĩ", "CKI": "chuyên khoa một"},
    **{"CKII": "chuyên khoa hai", "CK1": "chuyên khoa một", "CK2": "chuyên khoa hai"},
    **{"CK I": "chuyên khoa một", "CK II": "chuyên khoa hai", "BSCK": "bác sĩ chuyên khoa"},
}
_TITLE = "|".join(map(re.escape, sorted(_TITLES, key=len, reverse=True)))
_NEEDS_NAME = words_of("LS CN NS HS ĐD NB DS Mr Mrs Ms Dr Prof CK1 CK2")
_SMALL = {
    **{"v.v": "vân vân", "v.v.": "vân vân", "vv": "vân vân", "vd": "ví dụ", "VD": "ví dụ"},
    **{
        "Vd": "ví dụ",
        "vs": "với",
        "tr": "trang",
        "Tr": "trang",
        "đ/c": "đồng chí",
        "k/c": "khoảng cách",
    },
    **{"ko": "không", "khg": "không", "đc": "được", "sđt": "số điện thoại", "stk": "số tài khoản"},
    **{"tp": "thành phố", "vnđ": "đồng", "vnd": "đồng", "tk": "thế kỷ", "t/c": "tính chất"},
    **{"ntn": "như thế nào", "bđs": "bất động sản", "ubnd": "ủy ban nhân dân", "cv": "công việc"},
    **{
        "sgk": "sách giáo khoa",
        "nxb": "nhà xuất bản",
        "clb": "câu lạc bộ",
        "hlv": "huấn luyện viên",
    },
    **{"TCN": "trước công nguyên", "SCN": "sau công nguyên", "tcn": "trước công nguyên"},
    **{
        "cp": "cổ phiếu",
        "Cty": "công ty",
        "cty": "công ty",
        "CTy": "công ty",
        "AL": "âm lịch",
        "ÂL": "âm lịch",
        "DL": "dương lịch",
        "ADN": "a đê en",
    },
}
_LANGUAGES = {"C#": "xê thăng", "F#": "ép thăng", "C++": "xê cộng cộng", "F++": "ép cộng cộng"}
_RATIOS = words_of("P/E P/B P/S I/O L/C B/L C/O D/P T/T")
_AFTER_COMMITTEE = words_of(
    """
    giải cuộc lễ chương sự hội cho đã sẽ đang vừa công trao mong của tổ họp thông yêu quyết xin kính
    dự có cũng phải không cần sea seagames trận vòng
    """
)
_CRYPTO = {"BTC": "bê tê xê", "ETH": "i ti hát"}


def _title(match: re.Match[str]) -> str | None:
    """ "PGS.TS. Lan": titles in a row, with their full stops."""
    names = _row(match["titles"])
    if names is None or _CODE_BEFORE.search(text_before(match)):
        return None
    if len(names) == 1 and names[0] in _NEEDS_NAME and match["name"] is None:
        return None
    return " ".join(_TITLES[name] for name in names)


_CODE_BEFORE = re.compile(r"\d[-–]\Z|\d{4,} \Z")
"""A fishing boat is "BĐ 96665 TS", a form "C12-TS"."""


def _row(titles: str) -> list[str] | None:
    names = re.findall(_TITLE, titles)
    return names if names else None


def _small(match: re.Match[str]) -> str | None:
    name = match["name"]
    if name in ("tr", "Tr", "tk") and match["digit"] is None:
        return None
    words = _SMALL.get(name)
    return None if words is None else words


def _acronym(match: re.Match[str]) -> str | None:
    """Capitals that stand for words, are a word, or are spelled."""
    name = match[0]
    if _is_letters(match):
        return letters(name)
    if name in BY_COMPANY and (words := BY_COMPANY[name](match)):
        return words
    if name in _CRYPTO and not _is_committee(match):
        return _CRYPTO[name]
    words = EXPANDED.get(name) or SPELLED.get(name)
    if words and not (_is_shouted(match) and is_syllable(name)):
        return words
    if name in WORDS:
        return None
    if is_syllable(name) and (is_marked(name) or _is_shouted(match) or _acts(match)):
        return _as_word(match)
    if is_marked(name) and not re.fullmatch("[A-ZĐ]+", name):
        return None
    if is_speakable(name):
        return None
    if firm := _FIRM.fullmatch(name):
        return f"{letters(firm['letters'])} {firm['word'].lower()}"
    return letters(name)


_TEXTED = words_of("soạn tin nhắn pháp")
_TEXTED_AFTER = re.compile(r"(?: \w{1,12}){0,3} gửi (?:đến )?\d")
"""What is sent to a service by SMS."""


def _is_letters(match: re.Match[str]) -> bool:
    """Whether it is sent by SMS, a part of a boat's number, or the side of a figure."""
    if word_before(match) in _TEXTED and _TEXTED_AFTER.match(match.string, match.end()):
        return True
    before = text_before(match)
    is_code = match[0] in _TITLES and _CODE_BEFORE.search(before) is not None
    return is_code or (match[0] == "CD" and _SIDES.search(before) is not None)


_SIDES = re.compile(r"(?:AB|//|⊥|cạnh|đoạn|thẳng)[^.;]{0,6}\Z")
"""CD is a side of a figure behind these."""
_FIRM = re.compile(r"(?P<letters>[A-ZĐ]{2,3})(?P<word>BANK|PAY|LAND|HOMES|GROUP)")
""" "TPBANK", "VNPAY"."""


def _is_committee(match: re.Match[str]) -> bool:
    """Whether BTC is an organizing committee and no coin."""
    if match[0] != "BTC":
        return False
    near = match.string[max(0, match.start() - 48) : match.end() + 32].lower()
    return word_after(match) in _AFTER_COMMITTEE and _COINS.search(near) is None


_COINS = re.compile(r"\$|usd|coin|crypto|tiền (?:số|ảo|mã hóa)|\beth\b|blockchain|ví |sàn ")


def _as_word(match: re.Match[str]) -> str | None:
    """ "CHƯƠNG" as "Chương", so that no engine spells it."""
    return match[0].capitalize()


_NEIGHBOUR_BEFORE = re.compile(r"([^\W\d_]+)[\s,:\-–\"“”'.!?&+/%\d]{1,9}\Z")
_NEIGHBOUR_AFTER = re.compile(r"[\s,:\-–\"“”'.!?&+/%\d]{1,9}([^\W\d_]+)")


def _is_shouted(match: re.Match[str]) -> bool:
    """Whether a word next to it is in capitals and a Vietnamese syllable."""
    text = match.string
    before = _NEIGHBOUR_BEFORE.search(text[max(0, match.start() - 16) : match.start()])
    after = _NEIGHBOUR_AFTER.match(text[match.end() : match.end() + 16])
    return any(
        near is not None and len(near[1]) > 1 and near[1].isupper() and _is_word(near[1])
        for near in (before, after)
    )


def _acts(match: re.Match[str]) -> bool:
    """Whether it is somebody in a play: "(LAN bước vào.)"."""
    before = match.string[max(0, match.start() - 2) : match.start()].strip()
    is_called = word_before(match) in ("cô", "anh", "ông", "bà", "chị", "em", "thầy")
    return (
        len(match[0]) > 2
        and (before in ("", "(", ".") or is_called)
        and _ACTS.match(text_after(match)) is not None
    )


_ACTS = re.compile(
    r" ?:| ?\([^)]{1,20}|\s(?:bước|đi|ra|vào|nhìn|cười|khóc|nói|hỏi|đứng|ngồi|quay|chạy|cầm|mở|im"
    r"|gật|lắc|thở|cúi|ngẩng|lặng|ôm|nắm|đặt|lấy|đáp|kêu|hét|giật|bật|tiến|lùi|dừng"
    r"|và [A-ZĐ]{2})(?!\w)"
)


def _is_word(name: str) -> bool:
    return is_syllable(name) and name not in EXPANDED and name not in SPELLED


def _over(match: re.Match[str]) -> str:
    """ "P/E" is known by its letters; others are one over the other."""
    if word_before(match) in ("size", "sz", "cỡ"):
        return f"{letters(match['first'])}, {letters(match['last'])}"
    is_tested = match[0] == "A/B" and word_after(match).startswith("test")
    between = " " if match[0] in _RATIOS or is_tested else " trên "
    return letters(match["first"]) + between + letters(match["last"])


def _plural(match: re.Match[str]) -> str | None:
    """ "CEOs", "TVs"."""
    return SPELLED.get(match["name"]) or letters(match["name"])


def _initials(match: re.Match[str]) -> str:
    """ "N.V.A." is read by its letters."""
    return letters(match[0].replace(".", "")) + (match["end"] or "")


def _small_apple(match: re.Match[str]) -> str:
    """ "iPhone", which espeak-ng reads as "i phone"."""
    return SPELLED.get(match[0]) or match[0].lower()


def _loosely(name: str) -> str:
    """A pattern for "GD-ĐT" that also finds "GD - ĐT"."""
    return "".join(f" ?{sign} ?" if sign in "-&" else re.escape(sign) for sign in name)


ABBREVIATIONS: tuple[Rule, ...] = (
    *SHORT_FORMS,
    rule(
        "PGTSBKLCNHĐDMT",
        rf"(?P<titles>(?:{_TITLE})(?:(?:\.\s?|\s|-)(?:{_TITLE})(?![^\W_])){{0,3}})(?![^\W_])"
        rf"(?:\.(?=\s?[{UPPER}]))?(?P<name>(?=\.?\s?[{UPPER}][{LOWER}]))?",
        _title,
    ),
    rule(
        "vVtTđkKsnubchgSAÂDC",
        r"(?P<name>v\.v|[^\W\d_]{2,4}|[đkt]/c)(?![^\W\d_])(?:\.(?=\s?\d)|\.(?=\s[a-zà-ỹđ(])|\.(?=,))?(?P<digit>(?=\s?\d))?",
        _small,
    ),
    rule(
        UPPER,
        r"(?P<first>[A-Z])/(?P<last>[A-Z])(?![^\W_/])",
        _over,
    ),
    rule("K", r"KM(?=\s?\d)", lambda _match: "ki lô mét"),
    rule("H", r"HK(?=\s[IVX\d])|(?<=\d )HK(?!\w)", lambda _match: "học kỳ"),
    rule("T", r"TK(?=\s(?:[IVX]+|\d{1,2})(?!\w))", lambda _match: "thế kỷ"),
    rule("T", r"(?<!bay )TK(?=:? ?\d{3})", lambda _match: "tài khoản"),
    rule("V", r"VN(?=-I)", lambda match: letters(match[0])),
    rule(UPPER, r"[CF](?:#|\+\+)(?!\w)", lambda match: _LANGUAGES[match[0]]),
    rule("ieaI", r"[ie](?:OS|[A-Z][a-z]{2,})(?![^\W_])", _small_apple),
    rule(
        UPPER,
        r"[A-ZĐ](?:\.[A-ZĐ]){1,4}(?P<end>\.(?=\s*\Z|\s+[A-ZĐ]))?(?:\.(?=\s|,))?(?![^\W_])",
        _initials,
    ),
    rule(
        UPPER,
        "(?:"
        + "|".join(
            _loosely(name) for name in sorted(EXPANDED, key=len, reverse=True) if not name.isalpha()
        )
        + r")(?![A-ZĐƯ\d])",
        lambda match: EXPANDED.get(re.sub(" ?([-&]) ?", r"\1", match[0])),
    ),
    rule(UPPER, r"(?P<name>[A-ZĐ]{2,4})s(?![^\W_])", _plural),
    rule("TI", "TTg|ThS|Ths|IoT", lambda match: EXPANDED.get(match[0]) or SPELLED.get(match[0])),
    rule(UPPER, rf"[{UPPER}]{{2,15}}(?![^\W_])", _acronym),
)
