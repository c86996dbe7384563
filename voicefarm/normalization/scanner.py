"""The scanner: one pass over a text, in which rules say how what they match is spoken.

At each place where a rule may begin, the rules are tried in order, and the first that has words
for what it matches wins. So a specific rule stands before a general one, each character is read
once, and what a rule wrote is never read again. Time grows with the length of the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from voicefarm.normalization.sentence_starts import REACH, capitalized, starts_sentence
from voicefarm.spoken.phonemes import ANCHOR, MARKED
from voicefarm.spoken.tags import EMOTION_TAG
from voicefarm.spoken.text import SpokenText, spoken_as

Say = Callable[[re.Match[str]], str | None]
"""The words for a match; empty to say nothing, None where the rule doesn't apply after all."""

DIGITS = "0123456789"
_OPENS = f"{ANCHOR}[<"
KEPT = re.compile(f"{MARKED.pattern}|(?i:{EMOTION_TAG.pattern})")
"""What stays as it is, and the characters that it may begin with."""
STARTS_WORD = r"(?<!\w)"
"""Found a third faster than a word's edge."""
_STICKS = re.compile(r"\w")
_CLOSES = re.compile(r"[\s,;:!?…)\]}”»]|\.(?![\w/])|\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """How something is spoken."""

    first: str
    """The characters that a match may begin with. A letter only counts at a word's start."""
    pattern: re.Pattern[str]
    """Tried at one place, by `match`; it may look behind and ahead. It must not backtrack without
    bound: no repetition inside a repetition."""
    say: Say


class Scanner:
    """Rules in the order in which they are tried. Immutable, and so safe from any thread."""

    def __init__(self, rules: Sequence[Rule], abbreviations: frozenset[str] | None = None) -> None:
        """With `abbreviations`, whose stops end no sentence, words at its start get a capital."""
        self._abbreviations = abbreviations
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules:
            for character in dict.fromkeys(rule.first):
                self._rules.setdefault(character, []).append(rule)
        letters = "".join(filter(str.isalpha, self._rules))
        others = "".join(character for character in self._rules if not character.isalpha())
        self._first = re.compile(
            rf"[{re.escape(_OPENS + others)}]"
            + (rf"|{STARTS_WORD}[{re.escape(letters)}]" if letters else "")
        )

    def read(self, text: str) -> SpokenText:
        """`text` as it is spoken. Emotion tags and words that bring their phonemes stay."""
        return spoken_as(text, self._replacements(text))

    def _replacements(self, text: str) -> Iterator[tuple[int, int, str]]:
        place, read, words, spoken = 0, 0, "", ""
        while first := self._first.search(text, place):
            start = first.start()
            if kept := text[start] in _OPENS and KEPT.match(text, start):
                place = kept.end()
            elif reading := self._reading(text, start):
                before = words if start == read and words else text[max(start - 1, 0) : start]
                spoken = (spoken + text[read:start])[-REACH:]
                end, words = reading[0], self._at_start(reading[1], spoken)
                replacement = _set_apart(text, start, end, words, place, before)
                yield replacement
                place = read = replacement[1]
                words = replacement[2]
                spoken += words
            else:
                place = start + 1

    def _at_start(self, words: str, spoken: str) -> str:
        """`words` behind what is `spoken`, with a capital if a sentence starts there."""
        if self._abbreviations is None or not words[:1].islower():
            return words
        return capitalized(words) if starts_sentence(spoken, self._abbreviations) else words

    def _reading(self, text: str, start: int) -> tuple[int, str] | None:
        for rule in self._rules.get(text[start], ()):
            match = rule.pattern.match(text, start)
            if match and match.end() > start and (words := rule.say(match)) is not None:
                return match.end(), words
        return None


def _set_apart(
    text: str, start: int, end: int, words: str, earliest: int, before: str
) -> tuple[int, int, str]:
    """The replacement with a space where it would touch another word, and none left over.

    `before` ends with what is spoken before it: words that stand there for something, or a letter.
    """
    if not words:
        # Nothing is said: the space before it goes too, unless it parts two words.
        if _CLOSES.match(text, end):
            while start > earliest and text[start - 1] in " \t":
                start -= 1
        # Words that stand for signs don't grow together with the next word: "/{id}".
        parts = len(before) > 1 and _STICKS.match(before[-1]) and _STICKS.match(text[end : end + 1])
        return start, end, " " if parts else ""
    lead = " " if _STICKS.match(words) and _STICKS.match(before[-1:]) else ""
    after = " " if _STICKS.match(words[-1]) and _STICKS.match(text[end : end + 1]) else ""
    return start, end, lead + words + after
