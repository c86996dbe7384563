"""What a phonemizer is, and what passes through all of them: emotion tags and given phonemes."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from voicefarm.spoken.phonemes import pieces
from voicefarm.spoken.tags import EMOTION_TAG

Phonemize = Callable[[str, str], str]
"""(text, language) → phonemes on one line."""

_TAG = re.compile(f"({EMOTION_TAG.pattern})", EMOTION_TAG.flags)
# Anything else that looks like a special token would be one to the tokenizer: a text could end
# its own prompt.
_SPECIAL = re.compile(r"<\|[^<>|]*\|>|<\||\|>")
_LEADING = re.compile(r"\s*[;:,.!?…”»)\]}]+")


@dataclass(frozen=True, slots=True)
class Phonemizer:
    """What is known of a phonemizer before its library is opened."""

    load: Callable[[], Phonemize]
    """Opens it, for use from any thread. Raises EngineUnavailable when its library is missing."""
    reads_letters: bool = False
    """Hands letters on, so that phonemes in a dictionary mean nothing to its models."""


def keeping_marks_and_tags(phonemize: Phonemize) -> Phonemize:
    """The same for texts that may hold emotion tags and words with their phonemes."""
    return functools.partial(_around_marks, functools.partial(_around_tags, phonemize))


def _around_marks(phonemize: Phonemize, text: str, language: str) -> str:
    """Phonemize what stands between words whose phonemes are given, and take those as they are."""
    spoken = ""
    for piece in pieces(text):
        if piece.phonemes:
            spoken = f"{spoken} {piece.phonemes}"
            continue
        # Some phonemizers drop what stands before the first word.
        lead = _LEADING.match(piece.text) if spoken else None
        rest = phonemize(piece.text[lead.end() :] if lead else piece.text, language)
        spoken = f"{spoken}{lead[0].strip() if lead else ''} {rest}"
    return " ".join(spoken.split())


def _around_tags(phonemize: Phonemize, text: str, language: str) -> str:
    """Phonemize what stands between emotion tags, and leave the tags as they are."""
    parts = _TAG.split(text)
    spoken = [
        part if index % 2 else phonemize(_SPECIAL.sub(" ", part), language)
        for index, part in enumerate(parts)
    ]
    return " ".join(" ".join(spoken).split())
