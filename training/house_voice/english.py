"""English words to read: those that hold sentences together, common ones, and a dictionary's."""

import random
import re
from pathlib import Path

_LISTS = Path(__file__).parent / "words"
_WORD = re.compile(r"[A-Za-z][a-z]{1,13}(?:'s)?")


class EnglishWords:
    """Draws words; the dictionary's are for the sounds that common words don't have."""

    def __init__(self, dictionary: Path) -> None:
        """`dictionary` has one word a line, as Debian's package wamerican has."""
        lines = dictionary.read_text(encoding="utf-8").split()
        self._small, self._common = (
            (_LISTS / f"english_{kind}.txt").read_text(encoding="utf-8").split()
            for kind in ("small", "common")
        )
        self._rare = [line for line in lines if _WORD.fullmatch(line)]

    def __call__(self, rng: random.Random, count: int) -> list[str]:
        """`count` words: two in five small ones, as many common ones, the rest a dictionary's."""
        return [self._draw(rng) for _ in range(count)]

    def _draw(self, rng: random.Random) -> str:
        chance = rng.random()
        return rng.choice(
            self._small if chance < 0.4 else self._common if chance < 0.75 else self._rare
        )
