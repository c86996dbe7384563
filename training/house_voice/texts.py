"""Texts to read: sentences of drawn words with the punctuation and the numbers of real ones."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LISTS = 0.03
"""Chance of a word that a list begins at it."""

_ECHOES = 0.05
"""Chance of a word that words of the same text come again instead of new ones."""

Words = Callable[[random.Random, int], list[str]]
"""(rng, count) → that many words, some of them of two or more syllables with spaces between."""

LONGEST = 256
"""Characters of a text: what the producer cuts a document into."""


@dataclass(frozen=True)
class Text:
    """What the teacher reads, and in which language."""

    language: str
    words: str


def draw_texts(language: str, words: Words, seed: int, *, short: float) -> Iterator[Text]:
    """Texts without end: a share `short` of 2 to 8 words, the others up to 256 characters."""
    rng = random.Random(f"{language}-{seed}")
    while True:
        drawn = _echoing(words)
        if rng.random() < short:
            text = _sentence(rng, drawn, rng.randint(2, 8))
        else:
            text = _paragraph(rng, drawn, rng.randint(50, LONGEST))
        if 4 < len(text) <= LONGEST:
            yield Text(language, text)


def _echoing(words: Words) -> Words:
    """`words`, but one to four of those drawn before come again at times.

    Real texts come back to their phrases, which words drawn one by one never do.
    """
    before: list[str] = []

    def draw(rng: random.Random, count: int) -> list[str]:
        drawn: list[str] = []
        while len(drawn) < count:
            if before and rng.random() < _ECHOES:
                start = rng.randrange(len(before))
                again = before[start : start + rng.randint(1, 4)]
            else:
                again = words(rng, 1)
            drawn += again
            before.extend(again)
        return drawn[:count]

    return draw


def _paragraph(rng: random.Random, words: Words, longest: int) -> str:
    """Sentences, as many as `longest` characters hold; at least one."""
    said = _sentence(rng, words, rng.randint(5, 22))
    while True:
        more = f"{said} {_sentence(rng, words, rng.choice([2, 4, 6, 8, 10, 13, 16, 20]))}"
        if len(more) > longest:
            return said
        said = more


def _sentence(rng: random.Random, words: Words, count: int) -> str:
    """`count` words with marks among them; one in twelve has no mark at its end, as headings.

    At some words a list begins: two to four with a comma behind each.
    """
    drawn = words(rng, count)
    if rng.random() < 0.12:
        drawn[rng.randrange(count)] = _number(rng)
    said = drawn[0][:1].upper() + drawn[0][1:]
    since, listed = 1, 0
    for word in drawn[1:]:
        if listed == 0 and rng.random() < _LISTS:
            listed = rng.randint(2, 4)
        mark = _mark(rng) if since >= 2 and rng.random() < 0.13 else ""
        if listed:
            mark, listed = ",", listed - 1
        since = 0 if mark else since + 1
        said += f"{mark} {word}"
    if rng.random() < 0.04:
        said = f'"{said}"'
    return said + rng.choices([".", "?", "!", ""], [0.66, 0.16, 0.1, 0.08])[0]


def _mark(rng: random.Random) -> str:
    marks = [",", ";", ":", " –", "..."]
    return rng.choices(marks, [0.8, 0.07, 0.05, 0.05, 0.03])[0]


def _number(rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.4:
        return str(rng.randint(0, 100))
    if chance < 0.6:
        return str(rng.randint(1900, 2035))
    if chance < 0.75:
        return f"{rng.randint(1, 99)}%"
    if chance < 0.9:
        return str(rng.randint(100, 9999))
    return f"{rng.randint(0, 99)}.{rng.randint(1, 9)}"
