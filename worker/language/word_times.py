"""Word times, carried from what is spoken of a text to what people read of it."""

import difflib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicefarm.messages import Chunk, Word
from voicefarm.spoken.phonemes import without_phonemes, word_spans
from voicefarm.spoken.text import Change

Span = tuple[int, int]


def shown_words(text: str, words: Sequence[Word], chunk: Chunk) -> tuple[Word, ...]:
    """`words` of the spoken `text` of `chunk` as words of what is shown of it."""
    if not words or without_phonemes(text) == chunk.visible:
        return tuple(words)
    if chunk.changes:
        return written_words(words, chunk.visible, [Change(*change) for change in chunk.changes])
    # Chunks of version 0.1 don't say what a dictionary changed.
    return tuple(_aligned(without_phonemes(text), words, chunk.visible))


def written_words(
    words: Sequence[Word], written: str, changes: Sequence[Change]
) -> tuple[Word, ...]:
    """`words` of the spoken text as words of `written`, of which `changes` are spoken otherwise.

    What is spoken as one thing, such as a price, shares its time by words. A written word of which
    nothing is said has no time.
    """
    if not changes:
        return tuple(words)
    spans = word_spans(written)
    groups: list[_Group] = []
    for first, last, place, length in words:
        touched = _touching(spans, _written(changes, place, place + length))
        if not touched:
            continue
        if groups and touched.start < groups[-1].stop:
            groups[-1].last, groups[-1].stop = last, max(groups[-1].stop, touched.stop)
        else:
            groups.append(_Group(first, last, touched.start, touched.stop))
    return tuple(word for group in groups for word in group.words(spans))


@dataclass(slots=True)
class _Group:
    """Written words that can't be separated in time."""

    first: int
    """Sample."""
    last: int
    start: int
    """Number of the first word."""
    stop: int
    """One past that of the last."""

    def words(self, spans: Sequence[Span]) -> Iterator[Word]:
        yield from _shared(self.first, self.last, spans[self.start : self.stop])


def _written(changes: Sequence[Change], start: int, end: int) -> Span:
    """The written characters of which spoken[start:end] is said."""
    shift, first = 0, None
    for change in changes:
        if change.spoken_end <= start:
            shift = change.end - change.spoken_end
            continue
        if change.spoken_start >= end:
            break
        if first is None:
            first = change.start if change.spoken_start <= start else start + shift
        shift = change.end - change.spoken_end
        if change.spoken_end >= end:
            return first, change.end
    return start + shift if first is None else first, end + shift


def _touching(spans: Sequence[Span], characters: Span) -> range:
    """Which of the words at `spans` have some of these characters."""
    start = bisect_right(spans, characters[0], key=lambda span: span[1])
    stop = bisect_left(spans, characters[1], key=lambda span: span[0])
    return range(start, stop)


def _aligned(spoken: str, words: Sequence[Word], shown: str) -> Iterator[Word]:
    spans = word_spans(shown)
    ours = [spoken[place : place + length] for _, _, place, length in words]
    theirs = [shown[start:end] for start, end in spans]
    for _, first, last, begin, end in difflib.SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if first >= last or begin >= end:
            continue
        if last - first == end - begin:
            for (begins, ends, *_), (start, stop) in zip(
                words[first:last], spans[begin:end], strict=True
            ):
                yield begins, ends, start, stop - start
        else:
            yield from _shared(words[first][0], words[last - 1][1], spans[begin:end])


def _shared(first: int, last: int, spans: Sequence[Span]) -> Iterator[Word]:
    """The words at `spans` with the time from `first` to `last` shared among them."""
    for number, (start, stop) in enumerate(spans):
        begin = first + (last - first) * number // len(spans)
        yield begin, first + (last - first) * (number + 1) // len(spans), start, stop - start
