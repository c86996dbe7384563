"""Languages: which of the spoken languages a text is written in."""

import re

from producer.text.cleaning import clean_text
from voicefarm.models import Language

# Enough to be sure, and a long book costs no more than a page.
_SAMPLE_CHARACTERS = 20_000
# A third of the letters of written Vietnamese carry a mark; an English sentence with a few
# Vietnamese names stays below the line.
_VIETNAMESE_SHARE = 0.15
_LETTERS = re.compile(r"[^\W\d_]")
_MARKED_LETTERS = re.compile("[À-ÖØ-öø-ýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
# đ, ơ, ư, ă and the letters with a hook, a dot below or two marks: few other languages have them.
_VIETNAMESE_LETTER = re.compile("[ĂăĐđƠơƯư\u1ea0-\u1ef9]")


def guess_language(text: str) -> Language:
    """Return "vi" if the letters of `text` look Vietnamese, else "en".

    Only the first 20,000 characters are looked at. Vietnamese without its marks reads as "en".
    """
    sample = clean_text(text[:_SAMPLE_CHARACTERS])
    if _VIETNAMESE_LETTER.search(sample) is None:
        return "en"
    letters = len(_LETTERS.findall(sample))
    marked = len(_MARKED_LETTERS.findall(sample))
    return "vi" if marked > letters * _VIETNAMESE_SHARE else "en"
