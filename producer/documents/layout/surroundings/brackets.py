"""Passages in square brackets, which may go on over several paragraphs."""

from collections.abc import Sequence

from producer.documents.layout.lines import TextLine, joined

_LONGEST = 120
"""Lines; a bracket that closes later was never one."""


def end_of_bracket(lines: Sequence[TextLine], start: int) -> int:
    """The place behind the line that closes the bracket which opens line `start`; 0 if none does.

    Nothing stands behind the bracket on that line but a full stop.
    """
    depth = 0
    for at in range(start, min(len(lines), start + _LONGEST)):
        text = lines[at].text
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            return at + 1 if text.rstrip(".").endswith("]") else 0
    return 0


def inside(lines: Sequence[TextLine]) -> str:
    """What stands between the brackets of such lines, in one line."""
    filled = [line for line in lines if line.text]
    return joined(filled).strip().rstrip(".").removeprefix("[").removesuffix("]").strip()
