"""Vietnamese as it is spoken: numbers, dates, times, money, units and abbreviations as words.

- `web`, `documents`, `addresses`: links and mail; numbers of laws; houses, streets and cities
- `calendar`: dates, weekdays, times, spans of a year
- `money`, `units`, `medicine`: what a number counts
- `codes`: phones, plates, models, versions and formulas
- `counts`, `scores`, `figures`: plain numbers, and what stands between two of them
- `capitals`: titles, acronyms, Roman numerals, shouted words
- `chat`: how people write to each other
- `symbols`: marks that are spoken, and those that aren't
- `numbers`, `context`: numbers as words; what stands around a match
"""

from voicefarm.languages import LANGUAGES
from voicefarm.normalization.scanner import Scanner
from voicefarm.normalization.vietnamese.addresses import ADDRESSES
from voicefarm.normalization.vietnamese.calendar.dates import DATES
from voicefarm.normalization.vietnamese.calendar.spans import SPANS
from voicefarm.normalization.vietnamese.calendar.times import TIMES
from voicefarm.normalization.vietnamese.calendar.weekdays import WEEKDAYS
from voicefarm.normalization.vietnamese.capitals.abbreviations import ABBREVIATIONS
from voicefarm.normalization.vietnamese.capitals.roman import ROMAN
from voicefarm.normalization.vietnamese.chat import CHAT
from voicefarm.normalization.vietnamese.codes import CODES, PHONES
from voicefarm.normalization.vietnamese.counts import COUNTS, MULTIPLES
from voicefarm.normalization.vietnamese.documents import DOCUMENTS
from voicefarm.normalization.vietnamese.figures import FIGURES
from voicefarm.normalization.vietnamese.medicine import MEDICINE
from voicefarm.normalization.vietnamese.money import MONEY
from voicefarm.normalization.vietnamese.scores import SCORES, SETS
from voicefarm.normalization.vietnamese.symbols import SYMBOLS
from voicefarm.normalization.vietnamese.units.measures import UNITS
from voicefarm.normalization.vietnamese.web import WEB
from voicefarm.spoken.text import Change, SpokenText

_SCANNER = Scanner(
    (
        *CHAT,
        *COUNTS,
        *WEB,
        *DOCUMENTS,
        *PHONES,
        *SPANS,
        *WEEKDAYS,
        *SETS,
        *DATES,
        *TIMES,
        *MONEY,
        *MEDICINE,
        *MULTIPLES,
        *UNITS,
        *ADDRESSES,
        *ROMAN,
        *CODES,
        *ABBREVIATIONS,
        *SCORES,
        *FIGURES,
        *SYMBOLS,
    ),
    LANGUAGES["vi"].leading_abbreviations,
)


_MOST_PASSES = 4
"""What was read or left out may have hidden the start of a word that it touched, as in "9vv"."""


def read_vietnamese(text: str) -> SpokenText:
    """A paragraph of cleaned text, read as Vietnamese."""
    scanned = reading = _SCANNER.read(text)
    for _ in range(_MOST_PASSES):
        if not any(_has_bared(scanned, change) for change in scanned.changes):
            break
        scanned = _SCANNER.read(reading.spoken)
        reading = reading.then(scanned)
    return reading


def _has_bared(reading: SpokenText, change: Change) -> bool:
    """Whether it was set apart from a word that it touched, or says nothing."""
    words = reading.spoken[change.spoken_start : change.spoken_end]
    return not words or words[0] == " " or words[-1] == " "
