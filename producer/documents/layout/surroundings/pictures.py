"""Marks that stand where a book has its pictures, such as `[Illustration: The river]`."""

import re
from collections.abc import Sequence

from producer.documents.asides.findings import beginning_of
from producer.documents.document import Omission
from producer.documents.layout.lines import Passage, TextLine, joined, passages_of

_MARK = re.compile(
    r"\[\s*(?:illustrations?|images?|pictures?|photo(?:s|graph)?|figures?|frontispiece|decoration"
    r"|headpiece|tailpiece|map|ảnh|hình(?: ảnh| vẽ)?|tranh|minh họa)\b[^\]]{0,2000}\]\.?",
    re.IGNORECASE,
)


def without_pictures(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Omission]]:
    """The lines without marks that are a passage of their own, and those."""
    marks: list[Passage] = [
        one for one in passages_of(lines) if one[0].text.lstrip()[:1] == "[" and _is_mark(one)
    ]
    if not marks:
        return list(lines), []
    dropped = {line for mark in marks for line in mark}
    omissions = [Omission("picture", beginning_of(joined(one)), one[0].number) for one in marks]
    return [line for line in lines if line not in dropped], omissions


def _is_mark(passage: Passage) -> bool:
    return _MARK.fullmatch(joined(passage)) is not None
