"""Code between two fences, as people paste it from Markdown, is left out."""

import re
from collections.abc import Sequence

from producer.documents.document import Omission
from producer.documents.layout.lines import TextLine, joined

CODE_BLOCK = "code block"

_FENCE = re.compile(r"\s*(```+|~~~+)\s*[\w+#.-]{0,20}")


def without_code_blocks(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Omission]]:
    """The lines with an empty one for each block of code, and those; a block needs its end."""
    fences = [at for at, line in enumerate(lines) if line.text and _FENCE.fullmatch(line.text)]
    kept: list[TextLine] = []
    omissions: list[Omission] = []
    place = 0
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        code = joined(lines[start + 1 : end]).strip()
        omissions.append(Omission(CODE_BLOCK, code, lines[start].number))
        kept += [*lines[place:start], lines[start]._replace(text="")]
        place = end + 1
    return [*kept, *lines[place:]], omissions
