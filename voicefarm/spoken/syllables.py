"""How long a text takes to say, in syllables: an estimate that needs no model.

Syllables keep their length better than characters do: number words are short in Vietnamese and long
in English. Vowels that stand together are one. A comma or a full stop inside a chunk is heard as a
pause, about half a syllable long. What is not written in Latin letters counts by the characters
that it takes when it is spoken.

espeak-ng read articles, dialogue and reports full of figures. The seconds per syllable of one text
were those of another in its language within 7 %. Per character they were within 13 %.
"""

import re
import unicodedata

from voicefarm.languages import Language
from voicefarm.spoken.length import spoken_characters

_VOWELS = re.compile("[aeiouy]+")
_MARKS = re.compile(r"[,;:.!?…](?=\s)")
_FOREIGN = re.compile(r"[^\W_a-z]")
"""Letters and digits that aren't Latin, after marks and capitals are gone."""
MARK = 0.5
"""Syllables that a mark takes."""
CHARACTERS_PER_SYLLABLE = 4.0
FOREIGN_PER_SYLLABLE = 3.0


def spoken_syllables(text: str, language: Language) -> float:
    """The syllables of a text without marked phonemes, and of its pauses."""
    bare = _without_accents(text)
    beyond = spoken_characters(text, language) - len(text)
    return (
        len(_VOWELS.findall(bare))
        + MARK * len(_MARKS.findall(text))
        + beyond / CHARACTERS_PER_SYLLABLE
        + len(_FOREIGN.findall(bare)) / FOREIGN_PER_SYLLABLE
    )


def _without_accents(text: str) -> str:
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))
