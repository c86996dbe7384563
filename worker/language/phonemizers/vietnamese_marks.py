"""The marks that models of Vietnamese know.

They were trained on text in which sea-g2p's normalizer leaves four: `.`, `,`, `!` and `?`. A mark
that a model never saw makes it lose its place in the text.
"""

import re

_QUOTES = re.compile("[\"“”„«»‹›‘’'`]")
_STOPS = re.compile(r"…+|\.{2,}")
_PAUSES = re.compile(r"\s*[;:()\[\]{}—–]+\s*|\s-+\s")
_IDLE = re.compile(r"(?:\s*,)+(?=\s*[.!?])|(?<=[.!?])(?:\s*,)+|\A[\s,]+|[\s,]+\Z|\s+(?=[.,!?])")
_SEVERAL = re.compile(r",(?:\s*,)+")


def with_known_marks(text: str) -> str:
    """`text` with each other mark as the nearest of the four, or as none."""
    text = _STOPS.sub(".", _QUOTES.sub("", text))
    return " ".join(_IDLE.sub("", _SEVERAL.sub(",", _PAUSES.sub(", ", text))).split())
