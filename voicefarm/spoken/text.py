"""A text as it is written and as it is spoken, and which part of one is which part of the other."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_UNFOLDED = re.compile(r"\A\s+|\s+\Z|[^\S ]\s*| \s+")
"""White space that is not one space between words."""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a text that is spoken otherwise than it is written; offsets in characters."""

    start: int
    end: int
    """One past the last written character; there is at least one."""
    spoken_start: int
    spoken_end: int
    """One past the last spoken character; equal to `spoken_start` where nothing is said."""

    def moved(self, characters: int, spoken_characters: int) -> "Change":
        """The same change, so much further on in both texts."""
        return Change(
            self.start + characters,
            self.end + characters,
            self.spoken_start + spoken_characters,
            self.spoken_end + spoken_characters,
        )


@dataclass(frozen=True)
class SpokenText:
    """`written` and `spoken`, which are equal outside of `changes`.

    The changes stand in order and apart. Immutable, and so safe from any thread.
    """

    written: str
    spoken: str
    changes: tuple[Change, ...] = ()

    def then(self, later: "SpokenText") -> "SpokenText":
        """This text and what `later` made of its spoken form, as one.

        Raises ValueError unless `later` was made of it.
        """
        if self.spoken != later.written:
            raise ValueError("The later change was made of another text.")
        if not later.changes:
            return self
        if not self.changes:  # nothing is changed twice
            return later
        joined = _joined(list(self._runs()), list(later._runs()))
        return SpokenText(self.written, later.spoken, tuple(joined))

    def place(self, offset: int) -> int:
        """Where in `spoken` a written offset is.

        Inside a change it is the spoken word's start that stands as far along as the offset does.
        """
        number = bisect_right(self._starts, offset) - 1
        if number < 0:
            return offset
        change = self.changes[number]
        if offset >= change.end:
            return offset - change.end + change.spoken_end
        return self._inside(change, offset)

    def words(self, start: int, end: int) -> str:
        """What is spoken of written[start:end]."""
        return self.spoken[self.place(start) : self.place(end)]

    def part(self, start: int, end: int) -> "SpokenText":
        """The same of written[start:end] alone. A change at its edge is cut as `place` says."""
        first, last = self.place(start), self.place(end)
        changes = (
            Change(
                max(change.start, start) - start,
                min(change.end, end) - start,
                max(change.spoken_start, first) - first,
                min(change.spoken_end, last) - first,
            )
            for change in self.changes[
                bisect_right(self._ends, start) : bisect_left(self._starts, end)
            ]
            if start < end
        )
        return SpokenText(self.written[start:end], self.spoken[first:last], tuple(changes))

    def offsets(self) -> tuple[tuple[int, int, int, int], ...]:
        """The changes as bare numbers, in the order of their fields."""
        return tuple(
            (change.start, change.end, change.spoken_start, change.spoken_end)
            for change in self.changes
        )

    def splits(self, offset: int) -> bool:
        """Whether a cut at this written offset would part what is spoken as one."""
        number = bisect_left(self._starts, offset) - 1
        return number >= 0 and offset < self.changes[number].end

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(change.start for change in self.changes)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(change.end for change in self.changes)

    def _runs(self) -> Iterator["_Run"]:
        """The whole text as changes and what is equal between them."""
        written = 0
        for change in self.changes:
            if written < change.start:
                yield _Run(change.start - written, change.start - written, True)
            spoken = change.spoken_end - change.spoken_start
            yield _Run(change.end - change.start, spoken, False)
            written = change.end
        if written < len(self.written):
            yield _Run(len(self.written) - written, len(self.written) - written, True)

    def _inside(self, change: Change, offset: int) -> int:
        if offset == change.start:
            return change.spoken_start
        wanted = change.spoken_start + (
            (change.spoken_end - change.spoken_start)
            * (offset - change.start)
            // max(1, change.end - change.start)
        )
        space = self.spoken.rfind(" ", change.spoken_start, wanted)
        return change.spoken_start if space < 0 else space + 1

    def folded(self) -> "SpokenText":
        """The same with every run of white space spoken as one space, and none at either end."""
        if " ".join(self.spoken.split()) == self.spoken:
            return self
        spaces = (
            (
                run.start(),
                run.end(),
                " " if run.start() > 0 and run.end() < len(self.spoken) else "",
            )
            for run in _UNFOLDED.finditer(self.spoken)
        )
        return self.then(spoken_as(self.spoken, spaces))


def spoken_as(text: str, replacements: Iterable[tuple[int, int, str]]) -> SpokenText:
    """`text` with each (start, end, words) replaced: in order, and none of them empty.

    One that begins inside of the one before it is left out: changes stand apart.
    """
    parts: list[str] = []
    changes: list[Change] = []
    written = spoken = 0
    for start, end, words in replacements:
        if start < written:
            continue
        parts += text[written:start], words
        spoken += start - written
        changes.append(Change(start, end, spoken, spoken + len(words)))
        written, spoken = end, spoken + len(words)
    parts.append(text[written:])
    return SpokenText(text, "".join(parts), tuple(changes))


def joined(texts: Iterable[SpokenText], separator: str) -> SpokenText:
    """The texts in a row, with `separator` between them."""
    written: list[str] = []
    spoken: list[str] = []
    changes: list[Change] = []
    start = spoken_start = 0
    for text in texts:
        written.append(text.written)
        spoken.append(text.spoken)
        changes += (change.moved(start, spoken_start) for change in text.changes)
        start += len(text.written) + len(separator)
        spoken_start += len(text.spoken) + len(separator)
    return SpokenText(separator.join(written), separator.join(spoken), tuple(changes))


@dataclass(slots=True)
class _Run:
    """`before` characters of one text that are `after` characters of the next."""

    before: int
    after: int
    is_equal: bool

    def taken(self, characters: int) -> "_Run":
        """Take its first characters away and return them; a change is taken whole."""
        if not self.is_equal:
            characters = max(self.before, self.after)
        run = _Run(min(characters, self.before), min(characters, self.after), self.is_equal)
        self.before -= run.before
        self.after -= run.after
        return run


def _joined(first: list[_Run], second: list[_Run]) -> Iterator[Change]:
    """Changes of changes: those that touch in the text between are one."""
    first.reverse()
    second.reverse()
    written = spoken = 0
    while first or second:
        group, met, end = _Run(0, 0, False), 0, 0
        # `met` and `end`: characters of the text between that each side has taken.
        while True:
            if met < end or (met == end and first and not first[-1].is_equal):
                run = first[-1].taken(end - met)
                group.before += run.before
                met += run.after
            elif met > end or (second and not second[-1].is_equal):
                run = second[-1].taken(met - end)
                group.after += run.after
                end += run.before
            else:
                break
            _drop_empty(first)
            _drop_empty(second)
        if group.before or group.after:
            yield Change(written, written + group.before, spoken, spoken + group.after)
        written, spoken = written + group.before, spoken + group.after
        if first and second:
            equal = min(first[-1].before, second[-1].before)
            first[-1].taken(equal)
            second[-1].taken(equal)
            written, spoken = written + equal, spoken + equal
        _drop_empty(first)
        _drop_empty(second)


def _drop_empty(runs: list[_Run]) -> None:
    if runs and not runs[-1].before and not runs[-1].after:
        runs.pop()
