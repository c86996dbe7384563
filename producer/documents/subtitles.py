"""Subtitles, SRT and WebVTT: the words of their cues in order, sentences over two cues joined.

A longer silence between two cues begins a paragraph. What describes a sound isn't read.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from producer.documents.decoding import decode_text
from producer.documents.document import Block, Document, Omission, paragraph, without_empty
from producer.documents.policies import ReadingPolicies
from producer.documents.reader import Reader
from producer.text.cleaning import fold_spaces
from voicefarm.errors import UnreadableDocument

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}.*")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,100}\}")
_SOUND = re.compile(r"[\[(][^\[\]()]{1,100}[\])]|[♪♫#]+[^♪♫]*[♪♫]*")
_DIALOGUE = re.compile(r"\A[-–—]\s*")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_SILENCE_S = 1.5
_LONGEST = 1200
"""Characters of a paragraph in which nobody is silent."""


@dataclass(frozen=True, slots=True)
class SubtitleCue:
    """What is shown from one time to another."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]
    line: int
    """In the file, from 1."""


def read_subtitles(data: bytes, name: str, policies: ReadingPolicies) -> Document:
    """Read SRT or WebVTT. Raises UnreadableDocument for a file without a cue, NothingToSay."""
    cues = list(_cues(decode_text(data, name)))
    if not cues:
        raise UnreadableDocument(
            f"{name} has no cue with its times; give SRT or WebVTT, or name another input format."
        )
    omissions: list[Omission] = []
    blocks: list[Block] = []
    last: SubtitleCue | None = None
    for cue in cues:
        for words in _spoken(cue, omissions):
            begins = last is None or _DIALOGUE.match(words) or _has_paused(last, cue, blocks)
            text = _DIALOGUE.sub("", words)
            if begins or not blocks:
                blocks.append(replace(paragraph(text), line=cue.line))
            elif text:
                joined = paragraph(f"{blocks[-1].text} {text}")
                blocks[-1] = replace(joined, line=blocks[-1].line)
            last = cue
    return Document(
        title=None, language=None, blocks=without_empty(blocks), omissions=tuple(omissions)
    )


def _cues(text: str) -> Iterator[SubtitleCue]:
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        times = _TIMES.fullmatch(lines[place])
        place += 1
        if times is None:
            continue
        first = place
        while place < len(lines) and lines[place].strip() and not _TIMES.fullmatch(lines[place]):
            place += 1
        own = lines[first:place]
        if place < len(lines) and _TIMES.fullmatch(lines[place]) and own:
            own = own[:-1]  # the next cue's number, where no empty line parts them
        parts = times.groups()
        yield SubtitleCue(_seconds(*parts[:4]), _seconds(*parts[4:]), tuple(own), first)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    whole = 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds)
    return whole + int(thousandths.ljust(3, "0")) / 1000


def _spoken(cue: SubtitleCue, omissions: list[Omission]) -> Iterator[str]:
    """The words of a cue; each speaker of a dialogue has a line."""
    words = ""
    for line in cue.lines:
        shown = fold_spaces(html.unescape(_TAG.sub("", line)))
        for sound in _SOUND.findall(shown):
            omissions.append(Omission("sound description", sound, cue.line))
        shown = fold_spaces(_SOUND.sub(" ", shown))
        if _DIALOGUE.match(shown) and words:
            yield words
            words = ""
        words = f"{words} {shown}".strip()
    if _DIALOGUE.sub("", words):
        yield words


def _has_paused(last: SubtitleCue, cue: SubtitleCue, blocks: list[Block]) -> bool:
    """Whether a sentence has ended and then nobody spoke, or a paragraph is long enough."""
    if not blocks or not _ENDED.search(blocks[-1].text):
        return False
    return cue.start_s - last.end_s >= _SILENCE_S or len(blocks[-1].text) > _LONGEST


SUBTITLES = Reader(
    format="subtitles",
    title="SRT and WebVTT",
    read=read_subtitles,
    suffixes=(".srt", ".vtt"),
    media_types=("application/x-subrip", "text/vtt"),
    magic=((0, b"WEBVTT"), (0, b"\xef\xbb\xbfWEBVTT")),
)
