"""What of a document is not read aloud: what its reader left out, and what has no words."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from producer.documents.document import Document
from producer.jobs.language_choice import foreign_passages
from producer.reading import SpokenDocument
from voicefarm.messages import Omission
from voicefarm.models import Model

_KINDS = (
    ("formula", re.compile(r"\$|\\")),
    ("web address", re.compile(r"[?&#/]")),
    ("note mark", re.compile(r"\A[\W\d]*\d[\W\d]*\Z")),
    ("text", re.compile(r"[^\W_]")),
    ("emoji", re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")),
)
"""What a passage is of which nothing is said, by a sign in it; the first that fits."""


def all_omissions(document: Document, spoken: SpokenDocument, model: Model) -> list[Omission]:
    """What its reader left out, then what has no words, and what the model can't read."""
    return [
        *document.omissions,
        *_unspoken(document, spoken),
        *foreign_passages(document, spoken.language, model),
    ]


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
