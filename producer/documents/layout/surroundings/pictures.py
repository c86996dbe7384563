"""Marks that stand where a book has its pictures, such as `[Illustration: The river]`."""

import re
from collections.abc import Sequence

from producer.documents.asides.findings import Findings
from producer.documents.layout.lines import TextLine, joined, passages_of

_MARK = re.compile(
    r"\[\s*(?:illustrations?|images?|pictures?|photo(?:s|graph)?|figures?|frontispiece|decoration"
    r"|headpiece|tailpiece|map|ảnh|hình(?: ảnh| vẽ)?|tranh|minh họa)\b[^\]]{0,2000}\]\.?",
    re.IGNORECASE,
)


def without_pictures(lines: Sequence[TextLine], findings: Findings) -> list[TextLine]:
    """The lines without marks that are a passage of their own, which are left out."""
    dropped: set[TextLine] = set()
    for passage in passages_of(lines):
        if passage[0].text.lstrip()[:1] == "[" and _MARK.fullmatch(joined(passage)):
            findings.leave_out("picture", joined(passage), passage[0].number)
            dropped.update(passage)
    return [line for line in lines if line not in dropped]
