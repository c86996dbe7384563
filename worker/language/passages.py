"""A text in passages, each of which a network speaks as one: sentences, or a few of them.

Where voices were trained on single sentences, as Piper's were, they make hardly a pause at a full
stop inside a longer text. In trials with the voice joe it was 0.10 s, and 0.27 s at a comma.
"""

import re
from collections.abc import Iterator

MOST = 600
"""Characters of a passage. The memory of a network's attention grows with their square."""
_SENTENCE = re.compile(r"\S.*?[.!?]+(?=\s|$)|\S.*", re.DOTALL)


def passages(text: str, most: int = MOST, together: int = 0) -> Iterator[tuple[int, int]]:
    """Where each passage of `text` begins and ends; only white space lies between them.

    None is longer than `most`. Sentences share a passage of `together` characters at most.
    """
    first = last = -1
    for start, end in _sentences(text, most):
        if first >= 0 and end - first <= together:
            last = end
            continue
        if first >= 0:
            yield first, last
        first, last = start, end
    if first >= 0:
        yield first, last


def _sentences(text: str, most: int) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.start(), sentence.end()
        while end - start > most:
            cut = _last_break(text, start, start + most)
            yield start, cut
            start = cut + (len(text[cut:end]) - len(text[cut:end].lstrip()))
        if text[start:end].strip():
            yield start, end


def _last_break(text: str, start: int, end: int) -> int:
    """Where a passage ends that would be too long: at its last comma, or its last space."""
    for breaks in (r"[,;:](?=\s)", r"\S(?=\s)"):
        places = [found.end() for found in re.finditer(breaks, text[start:end])]
        if places and places[-1] > (end - start) // 4:
            return start + places[-1]
    return end
