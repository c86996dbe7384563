"""sea-g2p, for models trained on Vietnamese with English words in it, as VieNeu was."""

from collections.abc import Callable

from voicefarm.errors import EngineUnavailable
from voicefarm.extras import install_advice
from voicefarm.languages.tags import primary
from worker.language.phonemizers.phonemizer import Phonemize, Phonemizer
from worker.language.phonemizers.vietnamese_marks import with_known_marks


def load() -> Phonemize:
    """Open sea-g2p. Raises EngineUnavailable if it isn't installed."""
    try:
        from sea_g2p import G2P
    except ModuleNotFoundError as error:
        raise EngineUnavailable(
            f"The phonemizer sea-g2p is not installed; {install_advice('speechlm')}."
        ) from error
    convert: Callable[[str], str] = G2P("vi").convert

    def phonemize(text: str, language: str) -> str:
        if not any(character.isalpha() for character in text):
            return text
        if primary(language) != "en":
            return convert(with_known_marks(text))
        # Without the mark, English words that are also Vietnamese syllables ("an", "to", "the")
        # are read as those.
        return convert(f"<en>{text}</en>")

    return phonemize


SEA_G2P = Phonemizer(load)
