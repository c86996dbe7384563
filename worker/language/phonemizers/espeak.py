"""espeak-ng's IPA with stress marks, the punctuation kept where it stood."""

import re

from voicefarm.languages import record_of
from voicefarm.languages.tags import primary
from worker.language.espeak_library import EspeakLibrary
from worker.language.phonemizers.phonemizer import Phonemize, Phonemizer
from worker.language.phonemizers.vietnamese_marks import with_known_marks

_MARKS = ';:,.!?¡¿—…"«»“”(){}[]'
_PUNCTUATION = re.compile(rf"\s*[{re.escape(_MARKS)}]+[\s{re.escape(_MARKS)}]*")


def load() -> Phonemize:
    """Open espeak-ng. Raises EngineUnavailable if it isn't installed."""
    library = EspeakLibrary.open()

    def phonemize(text: str, language: str) -> str:
        text = with_known_marks(text) if primary(language) == "vi" else text
        voice = record_of(language).espeak_voice
        marks = [" ".join(f"-{mark}-".split())[1:-1] for mark in _PUNCTUATION.findall(text)]
        clauses = [library.phonemes(part, voice) for part in _PUNCTUATION.split(text)]
        return "".join(map("".join, zip(clauses, [*marks, ""], strict=True)))

    return phonemize


ESPEAK = Phonemizer(load)
