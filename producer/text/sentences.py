"""Sentences: where one sentence of a paragraph ends and the next begins.

`sentencex` proposes the ends; this module takes back those after an abbreviation, an initial, a
list number or inside an address. Pure functions, safe to call from any thread.
"""

import re
from collections.abc import Iterator
from typing import TypeAlias

import sentencex  # type: ignore[import-untyped]

from producer.text.abbreviations import BEFORE_NUMBER, HONORIFICS, STARTERS
from voicefarm.languages import Language, record_of
from voicefarm.languages.tags import primary

Span: TypeAlias = tuple[int, int]

SPEAKABLE = re.compile(r"[^\W_]")
"""A letter or digit of any script: what has none can't be spoken."""

# How far behind a proposed end its last word is looked for; no abbreviation is longer.
_REACH = 40
# The last word before an end with a full stop, without its opening quotes and brackets.
_LAST_WORD = re.compile(r"([^\s(\[{“‘\"'«]+)\.\s*\Z")
_INITIAL = re.compile(r"[^\W\d_]\Z")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}|[^\W\d_]|[IVX]{1,5})[.)][.)]?\s*\Z")
_SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,2}\.\s+\Z")
_CLOSED = re.compile(r"(?:[.!?…][\"'”’»)\]]+|\.\.\.|…)\s*\Z")
_FIRST_WORD = re.compile(r"\W*(\w*)")
_WIDE_STOPS = "。！？．｡।॥۔؟።፧။៕"
"""Full stops that need no space behind them."""
_FURTHER_STOP = re.compile(r"[។៕།༎]\s+")
"""Of Khmer and Tibetan."""

# A mark with the closing quotes and brackets after it, or a dash that stands alone.
_CLAUSE_END = re.compile(
    r"(?:[,;:!?…)\]}»”—–،؛؟۔।॥၊။፣፤።՝»][\"'”’»)\]}]*|\s-)(?=\s)|[，；：、。！？](?=\S)"
)
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*\s+")
_SPACES = re.compile(r"\s+")
_OPENING = re.compile(r"[“«„]|(?<!\S)[\"'‘](?=\S)")
_CLOSING = re.compile(r"[”»]|[\"'’](?!\w)")
# In characters. sentencex looks for each opening quote's partner through all that it is given, so
# a paragraph as long as a book would take time by the square of its quotes.
_WINDOW = 8_000


def sentence_spans(text: str, language: Language) -> list[Span]:
    """Return the sentences of one paragraph as (start, end) offsets that tile `text` exactly.

    White space belongs to the sentence before it. No end lies inside a word, a number, or an
    address. A sentence without a letter or digit occurs only where `text` has none at all. `text`
    is cleaned, so it holds no lone surrogates.
    """
    spans: list[Span] = []
    start = end = 0
    is_spoken = False
    for piece in _pieces(text, language):
        piece_is_spoken = SPEAKABLE.search(piece) is not None
        if is_spoken and piece_is_spoken and _is_end(text, start, end, language):
            spans.append((start, end))
            start, is_spoken = end, False
        is_spoken = is_spoken or piece_is_spoken
        end += len(piece)
    if end:
        spans.append((start, end))
    return spans


def inner_spans(text: str, start: int, end: int, language: Language) -> list[Span]:
    """Return the sentences that quotation marks hold together in the sentence text[start:end].

    They are offsets in `text` and tile the range.
    """
    masked = _OPENING.sub("¿", text[start:end])
    masked = _CLOSING.sub(" ", masked)
    return [(start + first, start + last) for first, last in sentence_spans(masked, language)]


def _pieces(text: str, language: Language) -> Iterator[str]:
    """Yield the proposed sentences in order, with nothing left out."""
    start = 0
    while start < len(text):
        end = _window_end(text, start)
        for piece in sentencex.segment(primary(language), text[start:end]):
            yield from _at_further_stops(piece)
        start = end


def _at_further_stops(piece: str) -> Iterator[str]:
    """Yield the piece in parts, cut behind the full stops that `sentencex` doesn't know."""
    start = 0
    for stop in _FURTHER_STOP.finditer(piece):
        yield piece[start : stop.end()]
        start = stop.end()
    if start < len(piece):
        yield piece[start:]


def _window_end(text: str, start: int) -> int:
    """Where to stop looking at once: behind a full stop, or a space, or without either anywhere."""
    earliest, latest = start + _WINDOW, start + _WINDOW * 5 // 4
    if len(text) <= latest:
        return len(text)
    stop = _STOP.search(text, earliest, latest) or _SPACES.search(text, earliest, latest)
    return stop.end() if stop else latest


def _is_end(text: str, start: int, end: int, language: Language) -> bool:
    """Whether the sentence text[start:end] really ends where it was proposed to end."""
    last = text[end - 1]
    if not (last.isspace() or text[end].isspace() or last in _WIDE_STOPS):
        return False
    first_word = _FIRST_WORD.match(text, end)
    first = first_word[1] if first_word else ""
    near = max(start, end - _REACH)
    if first[:1].islower() and _CLOSED.search(text, near, end):
        return False
    word = _LAST_WORD.search(text, near, end)
    return word is None or not _is_abbreviated(text, start, word, first, language)


def _is_abbreviated(
    text: str, start: int, last: re.Match[str], first: str, language: Language
) -> bool:
    """Whether the full stop behind the `last` word is the word's, so that `first` goes on."""
    word = last[1]
    if word in record_of(language).leading_abbreviations:
        # "St." is a saint before a name and a street at a sentence's end.
        return word != "St" or first not in STARTERS
    if first[:1].isdigit() and (
        word in BEFORE_NUMBER or _SHORT_NUMBER.search(text, last.start(), last.end())
    ):
        return True
    if word in record_of(language).trailing_abbreviations:
        return first[:1].islower()
    if _LIST_NUMBER.match(text, start, last.end()):
        return True
    return _INITIAL.match(word) is not None and _is_initial(text, start, last.start(), first)


def _is_initial(text: str, start: int, at: int, first: str) -> bool:
    """Whether the single letter at `at` is a name's initial and `first` goes on with the name."""
    if not first[:1].isupper() or first in STARTERS:
        return False
    words = text[max(start, at - _REACH) : at].split()
    if not words:
        return True
    return words[-1][0].isupper() or words[-1] in HONORIFICS


def clause_ends(text: str, earliest: int, latest: int, stop: int) -> Iterator[int]:
    """Yield where clauses end in text[earliest:stop], from `earliest` to `latest`.

    An offset stands behind the comma or other mark and before the white space.
    """
    for mark in _CLAUSE_END.finditer(text, earliest, min(latest + 1, stop)):
        if earliest < mark.end() <= latest:
            yield mark.end()


def word_ends(text: str, earliest: int, latest: int, stop: int) -> Iterator[int]:
    """Yield where words end in text[earliest:stop], from `earliest` to `latest`."""
    for space in _SPACES.finditer(text, earliest, min(latest + 1, stop)):
        if earliest < space.start() <= latest:
            yield space.start()


def next_word(text: str, at: int) -> int:
    """Return the first offset from `at` on that holds no white space."""
    space = _SPACES.match(text, at)
    return space.end() if space else at
