"""How a paragraph is read: one text in, its spoken form out.

To give a language a normalizer, write a package like `english` and name its function in the
language's record.
"""

import functools
import pkgutil
from collections.abc import Callable

from voicefarm.languages import record_of
from voicefarm.normalization.emojis import EmojiReading
from voicefarm.normalization.emoticons import without_emoticons
from voicefarm.normalization.unspoken import without_unspoken
from voicefarm.spoken.text import SpokenText

Normalizer = Callable[[str], SpokenText]
"""Reads one paragraph of cleaned text. It never raises, takes time by the length of the text, and
leaves its own output as it is."""
_MORE_PASSES = 2
"""What goes may have hidden what it touched, such as a mark of emphasis behind an emoji."""


def read_text(text: str, language: str, *, emoji: EmojiReading = "skip") -> SpokenText:
    """`text` as it is spoken in `language`; without a normalizer for it, words stay as they are.

    Where emoji have no names in the language, `emoji` "say" reads the English ones.
    """
    spoken = without_unspoken(text, language, emoji)
    for _ in range(_MORE_PASSES):
        if (
            not spoken.changes
            or not (later := without_unspoken(spoken.spoken, language, emoji)).changes
        ):
            break
        spoken = spoken.then(later)
    spoken = spoken.then(_normalizer(language)(spoken.spoken))
    # Signs that are left out, or are words now, may have hidden a face.
    return spoken.then(without_emoticons(spoken.spoken))


@functools.cache
def _normalizer(language: str) -> Normalizer:
    place = record_of(language).normalizer
    if not place:
        return _as_it_is
    normalizer: Normalizer = pkgutil.resolve_name(place)
    return normalizer


def _as_it_is(text: str) -> SpokenText:
    return SpokenText(text, text)
