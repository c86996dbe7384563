"""Letters that stand together on a line become segments; wide gaps part them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from producer.documents.pdf.characters import LINE_END, Character, Page

RAISED, ENDED = "\ue000", "\ue001"
"""Around what stands above the line, until it is known what it is."""
_WIDE_GAP = 1.1
"""Sizes of type; between words there is less, between columns more."""
_WORD_GAP = 0.18
_SMALLER = 0.85
"""Of the line's type: a raised or lowered sign."""
_RAISED_BY = 0.18
_SAME_LINE = 0.5
_LONGEST_MARK = 3
_BOLD = 0.85
"""Share of bold letters in a bold line; a paragraph may only begin with some."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
)
_LOST_FF = re.compile(r"(?<=[^\W\d_])↵(?=[^\W\d_])|(?<=[aiou])↵")
"""What the old fonts of TeX give for "ff"."""
_UNSPACED = "[\u2026\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f]"
"""Chinese and Japanese letters and marks; no space parts their words."""
_PAIR = re.compile(rf"(?<={_UNSPACED})(?= ?{_UNSPACED})")
_SPACED_PAIR = re.compile(rf"(?<={_UNSPACED}) (?={_UNSPACED})")
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of letters without a wide gap."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    is_bold: bool
    page: int
    ends_word: bool = False
    """Whether the file has a space behind it."""
    gap: float = 0.0
    """To the segment before it on the same line, if they belong together; points."""

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.bottom + self.top) / 2


def without_raised_marks(text: str) -> str:
    """A text without the marks around what stands above its line."""
    return text.replace(RAISED, "").replace(ENDED, "")


def segments_of(page: Page, number: int) -> list[Segment]:
    """The segments of a page, those on one line joined if only a word's gap parts them."""
    runs = _with_marks_inside(list(_runs(page.characters)))
    found = [segment for run in runs if (segment := _segment(run, page, number))]
    return _with_neighbours_joined(found)


def _runs(characters: Sequence[Character]) -> Iterator[list[Character]]:
    """Letters that follow one another on a line."""
    run: list[Character] = []
    for character in characters:
        if run and not character.is_space and not _follows(run, character):
            yield run
            run = []
        run.append(character)
    if run:
        yield run


def _with_marks_inside(runs: Sequence[list[Character]]) -> list[list[Character]]:
    """Short runs of small type that some files write behind their line stand in it again."""
    marks = [run for run in runs if len(_letters(run)) <= _LONGEST_MARK]
    hosts = [run for run in runs if len(_letters(run)) > _LONGEST_MARK]
    alone: list[list[Character]] = []
    for mark in marks:
        letters = _letters(mark)
        host = next((one for one in hosts if letters and _is_inside(one, letters)), None)
        if host is None:
            alone.append(mark)
        else:
            place = next(at for at, one in enumerate(host) if one.left >= letters[0].left - 0.5)
            host[place:place] = letters
    kept = {id(run) for run in (*hosts, *alone)}
    return [run for run in runs if id(run) in kept]


def _is_inside(host: Sequence[Character], mark: Sequence[Character]) -> bool:
    """Whether a raised mark stands between the first and the last letter of a line."""
    first, last = host[0], host[-1]
    return (
        first.right <= mark[0].left
        and mark[-1].right < last.right
        and mark[0].size < _SMALLER * first.size
        and first.bottom + _RAISED_BY * first.size < mark[0].bottom < first.top
    )


def _letters(run: Sequence[Character]) -> list[Character]:
    return [character for character in run if not character.is_space]


def _follows(run: Sequence[Character], character: Character) -> bool:
    last = run[-1]
    size = max(last.size, character.size, 1.0)
    overlap = min(last.top, character.top) - max(last.bottom, character.bottom)
    if overlap < _SAME_LINE * min(last.size, character.size):
        return False
    return -1.6 * size < character.left - last.right < _WIDE_GAP * size


def _segment(run: Sequence[Character], page: Page, number: int) -> Segment | None:
    letters = _letters(run)
    if not letters:
        return None
    size = _usual([letter.size for letter in letters])
    full = [letter for letter in letters if letter.size > _SMALLER * size] or letters
    bottom = _usual([letter.bottom for letter in full])
    text = _text(run, size, bottom).translate(_LIGATURES)
    bold = sum(letter.index in page.bold for letter in letters)
    return Segment(
        text=_without_letter_spaces(_LOST_FF.sub("ff", " ".join(text.split()))),
        left=min(letter.left for letter in letters),
        right=max(letter.right for letter in letters),
        bottom=bottom,
        top=bottom + size,
        size=size,
        is_bold=bold > _BOLD * len(letters),
        page=number,
        ends_word="".join(letter.sign for letter in run).rstrip(LINE_END).endswith(" "),
    )


def _without_letter_spaces(text: str) -> str:
    """A text whose Chinese or Japanese letters are set apart, without the spaces between them."""
    if text.isascii():
        return text
    pairs, spaced = len(_PAIR.findall(text)), len(_SPACED_PAIR.findall(text))
    return _SPACED_PAIR.sub("", text) if spaced > _MOSTLY * pairs else text


def _text(run: Sequence[Character], size: float, bottom: float) -> str:
    written, last = "", None
    is_raised = False
    for character in run:
        if character.is_space:
            written += f"{ENDED} " if is_raised else " "
            is_raised = False
            continue
        raised = character.size < _SMALLER * size and character.bottom > bottom + _RAISED_BY * size
        if raised != is_raised:
            written += RAISED if raised else ENDED
            is_raised = raised
        elif last is not None and character.left - last.right > _WORD_GAP * size:
            written += " "
        written += character.sign
        last = character
    return written + (ENDED if is_raised else "")


def _with_neighbours_joined(segments: Sequence[Segment]) -> list[Segment]:
    """Those that touch on one line are one: a word in another font, or a footnote's sign."""
    ordered = sorted(segments, key=lambda one: (-round(one.middle), one.left))
    joined: list[Segment] = []
    for segment in ordered:
        place = _neighbour(joined, segment)
        if place is None:
            joined.append(segment)
        else:
            joined[place] = _joined(joined[place], segment)
    return joined


def _neighbour(joined: Sequence[Segment], segment: Segment) -> int | None:
    for place in range(len(joined) - 1, max(-1, len(joined) - 12), -1):
        other = joined[place]
        size = max(other.size, segment.size)
        overlap = min(other.top, segment.top) - max(other.bottom, segment.bottom)
        near = -0.3 * size <= segment.left - other.right < 0.6 * size
        if near and overlap > _SAME_LINE * min(other.size, segment.size):
            return place
    return None


def _joined(first: Segment, second: Segment) -> Segment:
    size = max(first.size, second.size)
    text, wide = second.text, second.left - first.right > _WORD_GAP * size
    main = first if len(first.text) >= len(second.text) else second
    if second.size < _SMALLER * first.size and second.bottom > first.bottom + _RAISED_BY * size:
        text, wide = f"{RAISED}{text}{ENDED}", False
    return replace(
        main,
        text=f"{first.text} {text}" if wide else f"{first.text}{text}",
        left=min(first.left, second.left),
        right=max(first.right, second.right),
        ends_word=second.ends_word,
    )


def _usual(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
