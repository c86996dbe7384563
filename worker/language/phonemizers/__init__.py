"""Phonemizers: text to what a speech language model was trained to read.

- `phonemizer`: what a phonemizer is, and what stays as it is around its words
- one file a phonemizer, such as `espeak`
- `vietnamese_marks`: the marks that models of Vietnamese know

An addition is a file here and a line in `PHONEMIZERS`.
"""

from voicefarm.registry import Registry
from worker.language.phonemizers.phonemizer import Phonemize, Phonemizer, keeping_marks_and_tags

PHONEMIZERS = Registry(
    "Phonemizer",
    {
        "sea-g2p": "worker.language.phonemizers.sea_g2p:SEA_G2P",
        "espeak": "worker.language.phonemizers.espeak:ESPEAK",
        "none": "worker.language.phonemizers.letters:LETTERS",
    },
)


def reads_letters(name: str) -> bool:
    """Whether the phonemizer called `name` hands letters on. Raises UnknownName."""
    return _entry(name).reads_letters


def phonemizer(name: str) -> Phonemize:
    """The phonemizer called `name`, ready for use from any thread.

    Raises UnknownName, or EngineUnavailable when its library is not installed.
    """
    return keeping_marks_and_tags(_entry(name).load())


def _entry(name: str) -> Phonemizer:
    entry: Phonemizer = PHONEMIZERS.load(name)
    return entry
