"""English as it is spoken: numbers, dates, times, money, units and abbreviations as words.

- `letters`, `shouting`: foreign letters and capitals, before the rules see them
- `marks`: signs, and notes that are not read
- `web`: addresses
- `quantities`: what has figures in it
- `numerals`, `names`, `abbreviations`: Roman numerals, names with figures, words cut short
- `numbers`, `context`: number words; what stands around a match
"""

from voicefarm.normalization.english import abbreviations, marks, names, numerals, web
from voicefarm.normalization.english.letters import with_plain_letters
from voicefarm.normalization.english.quantities import codes, dates, figures, money, times, units
from voicefarm.normalization.english.shouting import without_shouting
from voicefarm.normalization.scanner import Scanner
from voicefarm.spoken.text import SpokenText

_SCANNER = Scanner(
    (
        *marks.NOTES,
        *figures.PLAIN,
        *names.SPECIAL,
        *web.RULES,
        *numerals.RULES,
        *abbreviations.RULES,
        *dates.RULES,
        *codes.RULES,
        *money.RULES,
        *times.RULES,
        *units.RULES,
        *figures.RULES,
        *names.RULES,
        *figures.REST,
        *marks.RULES,
    )
)
_MOST_PASSES = 4
"""What is left without a word, such as a stray asterisk, may have hidden what stands beside it."""


def read_english(text: str) -> SpokenText:
    """A paragraph of cleaned text, read as English."""
    plain = with_plain_letters(text)
    reading = plain.then(without_shouting(plain.spoken))
    for _ in range(_MOST_PASSES):
        scanned = _SCANNER.read(reading.spoken)
        reading = reading.then(scanned)
        if all(change.spoken_start < change.spoken_end for change in scanned.changes):
            break
    return reading
