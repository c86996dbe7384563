"""Vietnamese as it is spoken: numbers, dates, times, money, units and abbreviations as words."""

from voicefarm.normalization.scanner import Scanner
from voicefarm.spoken.text import SpokenText

_SCANNER = Scanner(())


def read_vietnamese(text: str) -> SpokenText:
    """A paragraph of cleaned text, read as Vietnamese."""
    return _SCANNER.read(text)
