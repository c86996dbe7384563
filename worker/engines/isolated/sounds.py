"""Emotion tags in a text for a library: as it knows them, or left out so that none is read."""

import re
from collections.abc import Container

from voicefarm.spoken.tags import EMOTION_TAG

_BEFORE_A_MARK = re.compile(r"\s+(?=[.,!?;:…])")


def with_known_sounds(text: str, known: Container[str]) -> str:
    """The text, with a tag such as `[laugh]` for each known sound and nothing for the others."""
    if not EMOTION_TAG.search(text):
        return text
    acted = EMOTION_TAG.sub(lambda tag: _acted(tag[0][1:-1].lower(), known), text)
    return _BEFORE_A_MARK.sub("", " ".join(acted.split()))


def _acted(sound: str, known: Container[str]) -> str:
    return f" [{sound}] " if sound in known else " "
