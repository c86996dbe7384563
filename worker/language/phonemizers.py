"""Phonemes: what a speech language model reads in place of letters.

`sea-g2p` for models trained on Vietnamese and mixed text, espeak-ng's IPA for those trained on it,
and `none` for models that read plain text. Emotion tags pass through all of them untouched.
"""

import functools
import re
from collections.abc import Callable

from voicefarm.errors import EngineUnavailable, UnknownName
from voicefarm.languages import LANGUAGES
from voicefarm.phonemes import pieces
from worker.language.espeak_library import EspeakLibrary
from worker.language.normalization import normalize

Phonemize = Callable[[str, str], str]
"""(text, language) → phonemes on one line."""

_SOUNDS = "cười|chuckle|thở dài|sigh|hắng giọng|clear throat|laugh|cough|sniffle|groan|yawn|gasp"
_TAG = re.compile(rf"(<\|emotion_\d+\|>|\[(?:{_SOUNDS})\]|<(?:{_SOUNDS})>)", re.IGNORECASE)
# Anything else that looks like a special token would be one to the tokenizer: a text could end
# its own prompt.
_SPECIAL = re.compile(r"<\|[^<>|]*\|>|<\||\|>")
_MARKS = ';:,.!?¡¿—…"«»“”(){}[]'
_PUNCTUATION = re.compile(rf"\s*[{re.escape(_MARKS)}]+[\s{re.escape(_MARKS)}]*")
_LEADING = re.compile(r"\s*[;:,.!?…”»)\]}]+")


def phonemizer(name: str) -> Phonemize:
    """The phonemizer called `name`, ready for use from any thread.

    Raises UnknownName, or EngineUnavailable when its library is not installed.
    """
    makers: dict[str, Callable[[], Phonemize]] = {
        "sea-g2p": _sea_g2p,
        "espeak": _espeak,
        "none": lambda: _as_it_is,
    }
    if name not in makers:
        raise UnknownName.of("Phonemizer", name, makers)
    return functools.partial(_around_marks, functools.partial(_around_tags, makers[name]()))


def _around_marks(phonemize: Phonemize, text: str, language: str) -> str:
    """Phonemize what stands between words whose phonemes are given, and take those as they are."""
    said = ""
    for piece in pieces(text):
        if piece.phonemes:
            said = f"{said} {piece.phonemes}"
            continue
        # Some phonemizers drop what stands before the first word.
        lead = _LEADING.match(piece.text) if said else None
        rest = phonemize(piece.text[lead.end() :] if lead else piece.text, language)
        said = f"{said}{lead[0].strip() if lead else ''} {rest}"
    return " ".join(said.split())


def _around_tags(phonemize: Phonemize, text: str, language: str) -> str:
    """Phonemize what stands between emotion tags, and leave the tags as they are."""
    parts = _TAG.split(text)
    spoken = [
        part if index % 2 else phonemize(_SPECIAL.sub(" ", part), language)
        for index, part in enumerate(parts)
    ]
    return " ".join(" ".join(spoken).split())


def _as_it_is(text: str, _language: str) -> str:
    return text


def _sea_g2p() -> Phonemize:
    """sea-g2p reads Vietnamese with English words in it, as VieNeu was trained."""
    try:
        from sea_g2p import G2P
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            "The phonemizer sea-g2p is not installed: pip install 'voicefarm[speechlm]'."
        ) from error
    convert: Callable[[str], str] = G2P("vi").convert

    def phonemize(text: str, language: str) -> str:
        words = normalize(text, language)
        if not any(character.isalpha() for character in words):
            return words
        # Without the mark, English words that are also Vietnamese syllables ("an", "to", "the")
        # are read as those.
        return convert(f"<en>{words}</en>" if language == "en" else words)

    return phonemize


def _espeak() -> Phonemize:
    """espeak-ng's IPA with stress marks, the punctuation kept where it stood."""
    library = EspeakLibrary.open()

    def phonemize(text: str, language: str) -> str:
        words, voice = normalize(text, language), LANGUAGES[language].espeak_voice
        marks = [" ".join(f"-{found}-".split())[1:-1] for found in _PUNCTUATION.findall(words)]
        clauses = [library.phonemes(part, voice) for part in _PUNCTUATION.split(words)]
        return "".join(map("".join, zip(clauses, [*marks, ""], strict=True)))

    return phonemize
