"""Vietnamese words to read: syllables by the rules of the spelling, and common words among them."""

import random
import unicodedata
from pathlib import Path

_TONES = {"ngang": "", "huyền": "\u0300", "sắc": "\u0301", "hỏi": "\u0309", "ngã": "\u0303",
          "nặng": "\u0323"}  # fmt: skip
_CHECKED = ("sắc", "nặng")
"""The only tones of a syllable that ends in a stop."""
_ONSETS = (
    *("b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "p", "ph", "qu"),
    *("r", "s", "t", "th", "tr", "v", "x", ""),
)
_BEFORE_FRONT = {"c": "k", "g": "gh", "ng": "ngh"}
"""How these are written before e, ê and i."""

_LISTS = Path(__file__).parent / "words"


class VietnameseWords:
    """Draws words: three in five common ones, the rest single syllables by rule."""

    def __init__(self) -> None:
        self._common, self._rimes = (
            (_LISTS / f"vietnamese_{kind}.txt").read_text(encoding="utf-8").split()
            for kind in ("common", "rimes")
        )

    def __call__(self, rng: random.Random, count: int) -> list[str]:
        """`count` words, some of them of several syllables with spaces between."""
        return [self._draw(rng) for _ in range(count)]

    def _draw(self, rng: random.Random) -> str:
        if rng.random() < 0.6:
            return rng.choice(self._common).replace("_", " ")
        return _syllable(rng, rng.choice(self._rimes))


def _syllable(rng: random.Random, rime: str) -> str:
    """One syllable that the spelling allows, whether or not any word has it.

    A rime is written before·nucleus·after; the tone's mark stands on the nucleus.
    """
    before, nucleus, after = rime.split("·")
    onset = rng.choice(_ONSETS)
    if (before or nucleus)[0] in "eêi" or (before or nucleus)[0] == "y":
        onset = _BEFORE_FRONT.get(onset, onset)
    if onset == "qu" and (before or nucleus)[0] in "uoưô":
        onset = "h"
    if onset == "gi" and (before or nucleus)[0] == "i":
        onset = "g" + "h"
    checked = after in ("c", "ch", "p", "t")
    tone = _TONES[rng.choice(_CHECKED if checked else tuple(_TONES))]
    return unicodedata.normalize("NFC", onset + before + nucleus + tone + after)
