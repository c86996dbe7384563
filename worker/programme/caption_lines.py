"""Where the text of a caption may be broken: between words, and inside those longer than a line."""

import re
import unicodedata
from collections.abc import Iterator

LINE = 42
"""Characters in a line; two lines make a cue (the usual broadcast rule)."""
MOST = 2 * LINE
Gap = tuple[int, int]
"""Where the first line of a text ends, and where the second begins."""
_WORD = re.compile(r"\S+\s*")
_SOFT = re.compile(r"[/\-_.?&=#,;:%+。、，！？；：]")
"""Signs after which a word that is longer than a line is broken first, such as those of a URL."""
_JOINER, _SELECTORS = "\u200d", range(0xFE00, 0xFE10)


def line_ends(text: str) -> Iterator[int]:
    """The places where a line may end: with the white space behind a word, or inside a long one."""
    for word in _WORD.finditer(text):
        start, end = word.start(), word.start() + len(word[0].rstrip())
        while end - start > LINE:
            start = _inside(text, start)
            yield start
        yield word.end()


def gap_of(text: str) -> Gap | None:
    """How the text is parted into two lines, near its middle; None if it doesn't fit into two.

    A text of one line has its gap at its end.
    """
    if len(text) <= LINE:
        return len(text), len(text)
    if len(text) > MOST:
        return None
    fitting = [
        (len(text[:place].rstrip()), place)
        for place in line_ends(text)
        if len(text[:place].rstrip()) <= LINE and len(text) - place <= LINE
    ]
    middle = len(text) / 2
    # Words stay whole if they can.
    return min(fitting, key=lambda gap: (gap[0] == gap[1], abs(gap[0] - middle)), default=None)


def broken(text: str, gap: Gap | None, start: int = 0, stop: int | None = None) -> str:
    """The text from `start` to `stop`, with its line end in place of the gap."""
    stop = len(text) if stop is None else stop
    if gap is None or not start <= gap[0] < stop:
        return text[start:stop]
    return f"{text[start : gap[0]]}\n{text[gap[1] : stop]}"


def _inside(text: str, start: int) -> int:
    """Where the word at `start`, which is longer than a line, is broken."""
    soft = [match.end() for match in _SOFT.finditer(text, start + LINE // 2, start + LINE)]
    if soft:
        return soft[-1]
    place = start + LINE
    while place > start + 1 and _belongs(text[place - 1], text[place]):
        place -= 1
    return place if place > start + 1 else start + LINE


def _belongs(before: str, sign: str) -> bool:
    """Whether a sign can't be parted from the one before it."""
    return bool(
        unicodedata.combining(sign)
        or _JOINER in (before, sign)
        or ord(sign) in _SELECTORS
        or unicodedata.category(sign) in ("Mn", "Me", "Mc")
    )
