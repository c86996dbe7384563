"""Title lines: chapters and parts, marked headings, short lines in capitals above a text.

A line is a title only if much speaks for it. That is a word such as "Chapter" with its number, a
mark, or title case in a line that is too short to be wrapped.
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from producer.documents.layout.lines import Passage

_LONGEST_TITLE = 80
"""Characters."""
_LONGEST_WITH_MARKS = 120
_LONGEST_SHORT_TITLE = 60
_MOST_WORDS = 9
_COVERED = 0.7
"""The share of a title that a rule under it has to be as long as."""
_OVERHANG = 12
"""Characters by which it may be longer."""
_FEWEST_SMALL = 2
"""As many words in lower case make a line prose."""


class Rank(IntEnum):
    """What a title is above what; marked headings say their level themselves."""

    PART = 0
    CHAPTER = 1
    SECTION = 2
    SHORT = 3


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and how many lines of its passage it takes."""

    text: str
    rank: Rank | None
    level: int = 0
    """1 to 6 where a mark says it; the rank is then None."""
    lines: int = 1
    is_bare: bool = False
    """Whether it is a number alone, such as "Chapter 3", whose name may follow."""


_PART = "part|book|volume|phần|quyển|tập|partie|teil"
_CHAPTER = (
    "chapter|chap\\.|chương|hồi|canto|stave|letter|lesson|act|hồi thứ|bài|chapitre|kapitel|capítulo"
)
_SECTION = "section|mục|scene|cảnh|tiết|appendix|phụ lục|điều"
_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_ENGLISH = (
    f"{_DIGIT}|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    f"|(?:twenty|thirty|forty|fifty|sixty)(?:[- ](?:{_DIGIT}))?"
    "|(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
)
_VIETNAMESE = (
    r"(?:thứ )?(?:một|nhất|hai|nhì|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|lăm|mốt|cuối)"
    r"(?: (?:một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi))*"
)
_NUMBERED = re.compile(
    rf"(?:(?P<part>{_PART})|(?P<chapter>{_CHAPTER})|(?P<section>{_SECTION}))\s+"
    rf"(?P<number>\d{{1,3}}[a-z]?|[ivxlc]{{1,8}}|{_ENGLISH}|{_VIETNAMESE}|[a-z])"
    r"(?:(?P<mark>\s*[.:—–-]+\s*|\s+)(?P<name>\S.*)?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    "prologue|epilogue|preface|foreword|introduction|afterword|postscript|interlude|contents|index"
    "|table of contents|acknowledge?ments|about the author|dedication|bibliography|glossary|notes"
    "|conclusion|abstract|summary|lời nói đầu|lời mở đầu|lời tựa|lời giới thiệu|mở đầu|mở bài"
    "|kết luận|kết|vĩ thanh|lời kết|lời bạt|lời cảm ơn|mục lục|phụ lục|tóm tắt",
    re.IGNORECASE,
)
_HASH = re.compile(r"(#{1,6})\s+(\S.*?)(?:\s+#+)?")
_WIKI = re.compile(r"(={2,6})\s*([^=\s][^=]*?)\s*\1")
_RULE = re.compile(r"([=\-~^*_#])\1{2,}")
_UNDERLINES = {"=": 1, "-": 2, "~": 3, "^": 3, "_": 2, "*": 1, "#": 1}
_LONE_NUMBER = re.compile(r"(?:(?P<digits>\d{1,3})|(?P<roman>[IVXLC]{1,8}))\.?")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_SMALL_WORD = re.compile(
    "a|an|and|as|at|but|by|de|del|der|di|en|for|from|in|into|la|le|nor|of|on|onto|or|over"
    "|per|so|the|than|to|up|van|via|von|vs|with|yet|du|des|y"
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_SENTENCE_END = re.compile(r"[.!?…;,:\"”»—–-]\s*\Z")
_ENDS_A_SENTENCE = re.compile(r"[.!?…:][\"'”’»)\]*_]*\Z")
_SALUTATION = re.compile(r"(?:dear|hi|hello|hey|kính gửi|thân gửi|chào)\b", re.IGNORECASE)
_BYLINE = re.compile(r"(?i:by|của|tác giả:?)\s+(?=[^\W\d_])[^a-z]")
_BEGINS = re.compile(r"[\"'“‘«*_¿¡—–-]*\s?(?=[^\W\d_])[^a-zà-öø-ÿ]")


def marked_title(passage: Passage, at: int, *, is_below_title: bool = False) -> Title | None:
    """The title that begins at a line of a passage, if its marks or its words say so."""
    text = passage[at].text.strip()
    if len(text) > _LONGEST_WITH_MARKS:
        return None
    may_begin = is_below_title or _may_begin(passage, at)
    return (
        _hash_title(passage, at, text)
        or _ruled_title(passage, at, text)
        or (_named_title(text) if may_begin else None)
    )


def _hash_title(passage: Passage, at: int, text: str) -> Title | None:
    if text[0] not in "#=" or not any(map(str.isalnum, text)):
        return None
    if title := _HASH.fullmatch(text):
        near = (
            passage[other].text.lstrip()[:2]
            for other in (at - 1, at + 1)
            if 0 <= other < len(passage)
        )
        if title[1] == "#" and "# " in near:
            return None  # a comment over several lines
        return _worded(_named_title(title[2]), title[2], len(title[1]))
    if title := _WIKI.fullmatch(text):
        return _worded(_named_title(title[2]), title[2], len(title[1]) - 1)
    return None


def _worded(named: Title | None, text: str, level: int) -> Title:
    """A chapter has its rank whatever its marks are."""
    return named or Title(text, None, level)


def _ruled_title(
    passage: Passage, at: int, text: str, *, is_below_rule: bool = False
) -> Title | None:
    """A title with a rule under it, and perhaps one above."""
    under = passage[at + 1].text.strip() if at + 1 < len(passage) else ""
    if text[0] in _UNDERLINES and under and _RULE.fullmatch(text):
        inner = _ruled_title(passage, at + 1, under, is_below_rule=True)
        return inner and replace(inner, level=1, lines=inner.lines + 1)
    rule = _RULE.fullmatch(under) if under[:1] in _UNDERLINES else None
    may_begin = is_below_rule or _may_begin(passage, at)
    if rule is None or not may_begin or not _is_rule_of(text, rule):
        return None
    return replace(_worded(_named_title(text), text, _UNDERLINES[rule[1]]), lines=2)


def _is_rule_of(text: str, rule: re.Match[str]) -> bool:
    """Whether a rule underlines a text, and doesn't part it from what follows."""
    if len(text) > _LONGEST_TITLE or text[-1] in ".,;" or not any(map(str.isalnum, text)):
        return False
    length = len(rule[0])
    return rule[1] == "=" or len(text) * _COVERED <= length <= len(text) + _OVERHANG


def _may_begin(passage: Passage, at: int) -> bool:
    """Whether a line stands where a title may: first, or behind a sentence's end."""
    return at == 0 or _ENDS_A_SENTENCE.search(passage[at - 1].text) is not None


def _named_title(text: str) -> Title | None:
    """A part, chapter or section by its word."""
    if len(text) > _LONGEST_TITLE or not text[0].isupper():
        return None
    bare = text.rstrip(".: ")
    if _NAMED.fullmatch(bare):
        return Title(text, Rank.CHAPTER)
    numbered = _NUMBERED.fullmatch(text)
    if numbered is None or not _is_number(numbered):
        return None
    name, mark = numbered["name"], (numbered["mark"] or "").strip()
    if name and not mark and not (_is_title_case(name) and not _SENTENCE_END.search(name)):
        return None
    if name and (re.search(r"[,;]\Z", name) or not _BEGINS.match(name) or _is_sentence(name)):
        return None
    rank = Rank.PART if numbered["part"] else Rank.CHAPTER if numbered["chapter"] else Rank.SECTION
    return Title(text, rank, is_bare=not name)


def _is_number(numbered: re.Match[str]) -> bool:
    """A lone letter counts only in capitals and with nothing but a mark behind it: "Appendix B"."""
    number = numbered["number"]
    if number.lower() in ("a", "i") or (len(number) == 1 and number.isalpha()):
        return number.isupper() and (not numbered["name"] or bool((numbered["mark"] or "").strip()))
    return True


def _is_sentence(name: str) -> bool:
    """Whether a name is rather a whole sentence, such as of a letter or a law."""
    return name[-1] == "." and len(name.split()) > _MOST_WORDS


def _is_title_case(text: str) -> bool:
    """Whether all words begin with a capital but for small ones such as "of"."""
    words = _WORD.findall(text)
    return (
        bool(words)
        and words[0][0].isupper()
        and all(word[0].isupper() or _SMALL_WORD.fullmatch(word) for word in words)
    )


def short_title(passage: Passage, at: int, following: Passage) -> Title | None:
    """The short title at a line: one that stands alone, or the first above prose."""
    text = passage[at].text.strip()
    if not _is_short(text):
        return None
    rest = passage[at + 1 :] or following
    if not rest or not _stands_above(text, rest[0].text.strip()):
        return None
    is_alone = at + 1 == len(passage)
    is_title = is_alone or _BYLINE.match(rest[0].text) or _has_room(text, rest)
    return Title(text, Rank.SHORT) if is_title else None


def name_of_chapter(passage: Passage, at: int, following: Passage) -> Title | None:
    """The name at a line below a chapter's number; only the first word needs a capital."""
    text, rest = passage[at].text.strip(), passage[at + 1 :]
    if not (rest or following) or not _is_short(text, in_title_case=False):
        return None
    is_name = _is_title_case(text) or not rest or (_has_room(text, rest) and _begins(rest[0].text))
    return Title(text, Rank.SHORT) if is_name else None


def lone_number(passage: Passage) -> int | None:
    """The number that stands alone between empty lines; None if there is none."""
    number = _LONE_NUMBER.fullmatch(passage[0].text.strip()) if len(passage) == 1 else None
    if number is None:
        return None
    return int(number["digits"]) if number["digits"] else _roman(number["roman"])


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _has_room(text: str, rest: Passage) -> bool:
    """Whether the next line's first word would have had room on the line."""
    word = rest[0].text.split(maxsplit=1)[0]
    return len(text) + 1 + len(word) < max(len(line.text.strip()) for line in rest)


def _begins(text: str) -> bool:
    return _BEGINS.match(text.strip()) is not None


def _is_short(text: str, *, in_title_case: bool = True) -> bool:
    """Whether a line is short, in title case or capitals, and doesn't end like a sentence."""
    return (
        len(text) <= _LONGEST_SHORT_TITLE
        and len(text.split()) <= _MOST_WORDS
        and _begins(text)
        and _SENTENCE_END.search(text) is None
        and _SALUTATION.match(text) is None
        and (not in_title_case or _is_title_case(text))
    )


def _stands_above(title: str, text: str) -> bool:
    """Whether the line below a title is prose."""
    if _BYLINE.match(text):
        return True
    small = sum(word[0].islower() for word in _WORD.findall(text))
    return _begins(text) and small >= _FEWEST_SMALL and len(text) > len(title)
