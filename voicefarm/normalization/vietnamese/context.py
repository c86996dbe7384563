"""What stands before and after a match, which decides how it is read."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import Rule, Say
from voicefarm.normalization.vietnamese.capitals.letters import UPPER

_REACH = 32
_QUANTITY_ENDS = frozenset("%‰°º℃℉²³₫€£$")
PLACES = words_of(
    """
    lớp phòng số nhà khối tòa toà lô căn block gate cổng tuyến xe khu size cỡ lầu tầng zone
    tổ ấp thôn ngõ ngách hẻm kiệt xóm đội điều khoản mục bảng bài câu hình mẫu chuyến trang
    """
)
"""A number behind these is a name, and a letter behind it belongs to it."""
_OPENING = "(\"'“‘«[*_"


def word_before(match: re.Match[str]) -> str:
    """The last word before the match in lower case; empty if a mark stands between."""
    return words_before(match, 1)


def words_before(match: re.Match[str], count: int) -> str:
    """The last `count` words before the match, or as many as there are, in lower case."""
    start = match.start()
    before = match.string[max(0, start - _REACH) : start].rstrip(_OPENING)
    words = before.lower().split()[-count:]
    return " ".join(words).lstrip(_OPENING).rstrip(":")


_FIGURES_BEFORE = re.compile(r"(?:\d{1,2}/\d{1,2}(?:, và |, | và | hay | hoặc | đến )){1,4}\Z")


def named_by(match: re.Match[str]) -> str:
    """The word before the match, or before the list in which it stands, as in "lớp 6/1, 6/2"."""
    before = match.string[max(0, match.start() - 2 * _REACH) : match.start()]
    listed = _FIGURES_BEFORE.search(before)
    words = before[: listed.start()].lower().split() if listed else ()
    return words[-1].strip(":") if words else word_before(match)


_OVER = re.compile(
    r"(?:(?:[Mm]ắt|[Tt]hị lực|M[PT])(?: (?:trái|phải|hai|cả|mắt|[PT])){0,3}"
    r"|[Đđ]ịa chỉ|\b[Đđ]/[Cc]|\b[dđ]c):? \Z"
)
_SUM_BEFORE = re.compile(r"[\d)] ?[+×÷=] \Z")
_SUM_AFTER = re.compile(r" [+×÷=] ?[\d(]")


def is_in_sum(match: re.Match[str]) -> bool:
    """Whether it stands among signs of arithmetic, as in "3/4 + 1/2 = 5/4"."""
    before = match.string[max(0, match.start() - 4) : match.start()]
    return _SUM_BEFORE.search(before) is not None or (
        _SUM_AFTER.match(match.string, match.end()) is not None
    )


_STREET_AFTER = re.compile(rf" [{UPPER}][^\W\d]{{1,6}} [{UPPER}]")


def is_over(match: re.Match[str]) -> bool:
    """Whether one figure is over another: "mắt phải 10/10", "ở 12/5 Lê Lợi"."""
    before = text_before(match)
    if _OVER.search(before):
        return True
    is_lived = before.endswith((" ở ", " tại ", "Ở ", "Tại "))
    return is_lived and _STREET_AFTER.match(match.string, match.end()) is not None


def text_before(match: re.Match[str]) -> str:
    """The few characters before the match."""
    return match.string[max(0, match.start() - _REACH) : match.start()]


def text_after(match: re.Match[str]) -> str:
    """The few characters after the match."""
    return match.string[match.end() : match.end() + _REACH]


def word_after(match: re.Match[str]) -> str:
    """The next word after the match in lower case, without marks behind it; empty if none."""
    following = match.string[match.end() : match.end() + _REACH]
    if not following[:1].isspace():
        return ""
    words = following.split(None, 1)
    return words[0].lower().rstrip('.,;:!?…)"”') if words else ""


def rule(first: str, pattern: str, say: Say) -> Rule:
    """A rule whose words stand apart from a bracket or a sign that they would touch."""

    def apart(match: re.Match[str]) -> str | None:
        words = say(match)
        return f" {words}" if words and _touches(match) else words

    return Rule(first, re.compile(pattern), apart)


def _touches(match: re.Match[str]) -> bool:
    """Whether words would touch those that a mark before became, or a bracket."""
    before = match.string[match.start() - 1 : match.start()]
    if match[0][0].isalnum():
        return before == ")"
    return before in _QUANTITY_ENDS
