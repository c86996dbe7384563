"""The one pass over a text of many words, made quick."""

import re
from collections.abc import Iterable, Sequence

from voicefarm.normalization.scanner import STARTS_WORD, Rule, Scanner

_FIRST_LETTER = re.compile(r"[A-Za-z](?![?*+{])")
_FULL_STOP = r"\.(?=[\s\"”’)]|\Z)"
_ENDS = r"(?=[ ,;!?)\"]|: |\.(?!\w)|\Z)"


class QuickScanner(Scanner):
    """Reads as `Scanner` does, but passes over small words, and `starters`, that no sign follows.

    No rule may begin with such a word unless it is one of `keywords`. Both are patterns. Nor may
    one begin with a full stop that ends a sentence.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        keywords: Iterable[str],
        starters: Iterable[str],
        abbreviations: frozenset[str] | None = None,
    ) -> None:
        super().__init__(rules, abbreviations)
        signs, _, letters = self._first.pattern.partition(f"|{STARTS_WORD}")
        signs = rf"(?!{_FULL_STOP}){signs}"
        small = rf"(?!(?:{_any_of(keywords)})\b)[a-z]{{2,}}+(?:'[a-z]{{1,2}})?(?:{_ENDS})"
        self._first = re.compile(
            rf"{signs}|{STARTS_WORD}(?!{small}|(?:{_any_of(starters)}) [a-z]{{2}}){letters}"
        )


def _any_of(patterns: Iterable[str]) -> str:
    """A pattern for any of them, which is found by its first letter."""
    by_first: dict[str, list[str]] = {}
    for pattern in patterns:
        letter = pattern[0] if _FIRST_LETTER.match(pattern) else ""
        by_first.setdefault(letter, []).append(pattern[len(letter) :])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_first.items())
