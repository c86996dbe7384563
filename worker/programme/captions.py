"""Captions from sample positions: SubRip, WebVTT and JSON, written as the programme grows.

A cue holds no more than two lines (caption_lines.py). A longer chunk has several. They begin with
their first words if the words' times are known. Otherwise they share the time by characters.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voicefarm.messages import Word
from worker.programme.caption_lines import MOST, broken, gap_of, line_ends

FAIR_SHARE = 4
"""A cue has at least a quarter of the time that all would have if they shared it evenly."""
_SENTENCE, _CLAUSE = re.compile(r"[.!?…]['\"”’»)]*\s?\Z"), re.compile(r"[,;:]['\"”’»)]*\s?\Z")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption, with its place in samples."""

    start: int
    end: int
    text: str
    speaker: str = ""
    words: tuple[Word, ...] = ()
    """Samples of the programme, and places in `text`."""


def cues_of(
    text: str, start: int, end: int, words: Sequence[Word] = (), speaker: str = ""
) -> Iterator[Cue]:
    """The cues of a chunk that is heard from sample `start` to `end`.

    A cue begins with its first word, if `words` (in samples of the programme) say when that is.
    Otherwise the cues share the time by their characters.
    """
    parts = list(_placed_parts(text))
    total = sum(len(part) for _, part in parts)
    least = (end - start) // (FAIR_SHARE * max(1, len(parts)))
    passed, first = 0, start
    for number, (place, part) in enumerate(parts):
        passed += len(part)
        last = end
        if number + 1 < len(parts):
            shared = start + round(Fraction((end - start) * passed, total))
            last = _begin(words, parts[number + 1][0], shared)
            last = min(max(last, first + least), end - least * (len(parts) - number - 1))
        yield Cue(first, last, part, speaker, tuple(_inside(words, place, len(part))))
        first = last


def _placed_parts(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for part in _parts(text):
        place = text.index(part, place)
        yield place, part
        place += len(part)


def _begin(words: Sequence[Word], place: int, otherwise: int) -> int:
    """When the word at `place`, or the next one, begins."""
    return next((first for first, _, at, _ in words if at >= place), otherwise)


def _inside(words: Sequence[Word], place: int, length: int) -> Iterator[Word]:
    for first, last, at, size in words:
        if place <= at < place + length:
            yield first, last, at - place, min(size, place + length - at)


def _parts(text: str) -> Iterator[str]:
    """Pieces that fit into two lines, of fair length, cut at sentences before clauses."""
    while gap_of(text) is None:
        count = -(-len(text) // MOST)
        cut = _cut(text, len(text) / count)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _cut(text: str, wanted: float) -> int:
    """The best place to cut near `wanted` characters, so that what comes before has two lines."""
    best, least = 0, float("inf")
    for place in line_ends(text):
        marked = text[:place]
        if len(marked.rstrip()) > MOST:
            break
        bonus = 25 if _SENTENCE.search(marked) else 12 if _CLAUSE.search(marked) else 0
        cost = abs(place - wanted) - bonus
        if cost < least and gap_of(marked.rstrip()) is not None:
            best, least = place, cost
    return best


@dataclass(slots=True)
class CaptionLines:
    """Turns cues into the lines of the three files; times are exact to half a millisecond."""

    rate: int
    word_times: bool = False
    """Whether WebVTT has a time stamp before each word."""
    _count: int = 0

    def heads(self) -> dict[str, bytes]:
        """What each file begins with."""
        return {"srt": b"", "vtt": b"WEBVTT\n\n", "json": b'{"cues": [\n'}

    def tails(self) -> dict[str, bytes]:
        """What each file ends with."""
        return {"srt": b"", "vtt": b"", "json": f'\n], "sample_rate": {self.rate}}}\n'.encode()}

    def add(self, cue: Cue) -> dict[str, bytes]:
        """One cue in each file's form."""
        self._count += 1
        lines = broken(cue.text, gap_of(cue.text))
        times = f"{self._clock(cue.start)} --> {self._clock(self._end(cue))}"
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        return {
            "srt": f"{self._count}\n{times.replace('.', ',')}\n{lines}\n\n".encode(),
            "vtt": f"{times}\n{voice}{self._stamped(cue)}\n\n".encode(),
            "json": ((",\n" if self._count > 1 else "") + _entry(cue)).encode(),
        }

    def _end(self, cue: Cue) -> int:
        """When it leaves: a millisecond after it came, at the earliest."""
        return max(cue.end, cue.start + -(-self.rate // 1000))

    def _stamped(self, cue: Cue) -> str:
        """A cue's lines for WebVTT, with the time of every word inside it."""
        gap, stamped, done = gap_of(cue.text), "", 0
        for first, _, place, _ in cue.words if self.word_times else ():
            if cue.start < first < cue.end:
                stamped += f"{_escaped(broken(cue.text, gap, done, place))}<{self._clock(first)}>"
                done = place
        return stamped + _escaped(broken(cue.text, gap, done))

    def _clock(self, sample: int) -> str:
        milliseconds = round(Fraction(sample * 1000, self.rate))
        seconds, milliseconds = divmod(milliseconds, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"


def _entry(cue: Cue) -> str:
    """A cue as JSON; what isn't known is left out."""
    entry: dict[str, object] = {"start_sample": cue.start, "end_sample": cue.end, "text": cue.text}
    if cue.speaker:
        entry["speaker"] = cue.speaker
    if cue.words:
        entry["words"] = [
            [first, last, cue.text[place : place + size]] for first, last, place, size in cue.words
        ]
    return json.dumps(entry, ensure_ascii=False)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
