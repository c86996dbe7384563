"""Reading: a document as it is spoken, decided once and before it is cut into chunks.

The dictionary sees what is written. What it leaves, and what it writes, is normalized: figures,
abbreviations and signs become words. Words with given phonemes stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from producer.directions.dictionary import ReadingRules
from producer.documents.document import BLOCK_SEPARATOR, Document
from voicefarm.languages import Language
from voicefarm.normalization.emojis import EmojiReading
from voicefarm.normalization.reading import read_text
from voicefarm.spoken.phonemes import MARKED
from voicefarm.spoken.text import SpokenText, joined, spoken_as


@dataclass(frozen=True)
class SpokenDocument:
    """A document's text as it is written and as it is spoken."""

    language: Language
    marked: SpokenText
    """What is spoken carries the phonemes of words that bring some."""

    @cached_property
    def spelled(self) -> SpokenText:
        """The same with these words as they are spelled."""
        return self.marked.then(_spelled(self.marked.spoken))


def read_aloud(
    document: Document,
    language: Language,
    rules: ReadingRules,
    *,
    normalize: bool = True,
    emoji: EmojiReading = "skip",
    further: Mapping[Language, ReadingRules] = MappingProxyType({}),
) -> SpokenDocument:
    """The document as it is spoken. Raises BadInput for a dictionary whose patterns don't end.

    `further` has the rules of each language that a block names for itself.
    """
    languages = [block.language or language for block in document.blocks]
    texts = _by_rules(document, languages, {language: rules, **further})
    if normalize:
        texts = [
            text.then(read_text(text.spoken, tag, emoji=emoji))
            for text, tag in zip(texts, languages, strict=True)
        ]
    return SpokenDocument(language, joined((text.folded() for text in texts), BLOCK_SEPARATOR))


def _by_rules(
    document: Document, languages: list[Language], rules: Mapping[Language, ReadingRules]
) -> list[SpokenText]:
    """The blocks' texts, each by the dictionary's rules for its language."""
    texts: dict[int, SpokenText] = {}
    for tag in dict.fromkeys(languages):
        places = [place for place, one in enumerate(languages) if one == tag]
        spoken = rules[tag].applied([document.blocks[place].text for place in places])
        texts |= dict(zip(places, spoken, strict=True))
    return [texts[place] for place in range(len(languages))]


def _spelled(text: str) -> SpokenText:
    return spoken_as(text, ((word.start(), word.end(), word[1]) for word in MARKED.finditer(text)))
