"""A text in passages, each of which a network speaks as one: its sentences.

Piper's voices were trained on single sentences. Inside a longer text they make hardly a pause at a
full stop. In trials with the voice joe it was 0.10 s, and 0.27 s at a comma.
"""

import re
from collections.abc import Iterator

MOST = 600
"""Characters of a passage. The memory of the network's attention grows with their square."""
_SENTENCE = re.compile(r"\S.*?[.!?]+(?=\s|$)|\S.*", re.DOTALL)


def passages(text: str) -> Iterator[tuple[int, int]]:
    """Where each passage of `text` begins and ends; only white space lies between them."""
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.start(), sentence.end()
        while end - start > MOST:
            cut = _last_break(text, start, start + MOST)
            yield start, cut
            start = cut + (len(text[cut:end]) - len(text[cut:end].lstrip()))
        if text[start:end].strip():
            yield start, end


def _last_break(text: str, start: int, end: int) -> int:
    """Where a passage ends that would be too long: at its last comma, or its last space."""
    for breaks in (r"[,;:](?=\s)", r"\S(?=\s)"):
        places = [found.end() for found in re.finditer(breaks, text[start:end])]
        if places and places[-1] > MOST // 4:
            return start + places[-1]
    return end
