"""Replies of language models: what a model thought first isn't read, nor its marks of turns."""

import re
from collections.abc import Iterator

from producer.documents.asides.findings import Findings

THOUGHT, TURN_MARK = "thoughts of a model", "mark of a model"

_NAME = "think|thinking|thought|reasoning"
_TAG = re.compile(
    rf"(?P<indent>^[ \t]{{0,20}})?<(?:(?P<opens>{_NAME})|/(?P<closes>{_NAME}))>",
    re.IGNORECASE | re.MULTILINE,
)
_TURN_MARK = re.compile(r"<\|[A-Za-z][\w ▁]{1,30}\|>")


def without_thoughts(text: str, findings: Findings, first_line: int = 1) -> str:
    """`text` without both. Each line keeps its number; `first_line` is that of the first.

    Some models give the end of their thoughts alone: then all before it is left out.
    """
    if "</" in text:
        text = findings.without(text, _thoughts(text), first_line)
    if "|>" in text:
        marks = ((*mark.span(), TURN_MARK) for mark in _TURN_MARK.finditer(text))
        text = findings.without(text, marks, first_line)
    return text


def _thoughts(text: str) -> Iterator[tuple[int, int, str]]:
    """Where thoughts begin and end: from a tag at a line's start to the one that closes it."""
    start, name, is_first = 0, "", True
    for tag in _TAG.finditer(text):
        begins_line = tag["indent"] is not None
        if tag["opens"] and begins_line and not name:
            start, name = tag.start(), tag["opens"].lower()
        elif tag["closes"] and (tag["closes"].lower() == name or (is_first and begins_line)):
            yield start, tag.end(), THOUGHT
            start, name = tag.end(), ""
        is_first = is_first and not begins_line
