"""Verse: short lines that end where their writer wanted, not where the page did."""

import re
from collections.abc import Sequence
from itertools import pairwise

from producer.documents.layout.lines import TextLine

VERSE_LINE_MS = 350
"""The pause behind a line of a poem, milliseconds: between those of a clause and a paragraph."""

_LONGEST_LINE = 65
_LONGEST_OF_A_COUPLET = 50
_LONGEST_WITHOUT_MARKS = 30
_LONGEST_RAGGED = 40
_FEWEST_RAGGED = 5
_RAGGED_SHARE = 0.4
_CAPITAL = re.compile(r"[\"'“‘«(\[*_¿¡—–-]*\s?(?:\d|[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]*_]*\Z")
_SENTENCE_INSIDE = re.compile(r"[.!?…][\"'”’»)\]*_]*\s")
_ANY_END = re.compile(r"[.!?…,;:—–-][\"'”’»)\]*_]*\Z")


def is_verse(lines: Sequence[TextLine]) -> bool:
    """Whether the lines of a passage, at least two, are verse that begins lines with a capital.

    Prose with a sentence on each line is none: it reads the same when it is joined.
    """
    texts = [line.text.strip() for line in lines]
    if max(map(len, texts)) > _LONGEST_LINE or not all(map(_begins_with_capital, texts)):
        return False
    if all(_SENTENCE_END.search(text) for text in texts[:-1]):
        return False
    if len(texts) == 2:
        return (
            _ANY_END.search(texts[0]) is not None and max(map(len, texts)) <= _LONGEST_OF_A_COUPLET
        )
    return len(texts) > 3 or _is_marked(texts) or _early(texts) > 0


def is_ragged(lines: Sequence[TextLine]) -> bool:
    """Whether many lines end early, though the next word would have had room.

    That is modern verse, or a list without bullets. Short lines without any mark are one too.
    """
    texts = [line.text.strip() for line in lines]
    width = max(map(len, texts))
    if len(texts) > 2 and width <= _LONGEST_WITHOUT_MARKS and not any(map(_ANY_END.search, texts)):
        return True
    is_ragged = _early(texts) >= (len(texts) - 1) * _RAGGED_SHARE
    is_narrow = len(texts) >= _FEWEST_RAGGED and width <= _LONGEST_RAGGED
    return is_narrow and is_ragged and not any(map(_SENTENCE_INSIDE.search, texts))


def _is_marked(texts: Sequence[str]) -> bool:
    """Whether a line ends with a mark, or the last without one."""
    ends = [_ANY_END.search(text) is not None for text in texts]
    return any(ends[:-1]) or not ends[-1]


def _early(texts: Sequence[str]) -> int:
    """How many lines would have had room for the first word of the next."""
    width = max(map(len, texts))
    return sum(
        len(text) + 1 + len(following.split(maxsplit=1)[0]) < width
        for text, following in pairwise(texts)
    )


def _begins_with_capital(text: str) -> bool:
    first = _CAPITAL.match(text)
    return first is not None and not first[0][-1].islower()
