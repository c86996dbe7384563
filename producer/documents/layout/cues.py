"""Subtitles in a plain text: SubRip, WebVTT, timed transcripts, lyrics with times.

Times and cue numbers aren't read. The words of a sentence that goes over several cues are one
paragraph; a speaker's dash and silence begin another.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from producer.documents.document import Omission
from producer.documents.layout.lines import TextLine, is_open

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_CLOCK}\s*(?:-->|,)\s*{_CLOCK}(?:\s.*)?")
_CUE_NUMBER = re.compile(r"\s*\d{1,6}")
_HEADER = re.compile(r"WEBVTT(?:\s.*)?")
_UNREAD = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
_STYLING = re.compile(r"</?(?:c|v|lang)(?:[.\s][^<>]{0,100})?>|<[\d:.]{5,12}>|\{\\[^{}]{0,80}\}")
_DASH = re.compile(r"\s*[-–—]\s*(?=\S)")
_STAMP = re.compile(r"\s*[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?")
_LONGEST_STAMP = 12
_LYRIC = re.compile(r"(?:\[\d{1,3}:\d{2}[.:]\d{1,3}\]\s*)+")
_FEWEST = 3
"""Times alone on a line, or in front of one, count from this number on."""
_SILENCE_S = 1.0
"""Behind a sentence, a gap of as many seconds between two cues begins a paragraph."""
_LONG_PARAGRAPH = 600
"""Behind as many characters the next sentence begins one."""


@dataclass(frozen=True, slots=True)
class _CueLine:
    """A line of a cue, and when it is shown, in seconds."""

    line: TextLine
    start_s: float = 0.0
    end_s: float = 0.0


def without_times(lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Omission]]:
    """The lines, with subtitles as paragraphs between empty lines; and the notes left out."""
    times = {
        at: time
        for at, line in enumerate(lines)
        if ":" in line.text[:8] and (time := _TIMES.fullmatch(line.text))
    }
    if times:
        notes = _notes(lines)
        left_out = {at for start, end in notes for at in range(start, end)}
        omissions = [
            Omission("note", lines[start].text, lines[start].number)
            for start, _ in notes
            if not _HEADER.fullmatch(lines[start].text)
        ]
        return list(_cues_read(lines, times, left_out)), omissions
    if _are_stamped(lines):
        words = (line for line in lines if line.text and not _STAMP.fullmatch(line.text))
        return list(_paragraphs(map(_CueLine, words))), []
    sung = [_sung(line) for line in lines]
    changed = sum(line is not other for line, other in zip(lines, sung, strict=True))
    return sung if changed >= _FEWEST else list(lines), []


def _are_stamped(lines: Sequence[TextLine]) -> bool:
    """Whether the text is a transcript, where every second line or so is a time."""
    filled = [line.text for line in lines if line.text]
    is_time = [len(text) < _LONGEST_STAMP and bool(_STAMP.fullmatch(text)) for text in filled]
    return sum(is_time) >= _FEWEST and not any(one and other for one, other in pairwise(is_time))


def _sung(line: TextLine) -> TextLine:
    """A line of lyrics without its time."""
    time = _LYRIC.match(line.text) if line.text[:1] == "[" else None
    return line._replace(text=line.text[time.end() :]) if time else line


def _notes(lines: Sequence[TextLine]) -> list[tuple[int, int]]:
    """The header of WebVTT and its notes and styles, each to the next empty line."""
    if not any(_HEADER.fullmatch(line.text) for line in lines[:_FEWEST]):
        return []
    starts = [
        at
        for at, line in enumerate(lines)
        if _HEADER.fullmatch(line.text)
        or (_UNREAD.fullmatch(line.text) and not (at and lines[at - 1].text))
    ]
    return [(at, _end(lines, at)) for at in starts]


def _end(lines: Sequence[TextLine], start: int) -> int:
    return next((at for at in range(start, len(lines)) if not lines[at].text), len(lines))


def _cues_read(
    lines: Sequence[TextLine], times: dict[int, re.Match[str]], left_out: set[int]
) -> Iterator[TextLine]:
    cue: list[_CueLine] = []
    is_inside = False
    start_s = end_s = 0.0
    for at, line in enumerate(lines):
        if at in times:
            is_inside, (start_s, end_s) = True, _seconds(times[at])
        elif not line.text:
            is_inside = False
        elif at in left_out or (at + 1 in times and _is_identifier(lines, at)):
            continue
        elif is_inside:
            cue.append(_CueLine(line, start_s, end_s))
        else:
            yield from _paragraphs(cue)
            yield from (line, line._replace(text=""))
            cue = []
    yield from _paragraphs(cue)


def _is_identifier(lines: Sequence[TextLine], at: int) -> bool:
    """Whether the line above a time is the cue's number or name."""
    is_apart = at == 0 or not lines[at - 1].text
    return _CUE_NUMBER.fullmatch(lines[at].text) is not None or (
        is_apart and not any(map(str.isspace, lines[at].text))
    )


def _seconds(times: re.Match[str]) -> tuple[float, float]:
    """When a cue begins and ends."""
    parts = [int(part or 0) for part in times.groups()]
    start, end = (
        hours * 3600 + minutes * 60 + seconds + thousandths / 1000
        for hours, minutes, seconds, thousandths in (parts[:4], parts[4:])
    )
    return start, end


def _paragraphs(cue: Iterable[_CueLine]) -> Iterator[TextLine]:
    """The cues' words as one line a paragraph, with an empty line behind each."""
    words: list[str] = []
    first: TextLine | None = None
    end_s = length = 0.0
    for part in cue:
        text = _STYLING.sub("", part.line.text).strip()
        dash = _DASH.match(text)
        is_whole = bool(words) and not is_open(words[-1])
        is_late = part.start_s - end_s >= _SILENCE_S or length > _LONG_PARAGRAPH
        if first and words and (dash or (is_whole and is_late)):
            yield from _cue_paragraph(first, words)
            words, first, length = [], None, 0
        first = first or part.line
        words.append(text[dash.end() :] if dash else text)
        length += len(text)
        end_s = part.end_s
    if first and words:
        yield from _cue_paragraph(first, words)


def _cue_paragraph(first: TextLine, words: list[str]) -> Iterator[TextLine]:
    yield first._replace(text=" ".join(filter(None, words)), is_cue=True)
    yield first._replace(text="")
