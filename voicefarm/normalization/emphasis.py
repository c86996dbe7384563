"""Emphasis: the stars, underscores and backticks that people put around words in plain text.

Each mark is judged by what stands on its two sides, so no pair has to be found. It opens where
something begins, and closes where something ends. Between two numbers it is a sign of arithmetic.
A star behind a number or a single capital is a word: "a 5* hotel", "the A* search".
"""

import re
from collections.abc import Iterator

from voicefarm.spoken.text import spoken_as

_OPENERS = r"\s(\[{“‘\"'«—–…/*_~=>-"
_CLOSERS = r"\s)\]}”’\"'».,;:!?…—–/*_~=<-"
_MARK = re.compile(
    # Inside a word, which somebody masked: "s**t".
    r"(?P<masked>(?<=[^\W\d_])\*{1,8}(?=[^\W\d_]))|"
    # Alone between spaces: "** Go away **", a line to write on, a bullet.
    r"(?P<alone>(?<!\S)(?:\*{2,}|_{2,}|~~|==|(?<=\A)\*|(?<=\s)\*(?=\Z))(?!\S))"
    rf"|(?P<open>(?<![^{_OPENERS}])(?:\*{{1,3}}|_{{1,3}}|~~|==)(?=[^\s*_~=/.,)]|[*_]+\w))"
    rf"|(?P<close>(?<=[^\s])(?:\*{{1,3}}|_{{1,3}}|~~|==)(?![^{_CLOSERS}]))"
    # A part of a word, "sure_ly_", which no name of a program is.
    r"|(?P<part>(?<=[a-z])_(?=[a-z]{1,12}_(?![\w.(\[=])))"
    # A pair around words: "=The Sea=".
    r"|(?P<pair>(?<![\w=])=(?=[^\W\d_][^=\n]{0,120}(?<=[^\s=])=(?![\w=])))"
    r"|(?P<pair_end>(?<=[^\s=])=(?![\w=]))"
    r"|(?P<tick>(?<!\w)`+|`+(?!\w))"
)
_ANY_MARK = re.compile(r"[*_~=`]")
_ARITHMETIC_BEFORE = re.compile(r"(?:\d|\b\w|\))\s?\Z")
_ARITHMETIC_AFTER = re.compile(r"\s?[\d(]|\s?\w\b")
_STAR_IS_WORD = re.compile(r"(?:\d|\b[A-Z])\Z")


def emphasis_marks(text: str) -> Iterator[tuple[int, int]]:
    """Where marks of emphasis stand in `text`, in order and apart."""
    if _ANY_MARK.search(text) is None:
        return
    is_open = False
    is_paired = False
    for mark in _MARK.finditer(text):
        start, end = mark.span()
        if mark.lastgroup in ("pair", "pair_end"):
            if is_paired or mark.lastgroup == "pair":
                yield start, end
            is_paired = mark.lastgroup == "pair"
            continue
        if mark.lastgroup == "masked" and not is_open:
            continue
        if mark.lastgroup in ("open", "part") and not is_open:
            is_open = not _is_arithmetic(text, start, end)
            if not is_open:
                continue
        elif mark.lastgroup in ("alone", "close", "masked"):
            is_kept = _is_arithmetic(text, start, end) or _STAR_IS_WORD.search(
                text, start - 1, start
            )
            if is_kept and not is_open:
                continue
            is_open = False
        yield start, end


def without_emphasis(text: str) -> str:
    """`text` without its marks of emphasis."""
    return spoken_as(text, ((start, end, "") for start, end in emphasis_marks(text))).spoken


def _is_arithmetic(text: str, start: int, end: int) -> bool:
    """Whether a mark stands between two numbers or single letters."""
    before = _ARITHMETIC_BEFORE.search(text, max(0, start - 2), start)
    return before is not None and _ARITHMETIC_AFTER.match(text, end) is not None
