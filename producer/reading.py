"""Reading: a document as it is spoken, decided once and before it is cut into chunks.

The dictionary sees what is written. What it leaves, and what it writes, is normalized: figures,
abbreviations and signs become words. Words with given phonemes stay as they are.
"""

from dataclasses import dataclass
from functools import cached_property

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
) -> SpokenDocument:
    """The document as it is spoken. Raises BadInput for a dictionary whose patterns don't end."""
    texts = rules.applied([block.text for block in document.blocks])
    if normalize:
        texts = [text.then(read_text(text.spoken, language, emoji=emoji)) for text in texts]
    return SpokenDocument(language, joined((text.folded() for text in texts), BLOCK_SEPARATOR))


def _spelled(text: str) -> SpokenText:
    return spoken_as(text, ((word.start(), word.end(), word[1]) for word in MARKED.finditer(text)))
