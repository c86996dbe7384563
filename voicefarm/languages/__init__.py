"""Languages: what both sides know of each.

To add one, write a file like `english` and name it in `LANGUAGES`. Numbers and dates are read as
words if it names a normalizer; without one the engine gets the text as it is.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator

from voicefarm.languages.english import ENGLISH
from voicefarm.languages.record import LanguageRecord
from voicefarm.languages.vietnamese import VIETNAMESE

__all__ = ["DEFAULT", "LANGUAGES", "Language", "LanguageRecord"]

LANGUAGES: Mapping[str, LanguageRecord] = {
    language.code: language for language in (ENGLISH, VIETNAMESE)
}
DEFAULT = ENGLISH.code
"""Of a text that shows the letters of no other."""


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(
            f"'{code}' is not a language known here; use one of {', '.join(LANGUAGES)}"
        )
    return code


Language = Annotated[str, AfterValidator(_known)]
"""The code of a language in `LANGUAGES`."""
