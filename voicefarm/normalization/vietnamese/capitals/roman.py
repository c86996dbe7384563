"""Roman numerals behind what is numbered by them."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule
from voicefarm.normalization.vietnamese.capitals.letters import letters
from voicefarm.normalization.vietnamese.context import rule, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import cardinal, ordinal

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_FORM = re.compile("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_NUMBERED = words_of(
    """
    kỷ kỉ tk chương quý phần tập hồi mục điều kỳ hạng cấp loại đoạn vùng đoàn khóa khoá hội
    chiến games nhóm bảng quyển cuốn màn cảnh phụ lục bậc đợt lần khu bài ngôi thứ world war bộ
    vành tiết cực đông độ tầng type câu hk kì nghị siêu olympic bowl vực
    """
)
_KINGS = words_of(
    """
    louis elizabeth charles henry edward george william philip phillip napoléon napoleon rama
    pie piô phaolô nikolai pyotr alexander aleksandr ramses ramesses ptolemy friedrich wilhelm
    james catherine ekaterina leopold franz juan felipe xiii hirohito benedict gioan darius
    cyrus ivan pharaoh harald margrethe sultan mehmed innocent gregory lêô leo clêmentê
    """
)
_GIVEN = re.compile(r"[A-ZÀ-Ỹ][a-zà-ỹ]+\s\Z")
_SERIES = re.compile(r"(?<!\w)[A-Z]{2,6}\s\Z")
_NO_WORDS = re.compile("I{2,3}|IV|V?I{2,3}|IX|XI{2,3}|XI?V")
"""Numerals that no Vietnamese syllable is written like."""
_NEVER_LETTERS = re.compile("I{2,3}|VI{2,3}|XI{2,3}|XI[VX]|XVI{0,3}|XXI{1,3}")
"""Numerals that stand for nothing more than a number, as in "Cục An ninh II"."""
_ROMAN_FIGURES = re.compile(r"(?i)số la mã[^.!?]{0,40}\Z")
_THRONE = {1: "nhất", 2: "nhị", 3: "tam"}
_ROMAN = "[IVXLCDM]{1,8}"


_LISTED_BEFORE = re.compile(
    r"(?:[IVXL]{1,6}[A-D]?(?:, và |, | và | hoặc | hay | & |/| [-–] |[-–]))+\Z"
)
_LISTED_REACH = 56
_GRADED = words_of("đoạn nhóm loại độ bậc type")
"""What has an "IIA"."""


def roman_value(numeral: str) -> int:
    """A Roman numeral's value, 0 if it is none."""
    if not numeral or _FORM.fullmatch(numeral) is None:
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _named_by(match: re.Match[str]) -> str:
    """The word before the numeral, or before the list of numerals in which it stands."""
    start = match.start()
    before = match.string[max(0, start - _LISTED_REACH) : start]
    listed = _LISTED_BEFORE.search(before)
    words = before[: listed.start()].lower().split() if listed else ()
    return words[-1].strip(":") if words else word_before(match)


def _grade(match: re.Match[str]) -> str | None:
    """ "giai đoạn IIIB", "nhóm VIIA"; behind "nhóm" and the like C and D mean something else."""
    before = _named_by(match)
    if before not in _GRADED or (match["letter"] in "CD" and before != "đoạn"):
        return None
    return f"{cardinal(roman_value(match['numeral']))} {letters(match['letter'])}"


def _numeral(match: re.Match[str]) -> str | None:
    value = roman_value(match["numeral"])
    if not 0 < value < 100:
        return None
    before = _named_by(match)
    if _ROMAN_FIGURES.search(match.string[max(0, match.start() - 48) : match.start()]):
        return cardinal(value)
    last = roman_value(match["last"] or "")
    until = f" đến {cardinal(last)}" if last else ""
    if match["year"]:
        until += f" năm {cardinal(int(match['year']))}"
    if before == "thứ":
        return f"{ordinal(value)}{until}"
    if before in _NUMBERED or words_before(match, 2) in ("thế kỷ", "thế kỉ"):
        return f"{cardinal(value)}{until}"
    is_sure = _NEVER_LETTERS.fullmatch(match["numeral"]) is not None
    return _king(match, before, value) or (f"{cardinal(value)}{until}" if is_sure else None)


