"""A finished programme's words against its text: how many were heard otherwise, and where.

Pure functions; needs rapidfuzz. The text is given as it is spoken. A recognizer writes figures of
its own, such as "1,870" for a year. So each figure may be read in several ways. It counts as right
if one of them stands in the text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voicefarm.spoken.text import SpokenText
from worker.quality.checks.transcript import bare_words

Read = Callable[[str], SpokenText]
"""How figures are read as words."""

NEAR = 6
"""Words of the text before and after a figure's place among which its reading is looked for."""
APART = 2
"""Equal words that end a passage of errors; fewer are chance."""
_SPELLINGS = (
    (re.compile("our"), "or"),
    (re.compile(r"([iy])s(e[sd]?|ing|ation)$"), r"\1z\2"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile("([lp])\\1"), r"\1"),
    (re.compile("ogue"), "og"),
    (re.compile("[ao]e"), "e"),
    (re.compile("grey"), "gray"),
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_FOUR_DIGITS = re.compile(r"(?<!\d)(\d)(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class HeardPiece:
    """What was heard between two times of a programme."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class HeardPassage:
    """Words running that were heard otherwise."""

    start_s: float
    """About when; the recognizer gives the time of a sentence or two, not of a word."""
    text: str
    """What the text says; empty if nothing should be said."""
    heard: str
    errors: int
    """Words that are missing, added or other."""


@dataclass(frozen=True, slots=True)
class WordErrors:
    """A programme's words against its text."""

    words: int
    """Of the text."""
    errors: int
    """Words that are missing, added or other."""
    passages: tuple[HeardPassage, ...]
    """Where, in order."""

    @property
    def rate(self) -> float:
        """Errors as a share of the text's words."""
        return self.errors / max(1, self.words)


@dataclass(frozen=True, slots=True)
class HeardGroup:
    """Words that were heard as one: a word, or a figure with its readings."""

    readings: tuple[tuple[str, ...], ...]
    start_s: float


def spelled_alike(words: Sequence[str]) -> list[str]:
    """The words as both British and American English would be spelled without their differences.

    A recognizer writes one of the two.
    """
    folded = []
    for word in words:
        for pattern, instead in _SPELLINGS:
            word = pattern.sub(instead, word)
        folded.append(word)
    return folded


def word_errors(text: str, heard: Sequence[HeardPiece], read: Read) -> WordErrors:
    """Compare what was heard with `text`, which is as it is spoken; `read` reads figures."""
    wanted = bare_words(text)
    groups = [group for piece in heard for group in _groups(piece, read)]
    groups = _with_fitting_readings(wanted, groups)
    spoken = [(word, group.start_s) for group in groups for word in group.readings[0]]
    passages = tuple(_passages(wanted, spoken, heard[-1].end_s if heard else 0.0))
    return WordErrors(len(wanted), sum(passage.errors for passage in passages), passages)


def _groups(piece: HeardPiece, read: Read) -> Iterator[HeardGroup]:
    """The words of a piece, each about when it was said."""
    reading = read(piece.text)
    place, length = 0, max(1, len(reading.spoken))

    def plain(words: str, first: int) -> Iterator[HeardGroup]:
        share = (piece.end_s - piece.start_s) / length
        for match in re.finditer(r"\S+", words):
            if bare := tuple(bare_words(match[0])):
                yield HeardGroup((bare,), piece.start_s + (first + match.start()) * share)

    for change in reading.changes:
        yield from plain(reading.spoken[place : change.spoken_start], place)
        written = piece.text[change.start : change.end]
        spoken = reading.spoken[change.spoken_start : change.spoken_end]
        readings = [tuple(bare_words(spoken)), *_other_readings(written, read)]
        start_s = piece.start_s + ((piece.end_s - piece.start_s) * change.spoken_start / length)
        yield HeardGroup(tuple(dict.fromkeys(readings)), start_s)
        place = change.spoken_end
    yield from plain(reading.spoken[place:], place)


def _other_readings(written: str, read: Read) -> Iterator[tuple[str, ...]]:
    """A figure as it might have been meant: a year, a number, a time, or digit by digit."""
    bare = _THOUSANDS.sub("", written)
    forms = [
        bare,
        _FOUR_DIGITS.sub(r"\1,\2", bare),
        written.replace(".", ":"),
        written.replace(":", "."),
        re.sub(r"(?<=\d)(?=\d)", " ", bare),
        re.sub(r"(?<=\d\d)(?=\d\d)", " ", bare),
    ]
    for form in dict.fromkeys(forms):
        yield tuple(bare_words(read(form).spoken))


def _with_fitting_readings(wanted: Sequence[str], groups: Sequence[HeardGroup]) -> list[HeardGroup]:
    """Each figure with that reading first which stands in the text where it was heard."""
    from rapidfuzz.distance import Levenshtein  # an extra: imported where it is used

    spoken = [word for group in groups for word in group.readings[0]]
    places = _places(Levenshtein.opcodes(wanted, spoken), len(spoken))
    chosen, first = [], 0
    for group in groups:
        last = first + len(group.readings[0])
        if len(group.readings) > 1:
            near = wanted[max(0, places[first] - NEAR) : places[last] + NEAR]
            fitting = [reading for reading in group.readings if _stands_in(reading, near)]
            ordered = dict.fromkeys([*fitting, *group.readings])
            group = HeardGroup(tuple(ordered), group.start_s)
        chosen.append(group)
        first = last
    return chosen


def _places(opcodes: Iterable[Any], count: int) -> list[int]:
    """For each heard word, and for the end, the word of the text at the same place."""
    places = [0] * (count + 1)
    for code in opcodes:
        for offset, word in enumerate(range(code.dest_start, code.dest_end)):
            places[word] = min(code.src_start + offset, code.src_end)
        places[code.dest_end] = code.src_end
    return places


def _stands_in(words: Sequence[str], text: Sequence[str]) -> bool:
    length = len(words)
    return any(
        tuple(text[start : start + length]) == tuple(words)
        for start in range(len(text) - length + 1)
    )


def _passages(
    wanted: Sequence[str], spoken: Sequence[tuple[str, float]], end_s: float
) -> Iterator[HeardPassage]:
    """Where the two differ; what is only spelled or parted otherwise does not count."""
    from rapidfuzz.distance import Levenshtein

    heard = [word for word, _ in spoken]
    times = [*(start for _, start in spoken), end_s]
    src: list[int] = []
    dest: list[int] = []

    def passage() -> Iterator[HeardPassage]:
        ours, theirs = wanted[src[0] : src[1]], heard[dest[0] : dest[1]]
        alike, other = spelled_alike(ours), spelled_alike(theirs)
        if "".join(alike) != "".join(other):
            errors = Levenshtein.distance(alike, other)
            yield HeardPassage(times[dest[0]], " ".join(ours), " ".join(theirs), errors)
        src.clear()
        dest.clear()

    for code in Levenshtein.opcodes(spelled_alike(wanted), spelled_alike(heard)):
        if code.tag == "equal" and code.src_end - code.src_start >= APART:
            if src:
                yield from passage()
        elif code.tag != "equal" or src:
            src[:] = [src[0] if src else code.src_start, code.src_end]
            dest[:] = [dest[0] if dest else code.dest_start, code.dest_end]
    if src:
        yield from passage()
