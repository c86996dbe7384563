"""Whether what a recognizer heard is what the text says. Pure functions; needs rapidfuzz.

Two figures, because one is not enough. A dropped sentence is a small share of a long chunk, and
many small mistakes make no long run.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any

from voicefarm.messages import Finding, Transcript
from voicefarm.messages.take import finding

Code = tuple[str, list[str], list[str]]
"""A run of words: a tag as rapidfuzz gives it, the words, and those heard."""

BRIDGE = 1
"""This many equal words inside a diverging passage are chance: "the", "a", "là"."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TranscriptLimits:
    """How far a transcript may be from its text."""

    error_rate: float = 0.3
    run: int = 30


def compare(text: str, heard: str, normalize: Callable[[str], str]) -> Transcript:
    """Compare letters without case, accents and marks; `normalize` makes words of numbers.

    The error rate is the letters to insert, delete or replace, as a share of the text's. The run
    is how many of them fall into the worst passage without two equal words in a row. Accents and
    tones are left out, as recognizers mistake them more often than engines do. The rate leaves out
    spaces too, so that "shoreline" is "shore line".
    """
    from rapidfuzz.distance import Levenshtein  # an extra: imported where it is used

    wanted, spoken = (bare_words(normalize(side)) for side in (text, heard))
    letters, other = "".join(wanted), "".join(spoken)
    if not letters:
        return Transcript(text=heard, error_rate=float(bool(other)), run=len(other))
    errors = Levenshtein.distance(letters, other)
    codes = (
        (code.tag, wanted[code.src_start : code.src_end], spoken[code.dest_start : code.dest_end])
        for code in Levenshtein.opcodes(wanted, spoken)
    )
    run = max(Levenshtein.distance(ours, theirs) for ours, theirs in _passages(codes))
    return Transcript(text=heard, error_rate=round(errors / len(letters), 3), run=run)


def diverging(transcript: Transcript, limits: TranscriptLimits) -> tuple[Finding, ...]:
    """The finding, if the transcript is past one of the limits.

    A recognizer that writes down more wrong letters than the text has lost its place itself. It
    says nothing of the take then, whose length other checks look at.
    """
    if transcript.error_rate > 1:
        return ()
    past = max(transcript.error_rate / limits.error_rate, transcript.run / limits.run)
    if past <= 1:
        return ()
    says = (
        f"{transcript.error_rate:.0%} of the letters heard differently, {transcript.run} in a row"
    )
    return (finding("other words", says, past),)


def heard_until(text: str, heard: Sequence[str]) -> list[int]:
    """Where in `text` each sound but the last ends, by what was written down of each of them."""
    from rapidfuzz.distance import Levenshtein

    places = list(_WORD.finditer(text))
    ours = ["".join(bare_words(place[0])) for place in places]
    theirs = [bare_words(sound) for sound in heard]
    codes = list(Levenshtein.opcodes(ours, list(chain.from_iterable(theirs))))
    starts = [*(place.start() for place in places), len(text)]
    ends = accumulate(map(len, theirs[:-1]))
    return [starts[_said_before(end, codes)] for end in ends]


def _said_before(end: int, codes: Sequence[Any]) -> int:
    """How many words of the text belong to the first `end` heard ones."""
    reached = 0
    for code in codes:
        if code.dest_start >= end:
            break
        reached = min(code.src_end, code.src_start + end - code.dest_start)
    return reached


def bare_words(text: str) -> list[str]:
    """The words of a text in small letters, without accents, tones and marks."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return _WORD.findall("".join(sign for sign in bare if unicodedata.category(sign) != "Mn"))


def _passages(codes: Iterable[Code]) -> Iterator[tuple[str, str]]:
    """The letters of each passage of divergence, on both sides."""
    wanted, spoken = "", ""
    for tag, ours, theirs in codes:
        if tag == "equal" and len(ours) > BRIDGE:
            yield wanted, spoken
            wanted, spoken = "", ""
        elif tag != "equal" or wanted or spoken:
            wanted, spoken = wanted + "".join(ours), spoken + "".join(theirs)
    yield wanted, spoken
