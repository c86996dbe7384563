"""Where a sentence starts, so that words written there begin with a capital.

A voice pauses at a full stop only where a capital follows.
"""

import re

REACH = 24
"""Characters before a place that show whether a sentence starts there."""
_START = re.compile(
    r"""(?:\A|(?P<word>\b[\w.]*)?[.!?…]["'”’»)\]]*\s+)[("'“‘«\[*_]*\Z""",
)
_OPENING = frozenset("(\"'“‘«[*_")


def starts_sentence(before: str, abbreviations: frozenset[str] = frozenset()) -> bool:
    """Whether a sentence starts behind the text `before`, of which the end is enough.

    The stop of one of the `abbreviations`, given in lower or upper case as written, ends nothing.
    """
    if before and not (before[-1].isspace() or before[-1] in _OPENING):
        return False
    start = _START.search(before[-REACH:])
    return start is not None and start["word"] not in abbreviations


def capitalized(words: str) -> str:
    """`words` with a capital at the start."""
    return words[:1].upper() + words[1:]
