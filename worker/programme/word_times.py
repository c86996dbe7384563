"""Word times of a take, as places in what people read of its chunk."""

import difflib
from collections.abc import Iterator, Sequence

from voicefarm.messages import Word
from voicefarm.spoken.phonemes import spelled, word_spans

Span = tuple[int, int]


def shown_words(text: str, words: Sequence[Word], shown: str) -> tuple[Word, ...]:
    """`words` of the spoken `text` as words of `shown`, which may differ by the dictionary.

    Where the two differ, the shown words share the time of the spoken ones.
    """
    spoken = spelled(text)
    if spoken == shown or not words:
        return tuple(words)
    return tuple(_aligned(spoken, words, shown))


def _aligned(spoken: str, words: Sequence[Word], shown: str) -> Iterator[Word]:
    spans = word_spans(shown)
    ours = [spoken[place : place + length] for _, _, place, length in words]
    theirs = [shown[start:end] for start, end in spans]
    for _, first, last, begin, end in difflib.SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        if first < last and begin < end:
            yield from _shared(words[first:last], spans[begin:end])


def _shared(words: Sequence[Word], spans: Sequence[Span]) -> Iterator[Word]:
    if len(words) == len(spans):
        for (first, last, *_), (start, end) in zip(words, spans, strict=True):
            yield first, last, start, end - start
        return
    begin, end = words[0][0], words[-1][1]
    for number, (start, stop) in enumerate(spans):
        first = begin + (end - begin) * number // len(spans)
        yield first, begin + (end - begin) * (number + 1) // len(spans), start, stop - start
