"""Scripts: which letters belong to which, and how much is said by one of them.

The codes are those of ISO 15924, the ranges those of Unicode's blocks. The lengths were measured
with espeak-ng, which speaks a letter of English in 0.056 s.
"""

import functools
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WritingSystem:
    """One script."""

    code: str
    name: str
    """As messages call it."""
    ranges: tuple[tuple[int, int], ...]
    """First and last character of its blocks."""
    letter: int = 1
    """Characters of English prose that take as long to say as one letter."""
    phonemes_per_letter: float = 1.0
    """Beyond what `letter` accounts for: scripts that write vowels as marks have more."""


_BRAHMIC = 2.4
SCRIPTS: Mapping[str, WritingSystem] = {
    script.code: script
    for script in (
        WritingSystem(
            "Latn",
            "Latin",
            (
                *((0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0x2AF)),
                *((0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F)),
                *((0xFB00, 0xFB06), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
            ),
        ),
        WritingSystem("Grek", "Greek", ((0x370, 0x3FF), (0x1F00, 0x1FFF))),
        WritingSystem(
            "Cyrl",
            "Cyrillic",
            ((0x400, 0x52F), (0x1C80, 0x1C8F), (0x2DE0, 0x2DFF), (0xA640, 0xA69F)),
            phonemes_per_letter=1.2,
        ),
        WritingSystem("Armn", "Armenian", ((0x531, 0x58F), (0xFB13, 0xFB17))),
        WritingSystem("Geor", "Georgian", ((0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F))),
        WritingSystem("Hebr", "Hebrew", ((0x590, 0x5FF), (0xFB1D, 0xFB4F))),
        WritingSystem(
            "Arab",
            "Arabic",
            ((0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
            letter=2,
            phonemes_per_letter=0.4,
        ),
        WritingSystem("Syrc", "Syriac", ((0x700, 0x74F),)),
        WritingSystem("Thaa", "Thaana", ((0x780, 0x7BF),), phonemes_per_letter=2.0),
        WritingSystem(
            "Deva",
            "Devanagari",
            ((0x900, 0x97F), (0xA8E0, 0xA8FF)),
            phonemes_per_letter=_BRAHMIC,
        ),
        WritingSystem("Beng", "Bengali", ((0x980, 0x9FF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Guru", "Gurmukhi", ((0xA00, 0xA7F),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Gujr", "Gujarati", ((0xA80, 0xAFF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Orya", "Odia", ((0xB00, 0xB7F),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Taml", "Tamil", ((0xB80, 0xBFF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Telu", "Telugu", ((0xC00, 0xC7F),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Knda", "Kannada", ((0xC80, 0xCFF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Mlym", "Malayalam", ((0xD00, 0xD7F),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Sinh", "Sinhala", ((0xD80, 0xDFF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem("Thai", "Thai", ((0xE00, 0xE7F),), letter=2),
        WritingSystem("Laoo", "Lao", ((0xE80, 0xEFF),), letter=2),
        WritingSystem("Tibt", "Tibetan", ((0xF00, 0xFFF),), phonemes_per_letter=_BRAHMIC),
        WritingSystem(
            "Mymr",
            "Burmese",
            ((0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
            phonemes_per_letter=_BRAHMIC,
        ),
        WritingSystem(
            "Khmr", "Khmer", ((0x1780, 0x17FF), (0x19E0, 0x19FF)), phonemes_per_letter=_BRAHMIC
        ),
        WritingSystem(
            "Hang",
            "Hangul",
            ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF)),
            letter=2,
            phonemes_per_letter=1.5,
        ),
        WritingSystem(
            "Ethi", "Ethiopic", ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)), 2
        ),
        WritingSystem("Cher", "Cherokee", ((0x13A0, 0x13FF), (0xAB70, 0xABBF)), 2),
        WritingSystem("Cans", "Canadian syllabics", ((0x1400, 0x167F),), 2),
        WritingSystem("Mong", "Mongolian", ((0x1800, 0x18AF),)),
        WritingSystem("Hira", "Hiragana", ((0x3040, 0x309F),), 2, 1.2),
        WritingSystem(
            "Kana", "Katakana", ((0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F)), 2, 1.2
        ),
        WritingSystem("Bopo", "Bopomofo", ((0x3100, 0x312F),), 2),
        WritingSystem(
            "Hani",
            "Chinese characters",
            (
                *((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3400, 0x4DBF)),
                *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),
            ),
            letter=4,
            phonemes_per_letter=0.8,
        ),
        WritingSystem("Shaw", "Shavian", ((0x10450, 0x1047F),)),
    )
}
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "Jpan": ("Hira", "Kana", "Hani"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
}
"""Codes that stand for several scripts."""
_BLOCKS = sorted((*block, script.code) for script in SCRIPTS.values() for block in script.ranges)
_FIRSTS = array("L", (first for first, _, _ in _BLOCKS))


@functools.lru_cache(maxsize=4096)  # most texts use few characters
def script_of(character: str) -> str:
    """The code of the script that a letter belongs to; empty for anything that isn't in one."""
    place = bisect_right(_FIRSTS, ord(character)) - 1
    if place < 0 or not character.isalpha():
        return ""
    _, last, code = _BLOCKS[place]
    return code if ord(character) <= last else ""


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script a text has, by the script's code.

    Letters of scripts that are not known here count under "".
    """
    counted: Counter[str] = Counter()
    for character, times in Counter(text).items():
        if character.isalpha():
            counted[script_of(character)] += times
    return counted


def parts_of(code: str) -> tuple[str, ...]:
    """The scripts that a code stands for: "Jpan" for three, most for themselves."""
    return _TOGETHER.get(code, (code,))
