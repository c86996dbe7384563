"""Languages: what both sides know of each. Any language has a record; some have a file.

- `record`: what a record says
- `english`, `vietnamese`: one file a language that more is known of
- `tags`: how languages are named (BCP 47), and which of a list fits best
- `scripts`: which letters belong to which script, and how much is said by one

To add one, write a file like `english` and name it in `LANGUAGES`. Numbers and dates are read as
words if it names a normalizer; without one the engine gets the text as it is.
"""

import functools
from collections.abc import Mapping

from voicefarm.languages.english import ENGLISH
from voicefarm.languages.record import LanguageRecord
from voicefarm.languages.scripts import SCRIPTS, parts_of
from voicefarm.languages.tags import (
    GivenLanguage,
    Language,
    iso639_3,
    language_name,
    primary,
    script_code,
)
from voicefarm.languages.vietnamese import VIETNAMESE

__all__ = ["DEFAULT", "LANGUAGES", "GivenLanguage", "Language", "LanguageRecord", "record_of"]

LANGUAGES: Mapping[str, LanguageRecord] = {
    language.code: language for language in (ENGLISH, VIETNAMESE)
}
"""Those of which more is known than their script, by their tag."""
DEFAULT = ENGLISH.code
"""Of a text that shows the letters of no other."""


@functools.lru_cache(maxsize=256)
def record_of(language: Language) -> LanguageRecord:
    """What is known of a language: of its region, or of the language, or of its script."""
    known = LANGUAGES.get(language) or LANGUAGES.get(primary(language))
    return known or _record_by_script(language)


def _record_by_script(language: Language) -> LanguageRecord:
    scripts = parts_of(script_code(language))
    first = SCRIPTS.get(scripts[0], SCRIPTS["Latn"])
    return LanguageRecord(
        code=language,
        name=language_name(language),
        iso639_3=iso639_3(language),
        espeak_voice=language.lower(),
        scripts=scripts,
        phonemes_per_letter=first.phonemes_per_letter,
        phonemes_per_spoken_character=1.25,
        most_phonemes_per_character=1.9 * first.letter * first.phonemes_per_letter,
        digit_in_number=10,
        digit_spelled=6,
        thousands_marks=".,'",
        foreign_letter=6,
        foreign_accent=1,
    )
