"""A text as the ids that the backbone reads. Ids are the model's own, the same in all its files."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from voicefarm.spoken.tags import EMOTION_TAG

PROMPT_START, PROMPT_END, SPEECH, SPEECH_END, REFERENCE = 3, 4, 5, 6, 7
FIRST_STYLE = 16
_EMOTIONS = {
    **{"cười": 1, "chuckle": 1, "laugh": 1},
    **{"thở dài": 2, "sigh": 2},
    **{"hắng giọng": 3, "clear throat": 3},
}
_JOINED_MARK = re.compile(r"\s+(?=[.,!?])")

Encode = Callable[[str], list[int]]
"""Phonemes as ids, without any that a tokenizer adds by itself."""


def with_emotions(phonemes: str) -> str:
    """Tags as the tokens that the model acts out; a sound that it can't make is left out."""
    tokens = EMOTION_TAG.sub(lambda tag: f" {_token(tag[0])} ", phonemes)
    return _JOINED_MARK.sub("", " ".join(tokens.split()))


def prompt_ids(phonemes: str, style: int, encode: Encode) -> list[int]:
    """The first column of the prompt's rows, before the frames of the voice."""
    spoken = unicodedata.normalize("NFC", with_emotions(phonemes))
    return [FIRST_STYLE + style, PROMPT_START, *encode(spoken), PROMPT_END]


def read_tokenizer(path: Path) -> Encode:
    """Open a `tokenizer.json`. Raises EngineUnavailable when it is none, or without its library."""
    try:
        import tokenizers
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"tokenizers is not installed; {install_advice('vieneu3')}."
        ) from error
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:
        raise EngineUnavailable(
            f"{path} can't be read as a tokenizer ({error}); fetch it again."
        ) from error

    def encode(text: str) -> list[int]:
        whole = text.encode("utf-8", "replace").decode("utf-8")  # without lone surrogates
        ids: list[int] = tokenizer.encode(whole, add_special_tokens=False).ids
        return ids

    return encode


def _token(tag: str) -> str:
    if tag.startswith("<|"):
        return tag.lower()
    number = _EMOTIONS.get(tag[1:-1].lower())
    return f"<|emotion_{number}|>" if number else ""
