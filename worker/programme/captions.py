"""Captions from sample positions: SubRip, WebVTT and JSON, written as the programme grows.

A cue holds no more than two lines. A longer chunk has several. They begin with their first words if
the words' times are known. Otherwise they share the chunk's time by characters.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voicefarm.messages import Word

LINE = 42
"""Characters in a line; two lines make a cue (the usual broadcast rule)."""
MOST = 2 * LINE
_BREAK = re.compile(r"[.!?…]['\"”’»)]*\s|[,;:]['\"”’»)]*\s|\s")
_SENTENCE, _CLAUSE = re.compile(r"[.!?…]['\"”’»)]*\s\Z"), re.compile(r"[,;:]['\"”’»)]*\s\Z")


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
    passed, first = 0, start
    for number, (place, part) in enumerate(parts):
        passed += len(part)
        last = end
        if number + 1 < len(parts):
            shared = start + round(Fraction((end - start) * passed, total))
            last = _begin(words, parts[number + 1][0], shared)
            last = min(max(last, first), end)
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
    """Pieces of no more than MOST characters, of fair length, cut at sentences before clauses."""
    while len(text) > MOST:
        count = -(-len(text) // MOST)
        cut = _cut(text, len(text) / count)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _cut(text: str, wanted: float) -> int:
    """The best place to cut near `wanted` characters, no later than MOST."""
    best, least = MOST, float("inf")
    for match in _BREAK.finditer(text, MOST // 4, MOST + 1):
        marked = text[: match.end()]
        bonus = 25 if _SENTENCE.search(marked) else 12 if _CLAUSE.search(marked) else 0
        cost = abs(match.end() - wanted) - bonus
        if len(marked.rstrip()) <= MOST and cost < least:
            best, least = match.end(), cost
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
        lines = _two_lines(cue.text)
        times = f"{self._clock(cue.start)} --> {self._clock(cue.end)}"
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        return {
            "srt": f"{self._count}\n{times.replace('.', ',')}\n{lines}\n\n".encode(),
            "vtt": f"{times}\n{voice}{self._stamped(lines, cue)}\n\n".encode(),
            "json": ((",\n" if self._count > 1 else "") + _entry(cue)).encode(),
        }

    def _stamped(self, lines: str, cue: Cue) -> str:
        """A cue's lines for WebVTT, with the time of every word inside it."""
        stamped, done = "", 0
        for first, _, place, _ in cue.words if self.word_times else ():
            if cue.start < first < cue.end:
                stamped += f"{_escaped(lines[done:place])}<{self._clock(first)}>"
                done = place
        return stamped + _escaped(lines[done:])

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


def _two_lines(text: str) -> str:
    """`text` broken near its middle if it is longer than a line."""
    if len(text) <= LINE:
        return text
    spaces = [place for place, sign in enumerate(text) if sign == " "]
    if not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
