"""Vietnamese as it is spoken: numbers, dates, times, money, units and abbreviations as words.

- `web`, `documents`, `addresses`: links and mail; numbers of laws; houses, streets and cities
- `calendar`: dates, weekdays, times, spans of a year
- `money`, `units`: what a number counts
- `codes`: phones, plates, models, versions and formulas
- `counts`, `figures`: plain numbers, and what stands between two of them
- `capitals`: titles, acronyms, Roman numerals, shouted words
- `chat`: how people write to each other
- `symbols`: marks that are spoken, and those that aren't
- `numbers`, `context`: numbers as words; what stands around a match
"""

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
from voicefarm.normalization.vietnamese.counts import COUNTS
from voicefarm.normalization.vietnamese.documents import DOCUMENTS
from voicefarm.normalization.vietnamese.figures import FIGURES
from voicefarm.normalization.vietnamese.money import MONEY
from voicefarm.normalization.vietnamese.symbols import SYMBOLS
from voicefarm.normalization.vietnamese.units import UNITS
from voicefarm.normalization.vietnamese.web import WEB
from voicefarm.spoken.text import SpokenText

_SCANNER = Scanner(
    (
        *CHAT,
        *COUNTS,
        *WEB,
        *DOCUMENTS,
        *PHONES,
        *SPANS,
        *WEEKDAYS,
        *DATES,
        *TIMES,
        *MONEY,
        *UNITS,
        *ADDRESSES,
        *ROMAN,
        *CODES,
        *ABBREVIATIONS,
        *FIGURES,
        *SYMBOLS,
    )
)


def read_vietnamese(text: str) -> SpokenText:
    """A paragraph of cleaned text, read as Vietnamese."""
    return _SCANNER.read(text)
