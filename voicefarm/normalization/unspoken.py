"""What no voice reads, in any language."""

from voicefarm.spoken.text import SpokenText


def without_unspoken(text: str) -> SpokenText:
    """`text` without it."""
    return SpokenText(text, text)
