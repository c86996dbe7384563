"""Lines as paragraphs: by their distances, indents and ends; headings by their size and weight.

A sentence that a column or a page ends goes on in the next one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from producer.documents.layout.hyphens import with_words_joined
from producer.documents.layout.lines import TextLine, space_between
from producer.documents.pdf.columns import BULLET, PdfLine

_LARGER = 1.12
"""Of the body's size: a heading."""
_WIDER = 1.3
"""Of the usual distance of lines: a new paragraph."""
_INDENTS = (0.6, 6.0)
"""Sizes of type by which a first line is set in; what is set in further is centred."""
_FEWEST_SET_IN, _SHARE_SET_IN = 3, 0.3
"""First lines, behind short ones that end a sentence, with which a text sets its paragraphs in."""
_SHORT = 0.88
"""Share of a column's width; a shorter line that ends a sentence ends a paragraph."""
_LONGEST_HEADING, _FEWEST_LETTERS = 200, 3
_LONGEST_BOLD = 100
_MOST_LEVELS = 6
_LARGEST_RUN_IN = 1.35
"""Sizes of the text in which a paragraph's first words may be set."""
_SENTENCE_INSIDE = re.compile(r"[.:?!—–]\s+\S")
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’»)\]\ue000\ue001\d]*\Z")
_ITEM = re.compile(r"(?:[•●▪◦‣·■–—-]|\[\d{1,3}\]|\(?(?:\d{1,3}|[a-z])[.)])\s*\S")
_NUMBERED_TITLE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}\.?\s+[^\W\d_]")
_SOFT_HYPHEN = "\u00ad"
_KOREAN_END = re.compile("[\uac00-\ud7a3]\\Z")
_JOINER = "\u2060"
_GOES_ON = re.compile(f"{_JOINER} (?=[\uac00-\ud7a3])|{_JOINER}")
_SHARE_WHOLE = 0.2
"""Of a Korean text's lines, which end in a space where a word does."""


@dataclass(slots=True)
class TextBlock:
    """The lines of a paragraph or a heading."""

    page: int
    """From 0."""
    size: float
    is_bold: bool
    lines: list[PdfLine] = field(default_factory=list)
    level: int = 0
    """Of a heading; 0 for a paragraph."""

    @property
    def length(self) -> int:
        """Characters."""
        return sum(len(line.text) for line in self.lines)


def body_size(lines: Sequence[PdfLine]) -> float:
    """The size in which most letters are set."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.first.size, 1)] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def blocks_of_lines(lines: Sequence[PdfLine], body: float) -> list[TextBlock]:
    """The blocks in reading order, with the levels of headings by their size."""
    blocks: list[TextBlock] = []
    distance, sets_in = _usual_distance(lines), _sets_in(lines)
    for line in lines:
        before = blocks[-1].lines[-1] if blocks else None
        if before is None or _begins(before, line, blocks[-1], distance, body, sets_in):
            first = line.first
            blocks.append(TextBlock(first.page, first.size, all(s.is_bold for s in line.segments)))
        blocks[-1].lines.append(line)
        blocks[-1].size = min(blocks[-1].size, line.first.size)
    _set_levels(blocks, body)
    return blocks


def block_texts(blocks: Sequence[TextBlock]) -> list[str]:
    """What each block says, its words joined that a line's end parted."""
    lines = [line for block in blocks for line in block.lines]
    says_words = _says_words(lines)
    flat = [
        TextLine(_visible(line, says_words=says_words), number)
        for number, block in enumerate(blocks)
        for line in block.lines
    ]
    texts = [""] * len(blocks)
    for line in with_words_joined(flat):
        before, following = texts[line.number], line.text.strip()
        texts[line.number] = f"{before}{space_between(before, following)}{following}".strip()
    return [_GOES_ON.sub("", text.replace(_SOFT_HYPHEN, "")) for text in texts]


def _visible(line: PdfLine, *, says_words: bool) -> str:
    """A line whose last word goes on in the next one ends in a hyphen, or in Korean in a mark."""
    text = line.text
    if text.endswith(_SOFT_HYPHEN):
        return text[:-1] + "-"
    is_whole = line.segments[-1].ends_word or not _KOREAN_END.search(text)
    return text if is_whole or not says_words else text + _JOINER


def _says_words(lines: Sequence[PdfLine]) -> bool:
    """Whether spaces at the ends of Korean lines say which words are whole: lines end in any."""
    ends = [line.segments[-1].ends_word for line in lines if _KOREAN_END.search(line.text)]
    return sum(ends) > _SHARE_WHOLE * len(ends)


def _usual_distance(lines: Sequence[PdfLine]) -> float:
    """Between two lines of one paragraph, in sizes of type."""
    distances: Counter[float] = Counter()
    for before, line in pairwise(lines):
        gap = before.first.middle - line.first.middle
        if before.first.page == line.first.page and 0 < gap < 3 * line.first.size:
            distances[round(gap / line.first.size, 1)] += 1
    return distances.most_common(1)[0][0] if distances else 1.2


