"""Chunking: whole sentences packed into the pieces that a model speaks in one go.

A chunk's take is found again by its text, so a chunk should stay as it is when the text around it
is edited. Filling chunks one after the other would move every cut behind an edit. Here a cut
between two sentences is decided by those sentences alone:

1. Sentences are gathered into units. A unit closes behind a sentence with a chance that grows with
   the sentence's length. The dice are a checksum of the sentence, so they fall alike everywhere.
2. Each unit has a second such number, its rank. Ranks rise inside a chunk: where the next rank is
   lower, a new chunk begins.
3. Only where that would exceed the budget is there another cut.

The budget and all lengths count what is spoken: a model speaks "$1,249.99" in seven times the codes
of "something". Cuts are places in the written text. None is inside of what is spoken as one, such
as a price, unless that alone exceeds the budget.

Why ranks: let a sentence between ranks a < c get another rank b. Then a < b or b < c, so at least
one of its two neighbours keeps it, and no more than two chunks change. Only a chunk that the budget
had to cut can change more; docs/decisions/0004-chunks-survive-edits.md has the measurements.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from producer.documents.document import Block, Document
from producer.reading import SpokenDocument
from producer.text.graphemes import grapheme_cut
from producer.text.sentences import (
    SPEAKABLE,
    Span,
    clause_ends,
    inner_spans,
    next_word,
    sentence_spans,
    word_ends,
)
from voicefarm.languages import Language
from voicefarm.messages import Chunk, Pause
from voicefarm.spoken.length import SpokenLength
from voicefarm.spoken.text import SpokenText

# A sentence of this share of the budget always closes its unit. Chosen by simulation: lower makes
# more and shorter chunks, higher lets the budget cut more often, which is what edits disturb.
_UNIT_SHARE = 0.3
# Enough to tell sentences apart; a correction before them leaves the dice as they were.
_KEY_CHARACTERS = 32
_SIDES = 1 << 16
_FIRST_RANK, _LAST_RANK = -1, _SIDES
# A number up to where a cut may fall, and what tells that it goes on behind the cut; "5 km",
# "10 000" and "(212) 555" go on behind a space.
_NUMBER = re.compile(r"[$£€¥]?\d[\d.,]*\Z")
_NUMBER_GOES_ON = re.compile(r"[.,]?\d")
_QUANTITY_GOES_ON = re.compile(r"(?<=[\d)])\s+(?:\d|(?i:[b-df-hj-np-tvwxz]{1,4})(?!\w))")


def chunk_document(
    document: Document, language: Language, budget: int, spoken: SpokenDocument | None = None
) -> list[Chunk]:
    """Cut `document` into chunks whose text has at most `budget` spoken characters.

    `spoken` is the document as it is spoken; without it, that is as it is written. The written
    ranges of all chunks tile `document.text`. Each chunk has a letter or digit to say.
    A heading is a chunk of its own, and no chunk spans two blocks. A document without letters and
    digits has no chunks.

    Cuts are made between sentences. A sentence longer than the budget is cut between clauses or, if
    it has none, words. A word longer than the budget is cut before a number or, without one,
    between graphemes. Only one grapheme that takes more than the budget exceeds it.

    The result depends on nothing but the arguments. Raises `ValueError` for a budget below 1.
    """
    if budget < 1:
        raise ValueError(f"A budget of {budget} characters holds no text; give 1 or more.")
    text = document.text
    spoken = spoken or SpokenDocument(language, SpokenText(text, text))
    budgets = {
        tag: _Budget.of(spoken.spelled, tag, budget)
        for tag in {language, *(block.language for block in document.blocks if block.language)}
    }
    parts = [
        (*part, block, None if rest else block.pause_ms)
        for block, span in zip(document.blocks, document.spans, strict=True)
        for tag in [block.language or language]
        for rest, part in _countdown(_block_parts(text, block, span, tag, budgets[tag]))
    ]
    # What isn't spoken falls to the chunk before it, or to the first.
    starts = [0, *(part[0] for part, *_ in parts[1:])]
    ends = [*starts[1:], len(text)]
    return [
        _chunk(
            spoken,
            part,
            index=index,
            start=starts[index],
            end=ends[index],
            pause=pause,
            heading=block.level,
            voice=block.voice,
            speaker=block.speaker,
            pause_ms=pause_ms,
            cue=block.cue,
        )
        for index, (part, pause, block, pause_ms) in enumerate(parts)
    ]


_Part = tuple[Span, Pause]


@dataclass(frozen=True, slots=True)
class _Budget:
    """How much of a text may be spoken in one go. Offsets are those of the written text."""

    text: SpokenText
    length: SpokenLength
    """Of what is spoken."""
    characters: int

    @classmethod
    def of(cls, text: SpokenText, language: Language, characters: int) -> "_Budget":
        return cls(text, SpokenLength(text.spoken, language), characters)

    def spoken(self, start: int, stop: int) -> int:
        """Spoken characters of written[start:stop]."""
        return self.length.between(self.text.place(start), self.text.place(stop))

    def holds(self, start: int, stop: int) -> bool:
        """Whether written[start:stop] is within it."""
        return self.spoken(start, stop) <= self.characters

    def reach(self, start: int, stop: int, characters: int) -> int:
        """The last offset up to `stop` such that no more than `characters` are spoken."""
        ends = range(start, stop + 1)
        fitting = bisect_right(ends, characters, key=lambda end: self.spoken(start, end))
        return start + max(0, fitting - 1)

    def says(self, start: int, stop: int) -> bool:
        """Whether there is a letter or digit to say in written[start:stop]."""
        place, end = self.text.place(start), self.text.place(stop)
        return SPEAKABLE.search(self.text.spoken, place, end) is not None


def _chunk(spoken: SpokenDocument, part: Span, **place: Any) -> Chunk:
    """What is spoken of written[start:end], and what is shown if that differs.

    `place` has the chunk's other fields.
    """
    marked = spoken.marked.part(*part).folded()
    is_changed = marked.spoken != marked.written
    spelled = spoken.spelled.part(*part).folded() if is_changed else marked
    return Chunk(
        text=marked.spoken,
        shown=marked.written if is_changed else "",
        changes=spelled.offsets() if is_changed else (),
        **place,
    )


def _countdown(parts: list[_Part]) -> Iterator[tuple[int, _Part]]:
    """Yield each part with how many come after it."""
    yield from zip(range(len(parts) - 1, -1, -1), parts, strict=True)


def _block_parts(
    text: str, block: Block, span: Span, language: Language, budget: _Budget
) -> list[_Part]:
    """Cut one block into spoken ranges, each with the pause behind it."""
    is_heading = block.kind == "heading"
    sentences = [span] if is_heading else _sentences(text, block, span[0], language, budget)
    parts = list(_paragraph_parts(text, sentences, budget))
    if parts:
        parts[-1] = (parts[-1][0], Pause.HEADING if is_heading else Pause.PARAGRAPH)
    return parts


def _sentences(
    text: str, block: Block, offset: int, language: Language, budget: _Budget
) -> Iterator[Span]:
    """Yield a paragraph's sentences, and those inside a quotation that exceeds the budget."""
    placed = ((start + offset, end + offset) for start, end in sentence_spans(block.text, language))
    for start, end in _whole(placed, budget):
        if budget.holds(start, end):
            yield start, end
        else:
            yield from _whole(inner_spans(text, start, end, language), budget)


