"""Bodies: which lines of a passage without titles and breaks are one paragraph."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from producer.documents.layout import items
from producer.documents.layout.lines import TextLine, is_open, joined
from producer.documents.layout.verse import is_ragged, is_verse

# Nobody wraps lines by hand this late: such a line is a paragraph of its own.
_WRAPPED_AT_MOST = 200
_FORMULA = re.compile(r"\$\$|\\\[|\\begin\{")
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|evening|afternoon)|kính gửi|thân gửi|chào)\b"
    r".{0,60}[,:!]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:sincerely|yours|best|regards|kind regards|warm regards|best wishes|cheers"
    r"|best regards|love|yours (?:truly|sincerely|faithfully)|thanks|thank you"
    r"|trân trọng|thân mến|thân ái)[,.!]?",
    re.IGNORECASE,
)
# The name of a play's figure above what it says.
_SPEAKER = re.compile(r"(?=[^\W\d_]{2})(?:(?![a-zà-ỹ])[\w .'’&-]){2,40}[.:]")
_SECTION_OF_A_SONG = re.compile(
    r"\[(?:(?:pre-?|post-?)?chorus|verse|bridge|intro|outro|hook|refrain|interlude|solo"
    r"|điệp khúc|đoạn)\b[^\[\]]{0,30}\]",
    re.IGNORECASE,
)
_SHORTEST_LOUD = 12
"""Characters; what is shorter may be an abbreviation."""
_FEWEST_COLUMNS = 2
"""A line begins a paragraph with an indent from here on."""


def paragraphs(lines: Sequence[TextLine]) -> Iterator[tuple[list[str], bool]]:
    """The texts of the paragraphs in order, with whether they are lines of verse."""
    if not any(items.SIGN_OF_QUOTE in line.text for line in lines):
        yield from _paragraphs(lines)
        return
    for depth, quoted in groupby(lines, items.quote_depth):
        if not depth:
            yield from _paragraphs(list(quoted))
            continue
        bare = [TextLine(items.unquoted(line.text), line.number) for line in quoted]
        for has_text, run in groupby(bare, lambda line: bool(line.text.strip())):
            if has_text:
                yield from _paragraphs(list(run))


def _paragraphs(lines: Sequence[TextLine]) -> Iterator[tuple[list[str], bool]]:
    first = lines[0].text.strip()
    if len(lines) == 1:
        yield _single(lines), False
    elif _SECTION_OF_A_SONG.fullmatch(first) or _SPEAKER.fullmatch(first):
        yield [first], False
        yield from _paragraphs(lines[1:])
    elif items.is_labelled(lines) or _FORMULA.search(joined(lines)):
        yield [joined(lines)], False
    elif max(len(line.text) for line in lines) > _WRAPPED_AT_MOST:
        for line in lines:
            yield _single([line]), False
    elif (entries := next(filter(None, (read(lines) for read in items.READERS)), None)) is not None:
        yield entries, False
    else:
        yield from _prose_or_verse(lines)


def _single(lines: Sequence[TextLine]) -> list[str]:
    text = lines[0].text
    if text.lstrip()[:1].isalpha() and "\t" not in text:
        return [text]
    return items.list_items(lines) or items.rows(lines) or [text]


def _prose_or_verse(lines: Sequence[TextLine]) -> Iterator[tuple[list[str], bool]]:
    """What remains: the paragraphs of prose, or the lines of a poem."""
    is_wrapped = any(line.is_wrapped for line in lines)
    if (
        not is_wrapped
        and is_verse(lines)
        and not any(_stands_alone(lines, at) for at in range(len(lines)))
    ):
        yield [line.text for line in lines], True
        return
    parts = list(_prose(lines))
    if len(parts) == 1 and not is_wrapped and is_ragged(lines):
        yield [line.text for line in lines], True
    else:
        yield [joined(part) for part in parts], False


def _prose(lines: Sequence[TextLine]) -> Iterator[Sequence[TextLine]]:
    """The paragraphs of prose: parted by indents, and by what stands alone in a letter or play."""
    start = 0
    starts = set(_indented(lines))
    for at in range(1, len(lines)):
        is_parted = _stands_alone(lines, at - 1) or _stands_alone(lines, at)
        if at in starts or is_parted or _is_loud(lines[at - 1]) is not _is_loud(lines[at]):
            yield lines[start:at]
            start = at
    yield lines[start:]


def _stands_alone(lines: Sequence[TextLine], at: int) -> bool:
    """Whether a line is the salutation of a letter, or its closing."""
    text = lines[at].text.strip()
    is_salutation = at == 0 and _SALUTATION.fullmatch(text) is not None
    return is_salutation or _CLOSING.fullmatch(text) is not None


def _is_loud(line: TextLine) -> bool:
    """Whether a whole line is in capitals."""
    return len(line.text) >= _SHORTEST_LOUD and line.text.isupper()


def _indented(lines: Sequence[TextLine]) -> Iterator[int]:
    """The lines whose indent begins a paragraph.

    None does where all are indented, or all but the first: that is a block, or a hanging indent.
    """
    if not any(line.text[0].isspace() for line in lines):
        return
    indents = [line.indent for line in lines]
    least = min(indents)
    are_in = [indent >= least + _FEWEST_COLUMNS for indent in indents]
    is_hanging = all(are_in[1:]) and not are_in[0]
    for at in range(1, len(lines)):
        is_whole = not is_open(lines[at - 1].text)
        if are_in[at] and (is_whole if is_hanging or are_in[at - 1] else True):
            yield at
