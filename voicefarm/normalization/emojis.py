"""Emoji: where they stand in a text, and what they are called.

A picture is one emoji with all that belongs to it: skin tone, selector, joined pictures, the second
half of a flag. A sign that is text unless a selector follows, such as © or → or ★, is none.
"""

import functools
import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

import emoji

EmojiReading: TypeAlias = Literal["skip", "say"]
"""What becomes of emoji: they are silent, or their names are read."""

# One of these is in every emoji; a text without any is left at once.
_ANY_EMOJI = re.compile(
    "[\u231a-\u23ff\u25fd-\u27bf\u2b1b-\u2b55\ufe0f\u20e3\U0001f000-\U0001faff]"
)
_TONE = "[\U0001f3fb-\U0001f3ff]"
_FIRST_PICTURE = "\U0001f000"
"""From here on Unicode has pictures alone, whatever follows them."""
_NAMED_WITHOUT_TONE = re.compile(r"[:,]? (?:medium-)?(?:light|medium|dark) skin tone")
_SIGNS = "\u00a9\u00ae\u203c-\u3299"
"""Those among them that are text unless a selector follows."""
_FALLBACK = "en"


def emoji_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each emoji of `text` stands, in order."""
    if _ANY_EMOJI.search(text):
        yield from (picture.span() for picture in _pictures().finditer(text))


def has_names(language: str) -> bool:
    """Whether emoji have names in the language; in others they are called by English ones."""
    return language in emoji.LANGUAGES


def name_of(picture: str, language: str) -> str:
    """What the emoji is called, without its skin tone; empty if it has no name."""
    bare = re.sub(_TONE, "", picture)
    names = emoji.EMOJI_DATA.get(bare) or emoji.EMOJI_DATA.get(picture) or {}
    if has_names(language) and language != _FALLBACK:
        emoji.config.load_language(language)
    name = names.get(language) or names.get(_FALLBACK) or ""
    return _NAMED_WITHOUT_TONE.sub("", " ".join(str(name).strip(":").replace("_", " ").split()))


@functools.cache
def _pictures() -> re.Pattern[str]:
    """Matches one emoji."""
    one = rf"(?:[{_alone()}]\ufe0f?|[{_SIGNS}]\ufe0f){_TONE}?"
    return re.compile(
        rf"[0-9#*]\ufe0f?\u20e3|[\U0001f1e6-\U0001f1ff]{{1,2}}|{one}(?:\u200d{one})*\u200d?"
    )


def _alone() -> str:
    """The characters that are emoji without a selector, for a class of a pattern."""
    fully_qualified = emoji.STATUS["fully_qualified"]
    pictures = {
        ord(picture)
        for picture, record in emoji.EMOJI_DATA.items()
        if len(picture) == 1 and (picture >= _FIRST_PICTURE or record["status"] == fully_qualified)
    }
    starts = sorted(code for code in pictures if code - 1 not in pictures)
    ends = sorted(code for code in pictures if code + 1 not in pictures)
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in zip(starts, ends, strict=True))
