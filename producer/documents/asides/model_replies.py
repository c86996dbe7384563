"""Replies of language models: what a model thought first isn't read, nor its marks of turns."""

import re

from producer.documents.asides.findings import Findings

THOUGHT, TURN_MARK = "thoughts of a model", "mark of a model"

_THOUGHT = re.compile(
    r"^[ \t]*<(?P<name>think|thinking|thought|reasoning)>.*?</(?P=name)>",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_UNOPENED = re.compile(
    r"\A(?!.*^[ \t]*<think).*?^[ \t]*</think(?:ing)?>", re.DOTALL | re.IGNORECASE | re.MULTILINE
)
_TURN_MARK = re.compile(r"<\|[A-Za-z][\w ▁]{1,30}\|>")

_PATTERNS = (
    (_UNOPENED, THOUGHT, "</"),
    (_THOUGHT, THOUGHT, "</"),
    (_TURN_MARK, TURN_MARK, "|>"),
)
"""Each with a sign that it must have."""


def without_thoughts(text: str, findings: Findings, first_line: int = 1) -> str:
    """`text` without both. Each line keeps its number; `first_line` is that of the first.

    Some models give the end of their thoughts alone: then all before it is left out.
    """
    for pattern, what, sign in _PATTERNS:
        if sign in text:
            text = _left_out(pattern, what, text, findings, first_line)
    return text


def _left_out(
    pattern: re.Pattern[str], what: str, text: str, findings: Findings, first_line: int
) -> str:
    def remember(match: re.Match[str]) -> str:
        line = first_line + text.count("\n", 0, match.start())
        findings.leave_out(what, match[0].strip(), line)
        return "\n" * match[0].count("\n")

    return pattern.sub(remember, text)