def _begins(
    before: PdfLine, line: PdfLine, block: TextBlock, distance: float, body: float, sets_in: bool
) -> bool:
    """Whether a line begins a new block."""
    first, last = line.first, before.first
    if len(line.segments) > 1 or len(before.segments) > 1:
        return True  # a row of a table
    if abs(first.size - last.size) > 0.08 * max(first.size, last.size):
        return not _is_run_in(before, line)
    if first.is_bold != last.is_bold and (block.is_bold or _is_whole(line)):
        return True
    is_heading = first.size > _LARGER * body
    if first.page != last.page or first.middle > last.middle:
        return is_heading or not _goes_on(before, line, sets_in)
    if last.middle - first.middle > _WIDER * distance * first.size:
        return True
    if is_heading:
        return False
    # Where first lines are set in, a short line may end anywhere: the text is ragged.
    return _is_set_in(before, line) or (not sets_in and _has_ended(before, line))


def _is_run_in(before: PdfLine, line: PdfLine) -> bool:
    """Whether a paragraph goes on below a first line that begins with words in larger type."""
    first, last = line.first, before.first
    return (
        first.size < last.size < _LARGEST_RUN_IN * first.size
        and first.page == last.page
        and 0 < last.middle - first.middle < 2 * last.size
        and line.text[:1].islower()
        and _SENTENCE_INSIDE.search(before.text) is not None
        and _ENDED.search(before.text) is None
    )


def _sets_in(lines: Sequence[PdfLine]) -> bool:
    """Whether the first lines of paragraphs are set in."""
    pairs = [pair for pair in pairwise(lines) if pair[0].first.page == pair[1].first.page]
    after_ends = [pair for pair in pairs if _ENDED.search(pair[0].text) and _is_short(pair[0])]
    set_in = sum(_is_set_in(before, line) for before, line in after_ends)
    return set_in >= _FEWEST_SET_IN and set_in > _SHARE_SET_IN * len(after_ends)


def _is_whole(line: PdfLine) -> bool:
    return line.end - line.first.left < 0.8 * (line.right - line.left)


def _goes_on(before: PdfLine, line: PdfLine, sets_in: bool) -> bool:
    """Whether a sentence goes on in another column or on another page."""
    if line.text[:1].islower():
        return True
    is_open = _ENDED.search(before.text) is None
    if is_open:
        return not _ITEM.match(line.text)
    return (sets_in or not _is_short(before)) and line.first.left - line.left < _INDENTS[
        0
    ] * line.first.size


def _is_set_in(before: PdfLine, line: PdfLine) -> bool:
    """Whether a first line is set in, or an item of a list begins."""
    size = line.first.size
    step = line.first.left - before.first.left
    if _ITEM.match(line.text) and (_ENDED.search(before.text) or _is_short(before)):
        return True
    if _ITEM.match(before.text) and not _ENDED.search(before.text):
        return False  # it goes on below its first word
    own = line.first.left - line.left
    return (
        _INDENTS[0] * size < step < _INDENTS[1] * size
        and own > _INDENTS[0] * size
        and (_ENDED.search(before.text) is not None or _is_short(before))
    )


def _has_ended(before: PdfLine, line: PdfLine) -> bool:
    return _is_short(before) and _ENDED.search(before.text) is not None


def _is_short(line: PdfLine) -> bool:
    return line.end - line.left < _SHORT * (line.right - line.left)


def _set_levels(blocks: Sequence[TextBlock], body: float) -> None:
    large = [block for block in blocks if _is_large(block, body)]
    sizes: list[float] = []
    for size in sorted({round(block.size, 1) for block in large}, reverse=True):
        if not sizes or sizes[-1] - size > 0.04 * size:
            sizes.append(size)
    for block in large:
        rank = next(n for n, size in enumerate(sizes, 1) if block.size >= size - 0.05 * size)
        block.level = min(rank, _MOST_LEVELS)
    for before, block in _with_next(blocks):
        if not block.level and _is_bold_title(block, body, before):
            block.level = min(len(sizes) + 1, _MOST_LEVELS)


def _with_next(blocks: Sequence[TextBlock]) -> Iterator[tuple[TextBlock | None, TextBlock]]:
    for place, block in enumerate(blocks):
        yield (blocks[place + 1] if place + 1 < len(blocks) else None), block


def _is_large(block: TextBlock, body: float) -> bool:
    return (
        block.size > _LARGER * body
        and block.length <= _LONGEST_HEADING
        and (sum(sign.isalpha() for line in block.lines for sign in line.text) >= _FEWEST_LETTERS)
    )


def _is_bold_title(block: TextBlock, body: float, following: TextBlock | None) -> bool:
    """Whether bold type of the body's size stands alone above a paragraph that isn't bold."""
    text = block.lines[0].text
    return (
        block.is_bold
        and len(block.lines) == 1
        and len(block.lines[0].segments) == 1
        and len(text) <= _LONGEST_BOLD
        and not text.startswith(BULLET)
        and (not _ENDED.search(text) or _NUMBERED_TITLE.match(text) is not None)
        and following is not None
        and not following.is_bold
    )
