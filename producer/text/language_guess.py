"""Which of the known languages a text is written in."""

import re

from producer.text.cleaning import clean_text
from voicefarm.languages import DEFAULT, LANGUAGES, Language, LanguageRecord

# Enough to be sure, and a long book costs no more than a page.
_SAMPLE_CHARACTERS = 20_000
_LETTERS = re.compile(r"[^\W\d_]")


def guess_language(text: str) -> Language:
    """The language whose letters `text` shows, or English if it shows those of none.

    Only the first 20,000 characters are looked at. Vietnamese without its marks reads as "en".
    """
    sample = clean_text(text[:_SAMPLE_CHARACTERS])
    return next((code for code, one in LANGUAGES.items() if _shows(one, sample)), DEFAULT)


def _shows(language: LanguageRecord, sample: str) -> bool:
    if language.own_letters is None or language.own_letters.search(sample) is None:
        return False
    if language.marked_letters is None:
        return True
    letters = len(_LETTERS.findall(sample))
    marked = len(language.marked_letters.findall(sample))
    return marked > letters * language.marked_share
