"""Letters as an English voice reads them: names of other languages without marks, plain quotes."""

import re
import unicodedata
from collections.abc import Iterator

from voicefarm.normalization.scanner import KEPT
from voicefarm.spoken.text import SpokenText, spoken_as

_ODD = {
    "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ħ": "h", "ŧ": "t", "þ": "th", "Þ": "Th",
    "ð": "th", "Ð": "Th", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe",
    "ŋ": "ng", "ŉ": "n", "ə": "e", "’": "'", "‘": "'", "ʼ": "'", "“": '"',
    "”": '"', "„": '"', "‐": "-", "‑": "-", "﹣": "-", "⁃": "-",
}  # fmt: skip
_ROMAN = {
    "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII", "Ⅷ": "VIII",
    "Ⅸ": "IX", "Ⅹ": "X", "Ⅺ": "XI", "Ⅻ": "XII", "Ⅼ": "L", "Ⅽ": "C",
}  # fmt: skip
_FOLDED = _ODD | _ROMAN
_RANGES = "\u0100-\u024f\u1e00-\u1eff\u01cd-\u01dcýÿÝŸðÐþÞə\u2010\u2011‘’“”„ʼ﹣⁃Ⅰ-Ⅻ"
_TO_FOLD = re.compile(f"(?P<kept>{KEPT.pattern})|[{_RANGES}]")
_REST_OF_WORD = re.compile(r"[^\W\d_]*")
_MARKED_WORD = 40
"""Letters before a foreign one that are looked at as its word."""


def with_plain_letters(text: str) -> SpokenText:
    """`text` with Ⅳ as IV, curly quotes straight, and the marks of foreign names taken off.

    The marks of café, naïve, Müller and São Paulo stay: English voices know them.
    """
    if text.isascii():
        return SpokenText(text, text)
    return spoken_as(text, _replacements(text))


def _replacements(text: str) -> Iterator[tuple[int, int, str]]:
    place = 0
    while found := _TO_FOLD.search(text, place):
        earliest, place = place, found.end()
        if found["kept"]:
            continue
        if found[0] == "đ" and text[found.start() - 1 : found.start()].isdecimal():
            yield found.start(), found.end(), "₫"
        else:
            start, place = _word_around(text, found, earliest)
            if (plain := "".join(map(_plain, text[start:place]))) != text[start:place]:
                yield start, place, plain


def _word_around(text: str, found: re.Match[str], earliest: int) -> tuple[int, int]:
    """The word of a foreign letter, from `earliest` on; its other letters lose their marks too."""
    start, end = found.span()
    if not found[0].isalpha():
        return start, end
    while start > earliest and text[start - 1].isalpha() and found.start() - start < _MARKED_WORD:
        start -= 1
    rest = _REST_OF_WORD.match(text, end)
    return start, rest.end() if rest else end


def _plain(letter: str) -> str:
    if letter in _FOLDED:
        return _FOLDED[letter]
    base = unicodedata.normalize("NFD", letter)
    return base[0] if base[0].isalpha() else letter
