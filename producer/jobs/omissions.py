"""What of a document is not read aloud: what its reader left out, and what has no words."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from producer.documents.document import Document
from producer.reading import SpokenDocument
from voicefarm.messages import Omission

_KINDS = (
    ("formula", re.compile(r"\$|\\")),
    ("web address", re.compile(r"[?&#/]")),
    ("text", re.compile(r"[^\W_]")),
    ("emoji", re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")),
)
"""What a passage is of which nothing is said, by a sign in it; the first that fits."""


def all_omissions(document: Document, spoken: SpokenDocument) -> list[Omission]:
    """The document's own, then those of its passages for which there are no words."""
    return [*document.omissions, *_unspoken(document, spoken)]


def _unspoken(document: Document, spoken: SpokenDocument) -> Iterator[Omission]:
    starts = [start for start, _ in document.spans]
    for change in spoken.spelled.changes:
        if change.spoken_start < change.spoken_end:
            continue
        passage = document.text[change.start : change.end]
        kind = next((what for what, sign in _KINDS if sign.search(passage)), None)
        if kind:
            block = document.blocks[bisect_right(starts, change.start) - 1]
            yield Omission(kind, passage.strip(), block.line)
