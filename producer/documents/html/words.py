"""Words: what is gathered between two ends of a block, until it is one line."""

import re

from producer.text.cleaning import fold_spaces

LINE_END = "\n"
_SPACES = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"[ \n]*\n *\n[ \n]*")
_OPEN_END = re.compile(r"[\w”’\"')\]]\Z")
# A line that its author began begins so; where a long one was folded, a small letter stands.
_LINE_START = re.compile(r"[\"'“‘(]*[^\W_]")
_STICKS_TO_WORD = re.compile(r"[.,;:!?…)\]”’»]")


class Words:
    """The words of one block, in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._is_gap = False

    def __bool__(self) -> bool:
        return any(not part.isspace() for part in self._parts)

    def say(self, text: str) -> None:
        """Add text as it stands in the file: its line ends are spaces."""
        if not text:
            return
        text = _SPACES.sub(" ", text)
        if self._is_gap and self._parts and _STICKS_TO_WORD.match(text):
            self._parts[-1] = self._parts[-1].rstrip(" ")
        self._is_gap = False
        self._parts.append(text)

    def end_line(self) -> None:
        """End a line where the author wants it; two ends make a paragraph."""
        self._parts.append(LINE_END)

    def leave_gap(self) -> None:
        """Remember that something isn't read here: the next comma sticks to the word before."""
        self._is_gap = True

    def ending(self) -> str:
        """The last characters so far."""
        return "".join(self._parts[-4:])[-8:]

    def paragraphs(self) -> list[str]:
        """The gathered text, each paragraph on one line."""
        text = "".join(self._parts)
        if LINE_END not in text:
            return [fold_spaces(text)]
        return [_one_line(part) for part in _PARAGRAPH.split(text)]


def _one_line(text: str) -> str:
    lines = [fold_spaces(line) for line in text.split(LINE_END)]
    joined = ""
    for line in filter(None, lines):
        if joined:
            joined += ", " if _runs_out(joined) and _begins(line) else " "
        joined += line
    return joined


def _runs_out(text: str) -> bool:
    return _OPEN_END.search(text) is not None


def _begins(line: str) -> bool:
    start = _LINE_START.match(line)
    return start is not None and not start[0][-1].islower()