def _whole(spans: Iterable[Span], budget: _Budget) -> Iterator[Span]:
    """The spans, those as one that part what is spoken as one: "on 5. Nov 2020"."""
    begin: int | None = None
    for start, end in spans:
        begin = start if begin is None else begin
        if not budget.text.splits(end):
            yield begin, end
            begin = None


def _paragraph_parts(text: str, sentences: Iterable[Span], budget: _Budget) -> Iterator[_Part]:
    """Pack the sentences that fit the budget, and cut up those that don't."""
    fitting: list[Span] = []
    for start, end in sentences:
        spoken = _trim(text, start, end, budget)
        if spoken is None:
            continue
        if budget.holds(*spoken):
            fitting.append(spoken)
            continue
        yield from _packed(text, fitting, budget)
        fitting = []
        yield from _sentence_parts(text, spoken, budget)
    yield from _packed(text, fitting, budget)


def _trim(text: str, start: int, end: int, budget: _Budget) -> Span | None:
    """Return the range without white space at its ends, or None if it can't be spoken."""
    if not budget.says(start, end):
        return None
    passage = text[start:end]
    return start + len(passage) - len(passage.lstrip()), start + len(passage.rstrip())


def _packed(text: str, sentences: list[Span], budget: _Budget) -> Iterator[_Part]:
    """Gather sentences into units, and units into chunks as their ranks rise."""
    if not sentences:
        return
    start = stop = -1
    previous = _LAST_RANK
    for unit_start, unit_stop, rank in _units(text, sentences, budget):
        if start < 0:
            start = unit_start
        elif rank < previous or not budget.holds(start, unit_stop):
            yield (start, stop), Pause.SENTENCE
            start = unit_start
        stop, previous = unit_stop, rank
    yield (start, stop), Pause.SENTENCE


