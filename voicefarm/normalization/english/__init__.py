"""English as it is spoken: numbers, dates, times, money, units and abbreviations as words.

- `letters`, `shouting`: foreign letters and capitals, before the rules see them
- `marks`: signs, and notes that are not read
- `formulas`: functions, quotients and comparisons
- `web`, `identifiers`: addresses, and names that programs use
- `quantities`: what has figures in it
- `notations`: chess, cards, chords
- `places`, `scripture`: states, streets and quarters; chapter and verse
- `numerals`, `names`, `abbreviations`: Roman numerals, names with figures, words cut short
- `quick_scanner`: the one pass, made quick
- `old_prints`: how old books print ordinals, sizes and dashes
- `numbers`, `context`: number words; what stands around a match
"""

from voicefarm.languages import LANGUAGES
from voicefarm.normalization.english import (
    formulas,
    identifiers,
    marks,
    names,
    notations,
    numerals,
    old_prints,
    places,
    scripture,
    web,
)
from voicefarm.normalization.english.abbreviations import rules as abbreviations
from voicefarm.normalization.english.context import STARTERS
from voicefarm.normalization.english.letters import with_plain_letters
from voicefarm.normalization.english.notations import weather
from voicefarm.normalization.english.quantities import (
    codes,
    dates,
    durations,
    feet,
    figures,
    fiscal,
    fractions,
    powers,
    prices,
    scales,
    slashes,
    times,
    units,
)
from voicefarm.normalization.english.quick_scanner import QuickScanner
from voicefarm.normalization.english.shouting import without_shouting
from voicefarm.normalization.scanner import Scanner
from voicefarm.spoken.text import Change, SpokenText

RULES = (
    *marks.NOTES,
    *old_prints.RULES,
    *formulas.RULES,
    *figures.PLAIN,
    *names.SPECIAL,
    *web.RULES,
    *notations.RULES,
    *identifiers.RULES,
    *scripture.RULES,
    *places.RULES,
    *numerals.RULES,
    *abbreviations.RULES,
    *dates.RULES,
    *times.MILITARY,
    *codes.RULES,
    *prices.RULES,
    *powers.RULES,
    *times.RULES,
    *durations.RULES,
    *feet.RULES,
    *scales.RULES,
    *units.RULES,
    *slashes.RULES,
    *fiscal.RULES,
    *fractions.RULES,
    *figures.RULES,
    *names.RULES,
    *figures.REST,
    *marks.RULES,
)
"""In the order in which they are tried."""
ABBREVIATIONS = LANGUAGES["en"].leading_abbreviations
"""Their stops end no sentence."""
_SCANNER = QuickScanner(
    RULES,
    (
        *abbreviations.SMALL_WORDS,
        *numerals.SMALL_WORDS,
        formulas.FACTORS,
        "ma",
        *names.SMALL_WORDS,
        *notations.knitting.SMALL_WORDS,
        *notations.scores.SMALL_WORDS,
        *prices.money.SMALL_WORDS,
        *units.SMALL_WORDS,
    ),
    ("a", *sorted(STARTERS - {"A", "No"})),
    ABBREVIATIONS,
)
_REPORTS = Scanner(weather.RULES)
_MOST_PASSES = 4
"""A sign that is left out, such as a stray asterisk, may have hidden what it touched."""


def read_english(text: str) -> SpokenText:
    """A paragraph of cleaned text, read as English."""
    reading = with_plain_letters(text)
    if "Z " in text:  # the groups of a report are in capitals but not shouted
        reading = _then(reading, _REPORTS.read(reading.spoken))
    for _ in range(_MOST_PASSES):
        reading = _then(reading, without_shouting(reading.spoken))
        scanned = _SCANNER.read(reading.spoken)
        reading = _then(reading, scanned)
        if not any(_is_left_out(scanned, change) for change in scanned.changes):
            break
    return reading


def _then(reading: SpokenText, later: SpokenText) -> SpokenText:
    return reading.then(later) if reading.changes else later


def _is_left_out(reading: SpokenText, change: Change) -> bool:
    """Whether it is a sign without a word, or a word that a space now sets apart."""
    written = reading.written[change.start : change.end]
    spoken = reading.spoken[change.spoken_start : change.spoken_end]
    if spoken.strip() and (spoken[0] == " " or spoken[-1] == " "):
        return True
    if spoken.strip() or (spoken and written == "/"):
        return False
    return not any(character.isalpha() or character.isdecimal() for character in written)
