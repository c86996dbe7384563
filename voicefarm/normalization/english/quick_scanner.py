"""The one pass over a text of many words, made quick."""

import re
from collections.abc import Sequence

from voicefarm.normalization.scanner import Rule, Scanner


class QuickScanner(Scanner):
    """Reads as `Scanner` does, but passes over small words that are followed by no sign.

    No rule may begin with such a word unless it is one of `keywords`, which are patterns.
    """

    def __init__(self, rules: Sequence[Rule], keywords: Sequence[str]) -> None:
        super().__init__(rules)
        signs, _, letters = self._first.pattern.partition(r"|\b")
        plain = rf"(?!(?:{'|'.join(keywords)})\b)[a-z]{{3,}}+(?=[ ,;!?)]|: |\Z)"
        self._first = re.compile(rf"{signs}|\b(?!{plain}){letters}")
