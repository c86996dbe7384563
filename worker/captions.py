"""Captions from sample positions: SubRip, WebVTT and JSON, written as the programme grows.

A cue holds no more than two lines. Where a chunk is longer, its time is shared out by characters.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

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


def cues_of(text: str, start: int, end: int) -> Iterator[Cue]:
    """The cues of a chunk that is heard from sample `start` to `end`."""
    parts = list(_parts(text))
    total = sum(map(len, parts))
    said = 0
    for part in parts:
        first = start + round(Fraction((end - start) * said, total))
        said += len(part)
        yield Cue(first, start + round(Fraction((end - start) * said, total)), part)


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
    for found in _BREAK.finditer(text, MOST // 4, MOST + 1):
        marked = text[: found.end()]
        bonus = 25 if _SENTENCE.search(marked) else 12 if _CLAUSE.search(marked) else 0
        cost = abs(found.end() - wanted) - bonus
        if len(marked.rstrip()) <= MOST and cost < least:
            best, least = found.end(), cost
    return best


@dataclass(slots=True)
class CaptionLines:
    """Turns cues into the lines of the three files; times are exact to half a millisecond."""

    rate: int
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
        times = [self._clock(cue.start, ","), self._clock(cue.end, ",")]
        dotted = [time.replace(",", ".") for time in times]
        escaped = lines.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        entry = json.dumps(
            {"start_sample": cue.start, "end_sample": cue.end, "text": cue.text},
            ensure_ascii=False,
        )
        return {
            "srt": f"{self._count}\n{times[0]} --> {times[1]}\n{lines}\n\n".encode(),
            "vtt": f"{dotted[0]} --> {dotted[1]}\n{escaped}\n\n".encode(),
            "json": ((",\n" if self._count > 1 else "") + entry).encode(),
        }

    def _clock(self, sample: int, mark: str) -> str:
        milliseconds = round(Fraction(sample * 1000, self.rate))
        seconds, milliseconds = divmod(milliseconds, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{milliseconds:03}"


def _two_lines(text: str) -> str:
    """`text` broken near its middle if it is longer than a line."""
    if len(text) <= LINE:
        return text
    spaces = [place for place, sign in enumerate(text) if sign == " "]
    if not spaces:
        return text
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
