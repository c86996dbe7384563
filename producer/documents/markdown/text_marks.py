"""Marks that the parser takes for text: emoji by name, dashes made of hyphens, lost asterisks."""

import re
from collections.abc import Callable

# Addresses come first and stay as they are: what looks like a mark belongs to them.
_MARK = re.compile(
    r"(?P<address>\b(?:https?://|www\.)[^\s<>]+)"
    r"|(?P<emoji>(?<![\w:/]):(?:[a-z][a-z0-9_+-]{1,40}|[+-]1|100):(?![\w:/]))"
    r"|(?P<dash>(?<=\w)---?(?=\w)|(?<= )---?(?= )|(?<=\w)---(?= )|(?<=\S)--(?=[”\"]|\Z))"
    # Behind the name of a field, as in `(mood:: good)`.
    r"|(?P<field>(?<=\w)::(?=\s|\Z))"
    # Bold type that ends in punctuation and touches the next word is none in CommonMark.
    r"|(?P<bold>(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*)"
)
_DASHES = {"--": "–", "---": "—"}


def without_text_marks(text: str, leave_out: Callable[[str, str], None]) -> str:
    """`text` without them; `leave_out` gets the kind and the words of what isn't read."""

    def read(mark: re.Match[str]) -> str:
        match mark.lastgroup:
            case "emoji":
                leave_out("emoji", mark[0])
                return ""
            case "field":
                return ":"
            case "dash":
                return _DASHES[mark[0]]
            case "bold":
                sticks = mark.string[mark.end() : mark.end() + 1].isalnum()
                return mark[0].strip("*") + (" " if sticks and not mark[0][-3].isalnum() else "")
        return mark[0]

    return _MARK.sub(read, text)
