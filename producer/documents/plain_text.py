"""Plain text: paragraphs between empty lines."""

import re

from producer.documents.decoding import decode_text
from producer.documents.document import Document, paragraph, without_empty
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader

_EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
# Nobody wraps lines by hand this late: such a line is a paragraph of its own.
_WRAPPED_AT_MOST = 200


def read_plain_text(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read plain text: an empty line ends a paragraph, and hard-wrapped lines are unfolded.

    Where a line is longer than 200 characters, nothing was wrapped, and each line around it is a
    paragraph too. Raises UnreadableDocument and NothingToSay.
    """
    passages = _EMPTY_LINES.split(decode_text(data, name))
    blocks = (paragraph(part) for passage in passages for part in _paragraphs(passage))
    return Document(title=None, language=None, blocks=without_empty(blocks))


def _paragraphs(passage: str) -> list[str]:
    lines = passage.split("\n")
    if max(map(len, lines)) > _WRAPPED_AT_MOST:
        return lines
    return [passage]


PLAIN_TEXT = Reader(
    format="text",
    title="Text",
    read=read_plain_text,
    suffixes=("", ".txt", ".text"),
    media_types=("text/plain",),
)
