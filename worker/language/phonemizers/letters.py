"""No phonemes: for models that read plain text."""

from worker.language.phonemizers.phonemizer import Phonemize, Phonemizer


def load() -> Phonemize:
    """Text goes on as it is."""
    return _as_it_is


def _as_it_is(text: str, _language: str) -> str:
    return text


LETTERS = Phonemizer(load, reads_letters=True)
