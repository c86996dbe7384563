"""Scores of matches and sets, teams' formations, and numbers that were drawn."""

import re

from voicefarm.languages.record import words as words_of
from voicefarm.normalization.scanner import DIGITS, Rule
from voicefarm.normalization.vietnamese.context import rule, word_after, word_before, words_before
from voicefarm.normalization.vietnamese.numbers import cardinal, digits, number_words

_REACH = 24
_SCORE_LIST = re.compile(r"(?:(?<!\d)\d{1,2}[-–]\d{1,2}(?:[,;]| và)? ?\(?){1,6}\Z")
_SCORES_AFTER = re.compile(r"(?:(?:[,;]| và)? ?\(?\d{1,2}[-–]\d{1,2}(?!\d)){1,6}")
_PAIR = re.compile(r"(\d{1,2})[-–](\d{1,2})")
_SETS = re.compile(
    r"(?i)(?<!\w)(?:set|ván|séc|game|hiệp|h[12]|tie-?break|loạt luân lưu)"
    r"(?: [^\W\d]+| \d){0,2}:? ?\(?\Z"
)
_SCORE_PHRASES = frozenset(
    (
        *("tỉ số", "tỷ số", "tỉ số là", "tỷ số là", "kết quả", "chung cuộc", "thắng đậm"),
        *("ngược dòng", "dẫn trước", "thất bại", "chiến thắng", "sơ đồ", "đội hình"),
    )
)
_SCORE_WORDS = words_of("thắng thua hòa hoà dẫn bại gỡ đậm")


def _score(match: re.Match[str]) -> str | None:
    """ "2 - 0" of a match, "4-3-3" of a team: nothing is said between."""
    numbers = [number for number in (match["first"], match["second"], match["third"]) if number]
    more = match["fourth"]
    if more:
        numbers.append(more)
    if len(numbers) == 2 and _is_page(match):
        return None
    is_score = word_before(match) in _SCORE_WORDS or words_before(match, 2) in _SCORE_PHRASES
    is_score |= words_before(match, 3) in _SCORE_PHRASES
    is_score |= _is_beside_score(match)
    if not is_score and len(numbers) == 2:
        first, second = map(int, numbers)
        spaced = " " in match[0]
        is_score = not spaced and (first == second or (first > second and first < 30))
        is_score |= first == 0 < second <= _MOST_GOALS and _is_played(match)
    if not is_score and len(numbers) > 2:
        is_score = max(map(int, numbers)) < 10 or " " not in match[0]
    return " ".join(cardinal(int(number)) for number in numbers) if is_score else None


def _is_played(match: re.Match[str]) -> bool:
    """Whether a match is spoken of, and nothing is counted."""
    before = match.string[max(0, match.start() - 80) : match.start()].lower()
    return _MATCH.search(before) is not None and word_after(match) not in _MEASURED


_MOST_GOALS = 9
_MATCH = re.compile(
    r"(?<!\w)(?:thua|thắng|hòa|hoà|trận|bàn|lưới|dẫn|bại|tỷ số|tỉ số|lượt về|lượt đi)(?!\w)"
)
_MEASURED = words_of("tuổi độ điểm mét giờ phút giây lần tháng năm ngày bàn km m trận")


def _is_page(match: re.Match[str]) -> bool:
    """Whether results are counted, as in "kết quả 1-10 trong 250"."""
    first, last = int(match["first"]), int(match["second"])
    return (
        first < last and first % 10 == 1 and last % 10 == 0 and words_before(match, 2) == "kết quả"
    )


def _is_beside_score(match: re.Match[str]) -> bool:
    """Whether it stands in a list of scores, in one of which the first won, or behind a set."""
    text, start = match.string, match.start()
    before = _SCORE_LIST.search(text[max(0, start - _REACH) : start])
    after = _SCORES_AFTER.match(text[match.end() : match.end() + _REACH])
    near = (before[0] if before else "") + " " + (after[0] if after else "")
    pairs = _PAIR.findall(near)
    return any(int(first) >= int(last) for first, last in pairs) or (
        _SETS.search(text[max(0, start - _REACH) : start]) is not None
    )


def _drawn(match: re.Match[str]) -> str | None:
    """ "05 - 12 - 23 - 31": numbers in a row, no range."""
    if match.string[match.end() :].lstrip().startswith("=") or _SIGN_BEFORE.search(
        match.string[max(0, match.start() - 3) : match.start()]
    ):
        return None
    return ", ".join(number_words(number) for number in re.findall(r"\d+", match[0]))


_SIGN_BEFORE = re.compile(r"[-+×*/=] ?\Z")


def _sets(match: re.Match[str]) -> str | None:
    """ "thắng 6/4, 3/6, 7/6": sets of tennis, between whose figures nothing is said."""
    before = match.string[max(0, match.start() - _REACH) : match.start()]
    pairs = re.findall(r"(\d)/(\d)", match[0])
    if not all(pair[0] != pair[1] and max(pair) in "67" for pair in pairs):
        return None
    if not _WON.search(before):
        return None
    return ", ".join(f"{digits(first)} {digits(last)}" for first, last in pairs)


_WON = re.compile(r"(?i)(?:thắng|thua|hạ|tỉ số|tỷ số|set|bại)(?: [^\W\d]+){0,3}:? \Z")

SETS: tuple[Rule, ...] = (
    rule(DIGITS, r"\d/\d(?:(?:,| và|,? -) \d/\d){1,4}(?![\w/(]|[.,]\d)", _sets),
)
"""Before dates, as which they would be read."""

SCORES: tuple[Rule, ...] = (
    rule(DIGITS, r"\d{1,3}(?: [-–] \d{1,3}){2,11}(?![\w/%]|[.,:-]\d)", _drawn),
    rule(DIGITS, r"\d\d(?:[-–]\d\d){3,11}(?![\w/%]|[.,:-]\d)", _drawn),
    rule(
        DIGITS,
        r"(?P<first>\d{1,3})(?: ?[-–] ?)(?P<second>\d{1,3})(?:[-–](?P<third>\d{1,2}))?"
        r"(?:[-–](?P<fourth>\d{1,2}))?(?![\d/%]|[-–.,:]\d|[^\W\d_])",
        _score,
    ),
)
