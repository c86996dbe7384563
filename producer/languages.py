"""Languages: which of the spoken languages a text is written in."""

import re

from producer.cleaning import clean_text
from voicefarm.models import Language

# Enough to be sure, and a long book costs no more than a page.
_SAMPLE_CHARACTERS = 20_000
# Written Vietnamese carries such a letter in more than a tenth of its letters; an English page
# that names a Vietnamese city stays far below the line.
_VIETNAMESE_SHARE = 0.04
_LETTERS = re.compile(r"[^\W\d_]")
# đ, ơ, ư, ă and the letters with a hook, a dot below or two marks: few other languages have them.
_VIETNAMESE_LETTERS = re.compile("[đĐơƠưƯăĂ\u1ea0-\u1ef9]")


def guess_language(text: str) -> Language:
    """Return "vi" if the letters of `text` look Vietnamese, else "en".

    Only the first 20,000 characters are looked at.
    """
    sample = clean_text(text[:_SAMPLE_CHARACTERS])
    letters = len(_LETTERS.findall(sample))
    marked = len(_VIETNAMESE_LETTERS.findall(sample))
    return "vi" if marked > letters * _VIETNAMESE_SHARE else "en"