def _numeral_of_code(match: re.Match[str]) -> str | None:
    value = roman_value(match["numeral"])
    if not 0 < value < 100 or not (word_before(match) in _NUMBERED or _is_of_series(match)):
        return None
    parts = (match["parts"] or "").split(".")[1:]
    return " chấm ".join([cardinal(value), *(cardinal(int(part)) for part in parts)])


def _king(match: re.Match[str], before: str, value: int) -> str | None:
    """ "Louis XVI"; a single letter only behind the name of a king."""
    if match["last"] or value > 30:
        return None
    if not set(match["numeral"]) <= set("IVX"):
        return None
    is_named = (
        before in _KINGS
        or _is_of_series(match)
        or (
            len(match["numeral"]) > 1
            and _GIVEN.search(match.string[max(0, match.start() - 16) : match.start()]) is not None
        )
    )
    if not is_named:
        return None
    return f"đệ {_THRONE[value]}" if before in _KINGS and value in _THRONE else cardinal(value)


def _is_of_series(match: re.Match[str]) -> bool:
    """ "VSIP II": behind a name in capitals."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    return _NO_WORDS.fullmatch(match["numeral"]) is not None and _SERIES.search(before) is not None


def _heading(match: re.Match[str]) -> str | None:
    """ "IV. Kết luận" at the start of a paragraph."""
    value = roman_value(match["numeral"] or match["inline"])
    return cardinal(value) if 0 < value < 40 else None


def _item(match: re.Match[str]) -> str | None:
    """ "(ii)" of a list; "(i)" and "(v)" where another item is known by its numeral."""
    near = match.string[max(0, match.start() - _LISTED) : match.end() + _LISTED]
    is_listed = len(match["low"]) > 1 or re.search(r"(?<![^\s(])(?:ii|iv)\)", near)
    return cardinal(roman_value(match["low"].upper())) if is_listed else None


_LISTED = 400


def _sign(match: re.Match[str]) -> str:
    return cardinal(ord(match[0]) % 16 + 1)


ROMAN: tuple[Rule, ...] = (
    rule(
        "IVX",
        r"(?:(?<=\n)|\A)(?P<numeral>[IVX]{1,5})(?=(?:[.)/]|\s?[-–:])\s)"
        r"|(?<=[;.] )(?P<inline>I{1,3}|IV|VI{0,3}|IX|X)(?=\. [A-ZĐÀ-Ỵ]{2})",
        _heading,
    ),
    rule(
        "IVXLCDM",
        rf"(?P<numeral>{_ROMAN})(?:(?=[-–/]\d{{1,3}}(?!\d)|[-–](?![IVX]+(?!\w))[A-ZĐ])|(?P<parts>(?:\.\d{{1,2}}){{1,3}})(?!\w))",
        _numeral_of_code,
    ),
    rule(
        "IV",
        r"(?P<numeral>I{1,3}|IV|VI{0,3})(?P<letter>[A-D])\d?(?!\w)",
        _grade,
    ),
    rule(
        "IVXLCDM",
        rf"(?P<numeral>{_ROMAN})(?: ?[-–] ?(?P<last>[IVX]{{1,8}}))?"
        r"(?: ?[-–/] ?(?P<year>(?:19|20)\d\d))?(?![^\W_]|[-–][^\W_])",
        _numeral,
    ),
    rule(
        "ivx", r"(?:(?<=\()|(?<=[.,;:)] )|(?<![^\n]))(?P<low>i{1,3}|iv|vi{0,3}|ix|x)(?=\) ?)", _item
    ),
    rule("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ", ".", _sign),
)
