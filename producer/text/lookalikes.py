"""Look-alikes: characters that stand for plain ones, and are read as symbols or not at all.

Full-width and mathematical letters, ligatures, presentation forms and squared units become the
letters that they show; a number in a circle becomes a number. Unicode's own decompositions say
which. Not all of them help: a fraction, an exponent and ™ lose their sense, so they stay.
"""

import functools
import re
import unicodedata
from collections.abc import Mapping

_KINDS = frozenset(
    ("<wide>", "<narrow>", "<font>", "<square>", "<initial>", "<medial>", "<final>", "<isolated>")
)
_CHARACTERS_OF_ONE = 4
"""The most characters that one may stand for: a squared unit, not a phrase in Arabic."""
# Of the kind <compat>, which holds accents and dots too: ligatures and the long s, digraphs of
# Croatian and Dutch, care of and telephone, double marks, months and days, radicals of Chinese.
_COMPATIBLE = (
    *((0x132, 0x133), (0x149, 0x149), (0x17F, 0x17F), (0x1C4, 0x1CC), (0x1F1, 0x1F3)),
    *((0x203C, 0x203C), (0x2047, 0x2049), (0x2100, 0x2101), (0x2103, 0x2103), (0x2105, 0x2106)),
    *((0x2109, 0x2109), (0x2121, 0x2121), (0x213B, 0x213B), (0x2E9F, 0x2E9F), (0x2EF3, 0x2EF3)),
    *((0x2F00, 0x2FD5), (0x3358, 0x3370), (0x33E0, 0x33FE), (0xFB00, 0xFB17)),
)
_HYPHENS = {"\u2010": "-", "\u2011": "-"}
# Wide marks are right among Chinese and Japanese; elsewhere `_WIDE_MARK` finds them.
_WIDE_MARKS = "！＂＇（），．／：；？［］｛｝～｟｠"
_EXPONENTS = {"2": "²", "3": "³"}
# Where such characters stand; the rest of Unicode is not looked at, since there is much of it.
_BLOCKS = ((0xA0, 0x33FF), (0xF900, 0xFFEF), (0x1D400, 0x1D7FF), (0x1EE00, 0x1F2FF))
_NUMBER_BLOCKS = (
    *((0x2460, 0x249B), (0x24EA, 0x24FF), (0x2776, 0x2793), (0x3251, 0x325F), (0x32B1, 0x32BF)),
    (0x1F100, 0x1F10C),
)
_WHITE_ON_BLACK = (0x1F150, 0x1F170)
"""The first of 26 letters in circles, and in squares, which Unicode doesn't decompose."""
_ORDINAL = re.compile(r"(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)")
_CHINESE = "\u2e80-\u9fff\uac00-\ud7af"
_WIDE_MARK = re.compile(
    rf"(?<=[A-Za-z0-9])[{re.escape(_WIDE_MARKS)}](?![{_CHINESE}])"
    rf"|(?<![{_CHINESE}])[（［｛](?=[A-Za-z0-9])"
)
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
# A number in a circle begins an item at a line's start and behind a mark.
_BEGINS_ITEM = re.compile(r"(?:\A|[\n.!?:;,…。！？：；，、])[ \t]*\Z")
_REACH = 8


def without_lookalikes(text: str) -> str:
    """`text` in plain characters. Doing it twice is the same as doing it once.

    A number in a circle is set apart from what stands around it. Where it begins an item it gets a
    full stop. What an emoji selector follows is a picture and stays.
    """
    present = set(text)
    plain, numbers = _plain_characters(), _circled_numbers()
    if shown := present & plain.keys():
        text = _any_of(shown).sub(lambda match: plain[match[0]], text)
    if shown := present & numbers.keys():
        text = _any_of(shown).sub(lambda match: _set_apart(match, numbers), text)
    if "\u20e3" in present:
        text = _KEYCAP.sub(lambda match: _set_apart(match, {match[0]: match[1]}), text)
    if not present.isdisjoint(_WIDE_MARKS):
        text = _WIDE_MARK.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return text if present.isdisjoint("ˢⁿʳᵗ") else _ORDINAL.sub(_plain_letters, text)


def _any_of(characters: set[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(characters)))}](?!\ufe0f)")


def _set_apart(circled: re.Match[str], numbers: Mapping[str, str]) -> str:
    text, start, end = circled.string, circled.start(), circled.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    rest = text[end : end + _REACH].lstrip(" \t")
    begins = rest[:1].isalpha() and _BEGINS_ITEM.search(text[max(0, start - _REACH) : start])
    lead = " " if before and not before.isspace() and before not in "([{“\"'" else ""
    stop = "." if begins else ""
    is_next = after in numbers or _KEYCAP.match(text, end)
    trail = " " if after.isalnum() and not is_next else ""
    return f"{lead}{numbers[circled[0]]}{stop}{trail}"


def _plain_letters(raised: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", raised[0])


@functools.cache
def _plain_characters() -> Mapping[str, str]:
    """Each character that is replaced, with what replaces it."""
    decomposed = {
        chr(code): plain
        for low, high in _BLOCKS
        for code in range(low, high + 1)
        if (plain := _replacement(code))
    }
    white = {
        chr(first + number): chr(ord("A") + number)
        for first in _WHITE_ON_BLACK
        for number in range(26)
    }
    return decomposed | white | _HYPHENS


def _replacement(code: int) -> str | None:
    """The plain characters for one; None if it stays."""
    character = chr(code)
    kind, _, rest = unicodedata.decomposition(character).partition(" ")
    if not (kind.startswith("<") and _is_replaced(character, kind)):
        return None
    codes = [int(part, 16) for part in rest.split()]
    plain = "".join(_replacement(part) or chr(part) for part in codes)
    if kind == "<square>" and plain[-1] in _EXPONENTS and plain[0].isalpha():
        plain = plain[:-1] + _EXPONENTS[plain[-1]]
    has_marks = any(mark.isspace() or unicodedata.combining(mark) for mark in plain)
    if len(plain) > _CHARACTERS_OF_ONE or (has_marks and kind != "<narrow>"):
        return None
    return plain


def _is_replaced(character: str, kind: str) -> bool:
    """Whether a decomposition of this kind is one that helps."""
    if character in _WIDE_MARKS or unicodedata.category(character) == "Zs":
        return False
    if kind == "<circle>":
        return "Ⓐ" <= character <= "ⓩ"
    if kind == "<compat>":
        return any(low <= ord(character) <= high for low, high in _COMPATIBLE)
    return kind in _KINDS


@functools.cache
def _circled_numbers() -> Mapping[str, str]:
    """Numbers in circles, in brackets and with a full stop, as digits."""
    characters = (chr(code) for low, high in _NUMBER_BLOCKS for code in range(low, high + 1))
    return {
        character: str(int(unicodedata.numeric(character)))
        for character in characters
        if unicodedata.category(character) == "No"
    }
