"""Words whose pronunciation is given in IPA, inside a text in normal spelling.

A text carries them as interlinear annotations of Unicode (chapter 23.8): anchor, word, separator,
phonemes, end. No document brings these characters along, because cleaning takes them out. They are
part of what a take is found by, so another pronunciation is another take.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ANCHOR, SEPARATOR, END = "\ufff9", "\ufffa", "\ufffb"
MARKED = re.compile(f"{ANCHOR}([^{SEPARATOR}]*){SEPARATOR}([^{END}]*){END}")
_WORD = re.compile(rf"(?:{MARKED.pattern}|\S)+")
STRESS = "ˈˌ"
"""Any model with phonemes knows these, and the space between two words."""


class UnknownSound(ValueError):
    """Phonemes begin, at some place, with nothing that the model knows; the value is the rest."""


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a text: spelled, or a word with its phonemes."""

    text: str
    phonemes: str
    """IPA; empty where the spelling is to be read."""
    start: int
    """Where the piece begins in the text that carries it."""
    end: int


def marked(word: str, phonemes: str) -> str:
    """`word`, to be said as `phonemes`."""
    return f"{ANCHOR}{word}{SEPARATOR}{phonemes}{END}"


def pieces(text: str) -> Iterator[TextPiece]:
    """The parts of `text` in order."""
    start = 0
    for mark in MARKED.finditer(text):
        if start < mark.start():
            yield TextPiece(text[start : mark.start()], "", start, mark.start())
        yield TextPiece(mark[1], mark[2], mark.start(), mark.end())
        start = mark.end()
    if start < len(text):
        yield TextPiece(text[start:], "", start, len(text))


def without_phonemes(text: str) -> str:
    """`text` with its words alone."""
    return MARKED.sub(r"\1", text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand in it without phonemes: (start, end) of each.

    White space parts words; a marked one is whole.
    """
    spans, done, place = [], 0, 0
    for word in _WORD.finditer(text):
        start = place + len(without_phonemes(text[done : word.start()]))
        place = start + len(without_phonemes(word[0]))
        done = word.end()
        spans.append((start, place))
    return spans


def sounds_of(phonemes: str, known: Sequence[str]) -> list[str]:
    """`phonemes` as sounds of `known`, stress marks and spaces, the longest first.

    Raises UnknownSound.
    """
    choices = sorted({*known, *STRESS, " "}, key=len, reverse=True)
    sounds, place = [], 0
    while place < len(phonemes):
        sound = next((one for one in choices if phonemes.startswith(one, place)), None)
        if sound is None:
            raise UnknownSound(phonemes[place:])
        sounds.append(sound)
        place += len(sound)
    return sounds