def _units(text: str, sentences: list[Span], budget: _Budget) -> list[tuple[int, int, int]]:
    """Gather sentences into units of (start, stop, rank).

    The first rank is the lowest and the last the highest, so that a short paragraph stays whole.
    """
    full = budget.characters * _UNIT_SHARE
    units = []
    unit_start, unit_stop = sentences[0]
    rank, is_open = _FIRST_RANK, False
    for start, stop in sentences:
        if is_open and not budget.holds(unit_start, stop):
            units.append((unit_start, unit_stop, rank))
            is_open = False
        if not is_open:
            unit_start = start
        rank, dice = _throw(text, start, stop)
        unit_stop = stop
        is_open = dice > ((stop - start) / full) ** 2 * _SIDES
        if not is_open:
            units.append((unit_start, unit_stop, rank))
    if is_open:
        units.append((unit_start, unit_stop, rank))
    units[0] = (*units[0][:2], _FIRST_RANK)
    units[-1] = (*units[-1][:2], _LAST_RANK)
    return units


def _throw(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return two numbers below 65536 that depend only on the end of text[start:stop]."""
    end = text[max(start, stop - _KEY_CHARACTERS) : stop]
    return divmod(zlib.crc32(end.encode("utf-8", "replace")), _SIDES)


def _sentence_parts(text: str, sentence: Span, budget: _Budget) -> Iterator[_Part]:
    """Cut up a sentence that exceeds the budget; what can't be spoken is left out."""
    start, stop = sentence
    pause = Pause.SENTENCE
    while not budget.holds(start, stop):
        cut, pause = _cut(text, start, stop, budget)
        if spoken := _trim(text, start, cut, budget):
            yield spoken, pause
        start = next_word(text, cut)
    if spoken := _trim(text, start, stop, budget):
        yield spoken, Pause.SENTENCE


def _cut(text: str, start: int, stop: int, budget: _Budget) -> tuple[int, Pause]:
    """Choose the first cut in text[start:stop], which exceeds the budget.

    Clauses go before words, and a cut that leaves one more piece of fair length goes before one
    that leaves more. Where the rest is long, the dice choose, so that the cuts behind an edit soon
    fall where they fell before. A number keeps its groups and its unit.
    """
    least, most = budget.characters // 4, budget.characters
    earliest, latest = budget.reach(start, stop, least), budget.reach(start, stop, most)
    for find_ends, pause in ((clause_ends, Pause.CLAUSE), (word_ends, Pause.NONE)):
        ends = [
            end
            for end in find_ends(text, earliest, latest, stop)
            if not _QUANTITY_GOES_ON.match(text, end) and not budget.text.splits(end)
        ]
        if not ends:
            continue
        if halving := [end for end in ends if least <= budget.spoken(end, stop) <= most]:
            return min(halving, key=lambda end: _unevenness(start, end, stop, budget)), pause
        return min(ends, key=lambda end: _throw(text, start, end)), pause
    ends = list(word_ends(text, start, latest, stop))
    if ends:
        return max(ends, key=lambda end: (not budget.text.splits(end), end)), Pause.NONE
    return _cut_in_word(text, start, max(start + 1, latest)), Pause.NONE


def _unevenness(start: int, cut: int, stop: int, budget: _Budget) -> int:
    """How far the lengths of the two parts of text[start:stop] are apart."""
    return abs(budget.spoken(start, cut) - budget.spoken(cut, stop))


def _cut_in_word(text: str, start: int, latest: int) -> int:
    """Choose a cut in a word: between graphemes, and before a number rather than in it."""
    cut = grapheme_cut(text, start, latest)
    number = _NUMBER.search(text, start, cut) if _NUMBER_GOES_ON.match(text, cut) else None
    return number.start() if number and number.start() > start else cut
